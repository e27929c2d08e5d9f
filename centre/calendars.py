"""Days that count and days that do not: Dutch public holidays, working days, school holidays. Pure, no database."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol

import holidays


class Period(Protocol):
    """A school holiday, as a row of the database or of the file; both dates belong to it."""

    region: str
    name: str
    starts_on: date
    ends_on: date


def public_holidays(year: int) -> dict[date, str]:
    """The days of the Algemene termijnenwet, by date, with their Dutch names.

    5 May counts in every year and Good Friday is put on a par (Algemene termijnenwet, article 3), although not
    everyone is off on those days.
    """
    return dict(_public_holidays(year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday. Raises TypeError for a moment: which day it is depends on the time zone."""
    if isinstance(day, datetime):
        raise TypeError("a date is needed, not a moment")
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def working_days_after(day: date, n: int) -> date:
    """The last day of a term of `n` working days that starts the day after `day`; with 0 that is `day` itself.

    Raises ValueError for a negative number.
    """
    if n < 0:
        raise ValueError("a term has no negative number of days")
    for _ in range(n):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def school_holiday_on(day: date, region: str, periods: Iterable[Period]) -> str:
    """The name of the school holiday of `region` (noord, midden, zuid) that `day` falls in, or an empty string."""
    for period in periods:
        if period.region == region and period.starts_on <= day <= period.ends_on:
            return period.name
    return ""


def known_until(region: str, periods: Iterable[Period]) -> date | None:
    """The last day up to which the school holidays of `region` are known; after it, no holiday means "not known"."""
    return max((period.ends_on for period in periods if period.region == region), default=None)


@cache
def _public_holidays(year: int) -> dict[date, str]:
    # The package files Bevrijdingsdag under "optional", because many employers only give it once in five years.
    days = holidays.NL(years=year, categories=("public", "optional"), language="nl")
    return dict(sorted(days.items()))
