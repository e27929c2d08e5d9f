"""Pure: when a wave opens and closes, from the dates of the group's sessions (measurement.md 6)."""

import calendar
from datetime import date, timedelta

T1, T2, T3 = "t1", "t2", "t3"
#: Days after the opening (T2, T3) or after the first session (T1) on which a wave closes.
OPEN_DAYS = {T1: 14, T2: 28, T3: 42}
FOLLOW_UP_MONTHS = 6


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def window(wave: str, *, placed_on: date, first: date, last: date) -> tuple[date, date]:
    """(opens on, closes on), both inclusive. T1 opens with the seat, T2 at the last session, T3 six months later."""
    if wave == T1:
        return placed_on, max(first, placed_on) + timedelta(days=OPEN_DAYS[T1])
    opens = last if wave == T2 else months_later(last, FOLLOW_UP_MONTHS)
    return opens, opens + timedelta(days=OPEN_DAYS[wave])
