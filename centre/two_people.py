"""What two people decide: the first one's step counts for a day, then somebody asks again (security reference M5)."""

from datetime import datetime, timedelta

from centre import clock

LAPSES_AFTER = timedelta(hours=24)


def lapses_before() -> datetime:
    """A first step of this moment or earlier does not count any more."""
    return clock.now() - LAPSES_AFTER


def still_counts(at: datetime | None) -> bool:
    """Whether a first step of this moment counts now; None: nobody took it."""
    return at is not None and at > lapses_before()
