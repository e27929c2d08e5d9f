"""Who could lead a series: certified on every date, available, and free; and which date fails when nobody can."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from centre import clock
from groups import planning
from groups.models import Group, Occupancy, SessionLead
from therapists.models import Practice, Room, Therapist
from therapists.selectors import free_on, leads_on, validities
from therapists.states import Role


def free_rooms(*, practice: Practice, spans: list[tuple[datetime, datetime]]) -> list[Room]:
    """Rooms of a location that nobody needs in any of these hours."""
    wanted = [tick for start, end in spans for tick in planning.ticks(start, end)]
    taken = Occupancy.objects.filter(room=OuterRef("pk"), tick__in=wanted)
    return list(practice.rooms.filter(~Exists(taken)))


def not_valid_throughout(
    *, spans: list[tuple[datetime, datetime]], practice: Practice
) -> list[tuple[Therapist, list[int]]]:
    """Therapists of the location whose certificate counts on the first date and not on all: with the sessions it misses."""
    days = [start.date() for start, _end in spans]
    found = []
    for role in Role:
        people = leads_on(role=role, dates=days[:1], practice=practice)
        valid = validities(therapists=people, role=role, dates=days)
        for therapist in people:
            missed = [number for number, day in enumerate(days, 1) if not valid[therapist.pk, day].allowed]
            if missed:
                found.append((therapist, missed))
    return found


def free_leads(*, role: str, spans: list[tuple[datetime, datetime]], practice=None) -> list[Therapist]:
    """Therapists of this role who can lead on all dates; those of the location first.

    Certified on each date, not needed elsewhere, available at that hour, and in time from another location.
    """
    pool = [row for row in candidates(role=role, spans=spans, practice=practice) if not row.fails]
    return [row.therapist for row in pool]


@dataclass(frozen=True)
class Candidate:
    """Somebody of the register and the numbers of the dates on which this person cannot lead."""

    therapist: Therapist
    fails: list[int]
    is_at_home: bool


def candidates(*, role: str, spans: list[tuple[datetime, datetime]], practice=None) -> list[Candidate]:
    """Everybody certified for this role on the first date or the last, who can on most dates first (features.md G5)."""
    days = [timezone.localdate(start) for start, _end in spans]
    pool = {one.pk: one for day in {days[0], days[-1]} for one in leads_on(role=role, dates=[day])}
    people = list(pool.values())
    valid = validities(therapists=people, role=role, dates=days)
    start, end = (timezone.localtime(moment).time() for moment in spans[0])
    free = free_on(therapists=people, dates=days, starts_at=start, ends_at=end)
    busy = _busy(people, spans, practice)
    home = set(practice.therapists.values_list("pk", flat=True)) if practice else set()
    found = [
        Candidate(
            one,
            [
                number
                for number, day in enumerate(days, 1)
                if not valid[one.pk, day].allowed or not free[one.pk, day].allowed or (one.pk, number) in busy
            ],
            one.pk in home,
        )
        for one in people
    ]
    return sorted(found, key=lambda row: (len(row.fails), not row.is_at_home, row.therapist.user.name))


def failing_dates(pool: list[Candidate], *, count: int, dates: int) -> list[int]:
    """Numbers of the dates on which fewer than `count` people of the pool can lead; on the others a team is possible."""
    return [number for number in range(1, dates + 1) if sum(1 for row in pool if number not in row.fails) < count]


def _busy(people: list[Therapist], spans: list[tuple[datetime, datetime]], practice) -> set[tuple[int, int]]:
    """(therapist, number of the date) that are taken, or too near in time to a meeting at another location."""
    numbers = {tick: n for n, (start, end) in enumerate(spans, 1) for tick in planning.ticks(start, end)}
    taken = Occupancy.objects.filter(therapist__in=people, tick__in=list(numbers)).values_list("therapist", "tick")
    busy = {(pk, numbers[tick]) for pk, tick in taken}
    gap = timedelta(minutes=settings.TRAVEL_GAP_MINUTES)
    elsewhere = SessionLead.objects.filter(
        therapist__in=people, session__cancelled_at=None,
        session__ends_at__gt=spans[0][0] - gap, session__starts_at__lt=spans[-1][1] + gap,
    )  # fmt: skip
    if practice:
        elsewhere = elsewhere.exclude(session__group__practice=practice)
    for pk, start, end in elsewhere.values_list("therapist", "session__starts_at", "session__ends_at"):
        busy |= {(pk, n) for n, (one, two) in enumerate(spans, 1) if start < two + gap and end > one - gap}
    return busy


def spans_ahead(group: Group) -> list[tuple[datetime, datetime]]:
    """Start and end of the sessions to come."""
    rows = group.sessions.standing().filter(starts_at__gt=clock.now()).order_by("number")
    return list(rows.values_list("starts_at", "ends_at"))


def team_ahead(group: Group, *, role: str = "") -> list[Therapist]:
    """Who leads a session to come, substitutes aside; `role`: in this one only."""
    ahead = SessionLead.objects.filter(
        session__group=group, session__starts_at__gt=clock.now(), session__cancelled_at=None, is_substitute=False
    )
    ahead = ahead.filter(role=role) if role else ahead
    return list(Therapist.objects.filter(session_leads__in=ahead).distinct().select_related("user"))
