"""Fixtures that every room's tests share."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.middleware import csrf
from django.test import Client
from hypothesis import HealthCheck, settings

from centre import append_only, clock
from tests.stage import Stage, moment_of

# Forms carry a fresh random token. Of consonants only it spells no name, so 'Sem' on a page is always a person.
csrf.CSRF_ALLOWED_CHARS = "bcdfghjkmnpqrstvwxz"
# The same examples on every machine, and no clock that judges them: a busy machine is not a fault of the portal.
settings.register_profile(
    "certain", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("certain")
STAGE = Stage()


def pytest_collection_modifyitems(items):
    """What takes minutes comes first: a browser or a worker of its own must not be what everybody waits for at the end."""
    items.sort(key=lambda item: not (item.get_closest_marker("browser") or item.get_closest_marker("celery")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    STAGE.set_for(item)


@pytest.fixture(autouse=True)
def _at_its_moment(request):
    """`@pytest.mark.moment(when)`: the clock stands still there."""
    with clock.at(moment_of(request.node)):
        yield


@pytest.fixture
def cast(db):
    """Everybody in the cast, see tests/cast.py; how they come to stand there: tests/stage.py."""
    return STAGE.cast()


@pytest.fixture
def client_as():
    """`client_as(user)`: a browser in which this user (or parent, or child) is signed in."""

    def make(person) -> Client:
        client = Client()
        client.force_login(getattr(person, "user", person), backend="centre.identity.passwords.SameWorkBackend")
        return client

    return make


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Rate limits count in the cache: every test starts at zero."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables laid down from the models, with the triggers that migrations add.

    Tests that empty the tables between them (SQLite deletes row by row) need those of the log out of the way;
    tests/centre/test_access_log.py puts them back to prove that they hold.
    """
    with django_db_blocker.unblock():
        append_only.refuse_changes(connection)
        append_only.let_prune(connection)
        append_only.seal_messages(connection)
    STAGE.doors = django_db_blocker
    yield
    STAGE.close()
    if connection.vendor == "postgresql":
        # A live server's thread may keep its session for a moment; the database is dropped right after this.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
