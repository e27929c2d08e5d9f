"""Which days are closed, in words: public holidays, the school holidays of the region, and the location's own."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import CharField, Max, Value
from django.utils.translation import gettext as _

from centre.calendars import public_holidays, school_holiday_on
from centre.models import SchoolHoliday
from groups.models import Closure
from therapists.models import Practice


def closed_days(practice: Practice) -> Callable[[date], str]:
    """A function that answers why a day is closed at a location ("herfstvakantie noord"), or ''."""
    return calendars([practice])[practice.pk]


def calendars(practices: Iterable[Practice]) -> dict[int, Callable[[date], str]]:
    """`closed_days` of several locations, by key; two questions, however many. They carry their municipality."""
    regions = {row.pk: row.municipality.school_holiday_region for row in practices}
    school: dict[str, list[SchoolHoliday]] = {region: [] for region in regions.values()}
    for period in SchoolHoliday.objects.filter(region__in=school):
        school[period.region].append(period)
    own: dict[int, list[Closure]] = {pk: [] for pk in regions}
    for row in Closure.objects.filter(practice__in=own):
        own[row.practice_id].append(row)
    return {
        pk: lambda day, pk=pk, region=region: closed_reason(day, region, school[region], own[pk])
        for pk, region in regions.items()
    }


def closed_reason(day: date, region: str, periods: Iterable[SchoolHoliday], own: Iterable[Closure] = ()) -> str:
    """Why this day is closed, or ''; `periods` and `own` hold at least the school holidays and closures around it."""
    if public := public_holidays(day.year).get(day):
        return public
    if school := school_holiday_on(day, region, periods):
        return f"{school} {region}"
    reason = next((row.reason for row in own if row.covers(day)), "")
    return _("location closed: %(reason)s") % {"reason": reason} if reason else ""


def closed_between(
    practice: Practice, regions: Iterable[str], first: date, last: date
) -> tuple[list[SchoolHoliday], list[Closure]]:
    """School holidays of these regions, and the closures of a location, that touch these days; one question."""
    columns, within = ("starts_on", "ends_on"), {"starts_on__lte": last, "ends_on__gte": first}
    school = SchoolHoliday.objects.filter(region__in=regions, **within).order_by()
    own = Closure.objects.filter(practice=practice, **within).order_by()
    rows = school.values_list("region", "name", *columns).union(
        own.values_list(Value("", CharField()), "reason", *columns), all=True
    )
    rows = sorted(rows, key=lambda row: (row[2], row[0]))
    return (
        [SchoolHoliday(region=region, name=name, starts_on=a, ends_on=b) for region, name, a, b in rows if region],
        [Closure(reason=name, starts_on=a, ends_on=b) for region, name, a, b in rows if not region],
    )


def holidays_known_until(region: str) -> date | None:
    """Later dates are planned without knowing the school holidays."""
    return SchoolHoliday.objects.filter(region=region).aggregate(last=Max("ends_on"))["last"]
