"""Fixtures that every room's tests share."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests import cast as casting


@pytest.fixture
def cast(db):
    """Everybody in the cast, see tests/cast.py."""
    return casting.assemble()


@pytest.fixture
def client_as():
    """`client_as(user)`: a browser in which this user (or parent, or child) is signed in."""

    def make(person) -> Client:
        client = Client()
        client.force_login(getattr(person, "user", person), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Rate limits count in the cache: every test starts at zero."""
    cache.clear()
