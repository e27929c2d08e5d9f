"""The cast on a stage: made once for the tests that follow each other, and given to each of them untouched.

Making everybody costs more than most tests do with them. So the cast stands in a transaction that stays open while the
next test asks for it too; each test runs in a savepoint of its own inside it (pytest-django's), so that what one test
writes is gone before the next begins. A test that needs real commits, or an empty database, closes the stage first.
"""

import pickle
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from centre import clock
from tests import cast as casting

#: After so many tests the cast is made anew, so that its "now" is never long ago.
PERFORMANCES = 100
#: Fixtures that commit for real: nothing may be open around them.
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


class Stage:
    """The stage of one worker; it can be used once there is a database (`doors`: pytest-django's key to it)."""

    def __init__(self):
        self.doors, self._play, self._moment, self._day, self._parcel, self._left = None, None, None, None, b"", 0

    def set_for(self, item) -> None:
        """Keep, close or open the stage for the test that comes now."""
        if not self.doors:
            return
        wanted, moment = wants_the_cast(item), moment_of(item)
        same = self._play and connection.connection is not None and (self._moment, self._day) == (moment, clock.today())
        if wanted and same and self._left:
            self._left -= 1
            return
        self.close()
        if wanted and not connection.in_atomic_block:
            self._begin(moment)

    def cast(self) -> casting.Cast:
        """Everybody as they were made: copies, so that no test sees what another did to an object."""
        return pickle.loads(self._parcel) if self._play and self._is_now() else casting.assemble()

    def close(self) -> None:
        """Nobody was ever here."""
        play, self._play = self._play, None
        if play:
            with self.doors.unblock():
                transaction.set_rollback(True)
                play.__exit__(None, None, None)

    def _begin(self, moment) -> None:
        with self.doors.unblock(), clock.at(moment):
            play = transaction.atomic()
            play._from_testcase = True  # as Django's own: a `durable` block in a service is the outermost of its own
            play.__enter__()
            try:
                self._parcel = pickle.dumps(casting.assemble())
            except BaseException:
                transaction.set_rollback(True)
                play.__exit__(None, None, None)
                raise
        self._play, self._moment, self._day, self._left = play, moment, clock.today(), PERFORMANCES

    def _is_now(self) -> bool:
        """A fixture may have moved the clock before it asked for the cast: then it is made at that moment."""
        if self._moment:
            return clock.now() == self._moment
        return abs(clock.now() - timezone.now()) < timedelta(seconds=1)


def wants_the_cast(item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    committing = COMMITTING & names or (mark and (mark.args or mark.kwargs))
    return "cast" in names and not committing


def moment_of(item):
    """When the test happens, if it says so: `@pytest.mark.moment(...)`."""
    mark = item.get_closest_marker("moment")
    return mark.args[0] if mark else None
