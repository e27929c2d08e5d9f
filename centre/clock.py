"""The portal's clock: real time, unless a command, a test or the demo moved it."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The aware moment that every rule about time must use."""
    if moment := _moment.get():
        return moment
    return timezone.now() + _demo_shift()


def today() -> date:
    """The date in Amsterdam at `now()`."""
    return timezone.localdate(now())


def start_of(day: date) -> datetime:
    """The first moment of a day in Amsterdam."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The first moment after a day in Amsterdam: what holds "up to and including" that day ends there."""
    return start_of(day + timedelta(days=1))


def moment_from(text: str) -> datetime:
    """Read `2026-10-25T09:00` (Amsterdam time) or with an offset. Raises ValueError when it is not a moment."""
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(f"not a moment: {text}")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@contextlib.contextmanager
def at(moment: datetime | None) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block; None leaves the clock alone."""
    token = _moment.set(moment or _moment.get())
    try:
        yield
    finally:
        _moment.reset(token)


def shift_demo(to: datetime | None) -> None:
    """Move the whole demo world's clock, for every process; None sets it right again. Only with DEMO."""
    if not settings.DEMO:
        raise RuntimeError("the clock only moves in the demo")
    path = _shift_file()
    if to is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str((to - timezone.now()).total_seconds()))


def _shift_file():
    return settings.STATE_DIR / "clock"


def _demo_shift() -> timedelta:
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=float(_shift_file().read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()
