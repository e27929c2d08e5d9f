"""Which days are closed, in words."""

from collections.abc import Callable
from datetime import date

from django.db.models import Max

from centre.calendars import public_holidays, school_holiday_on
from centre.models import SchoolHoliday
from groups.models import Session


def closed_days(region: str) -> Callable[[date], str]:
    """A function that answers why a day is closed in a school-holiday region ("herfstvakantie noord"), or ''."""
    periods = list(SchoolHoliday.objects.filter(region=region))
    return lambda day: closed_reason(day, region, periods)


def closed_reason(day: date, region: str, periods: list[SchoolHoliday]) -> str:
    """Why this day is closed in this region, or ''; `periods` hold at least the school holidays around it."""
    if public := public_holidays(day.year).get(day):
        return public
    school = school_holiday_on(day, region, periods)
    return f"{school} {region}" if school else ""


def closed_on(session: Session) -> str:
    """Why the day of this session is closed at its location, or ''."""
    return closed_days(session.group.practice.municipality.school_holiday_region)(session.on)


def holidays_known_until(region: str) -> date | None:
    """Later dates are planned without knowing the school holidays."""
    return SchoolHoliday.objects.filter(region=region).aggregate(last=Max("ends_on"))["last"]
