"""Quiet hours and fixed hours of sending: a clock face, no database."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone


def end_of_quiet(moment: datetime, quiet_from: int, quiet_until: int) -> datetime | None:
    """When it may ring again, or None when it may ring at `moment`. Hours are Amsterdam's; equal hours are never quiet."""
    local = timezone.localtime(moment)
    overnight = quiet_from > quiet_until
    late, early = local.hour >= quiet_from, local.hour < quiet_until
    if not ((late or early) if overnight else (late and early)):
        return None
    day = local.date() + timedelta(days=1 if overnight and late else 0)
    return timezone.make_aware(datetime.combine(day, time(quiet_until)))


def next_slot(moment: datetime, hours: Sequence[int]) -> datetime:
    """The first of these whole hours (Amsterdam) at or after `moment`; without hours the moment itself.

    None of them may fall in the night in which the clock changes (02:00): the fixed hours are in the daytime.
    """
    if not hours:
        return moment
    day = timezone.localtime(moment).date()
    slots = (
        timezone.make_aware(datetime.combine(day + timedelta(days=ahead), time(hour)))
        for ahead in (0, 1)
        for hour in sorted(hours)
    )
    return next(slot for slot in slots if slot >= moment)
