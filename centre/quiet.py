"""Quiet hours: a clock face, no database."""

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
