"""When people can work and how their hours are spent: for planning, and so that work stays healthy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from centre.models import User
from therapists.geography import distance_km
from therapists.models import Absence, Availability, Hours, Practice, Therapist
from therapists.selectors.validity import Validity
from therapists.states import HoursKind

#: The hours of the last four weeks say how work is now.
WINDOW_DAYS = 28


@dataclass(frozen=True)
class Workload:
    """`group_ceiling`: most groups that this person wants at once, None is 'nog vast te stellen'. The number of groups
    is known one floor up; compare it there with `is_too_much`. `administration`: minutes in the same weeks."""

    group_ceiling: int | None
    hours: list[tuple[str, float]]
    administration: int = 0

    def is_too_much(self, groups: int) -> bool:
        return self.group_ceiling is not None and groups > self.group_ceiling


def workload(therapist: Therapist, *, on: date) -> Workload:
    """Hours per kind in the four weeks until this date."""
    rows = Hours.objects.filter(therapist=therapist, day__gt=on - timedelta(days=WINDOW_DAYS), day__lte=on)
    spent = dict(rows.values_list("kind").annotate(total=Sum("minutes")).order_by())
    hours = [(str(kind.label), round(spent.get(kind.value, 0) / 60, 2)) for kind in HoursKind]
    return Workload(therapist.group_ceiling, hours, spent.get(HoursKind.ADMINISTRATION.value, 0))


def administration_minutes(user: User, *, on: date) -> int:
    """Minutes of administration that somebody noted in the four weeks until this date."""
    rows = Hours.objects.filter(therapist__user=user, kind=HoursKind.ADMINISTRATION)
    rows = rows.filter(day__gt=on - timedelta(days=WINDOW_DAYS), day__lte=on)
    return rows.aggregate(total=Sum("minutes"))["total"] or 0


def far_from(practice: Practice, therapists: Iterable[Therapist]) -> dict[int, int]:
    """{therapist id: kilometres} of those for whom this location lies further from all own locations than they want.

    Who said nothing about travelling, or works nowhere yet, is never too far. One query.
    """
    wanted = {row.pk: row.travel_km for row in therapists if row.travel_km}
    rows = Practice.therapists.through.objects.filter(therapist__in=wanted, practice__is_active=True)
    near: dict[int, float] = {}
    for pk, latitude, longitude in rows.values_list("therapist", "practice__latitude", "practice__longitude"):
        far = distance_km(practice.latitude, practice.longitude, latitude, longitude)
        near[pk] = min(far, near.get(pk, far))
    return {pk: round(far) for pk, far in near.items() if far > wanted[pk]}


def free_on(
    *, therapists: Iterable[Therapist], dates: Iterable[date], starts_at: time, ends_at: time
) -> dict[tuple[int, date], Validity]:
    """Is each of these people free on each of these dates between these times? Two queries.

    Who noted no weekly times at all is taken to be free; an absence always counts.
    """
    ids, dates = [therapist.pk for therapist in therapists], list(dates)
    weekly: dict[int, list[Availability]] = {}
    for row in Availability.objects.filter(therapist__in=ids):
        weekly.setdefault(row.therapist_id, []).append(row)
    away: dict[int, list[Absence]] = {}
    if dates:
        for row in Absence.objects.filter(therapist__in=ids, until__gte=min(dates), since__lte=max(dates)):
            away.setdefault(row.therapist_id, []).append(row)
    return {(pk, day): _free(weekly.get(pk), away.get(pk, []), day, starts_at, ends_at) for pk in ids for day in dates}


def _free(
    weekly: list[Availability] | None, away: list[Absence], day: date, starts_at: time, ends_at: time
) -> Validity:
    if any(row.since <= day <= row.until for row in away):
        return Validity(False, _("Away on this day."))
    if weekly is None:
        return Validity(True)
    fits = (row.weekday == day.weekday() and row.starts_at <= starts_at and ends_at <= row.ends_at for row in weekly)
    return Validity(True) if any(fits) else Validity(False, _("Not available at this time of the week."))


def recent_hours(therapist: Therapist) -> list[Hours]:
    """The last ten entries."""
    return list(therapist.hours.all()[:10])


def coming_absences(therapist: Therapist, *, on: date) -> list[Absence]:
    return list(therapist.absences.filter(until__gte=on)[:25])
