"""Who could lead a series: certified on every date, and free."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from groups import planning
from groups.models import Occupancy
from therapists.models import Practice, Room, Therapist
from therapists.selectors import leads_on, validities
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
    """Therapists of this role who are certified on all dates and not needed elsewhere; those of the location first."""
    dates = [start.date() for start, _end in spans]
    certified = leads_on(role=role, dates=dates)
    wanted = [tick for start, end in spans for tick in planning.ticks(start, end)]
    busy = set(Occupancy.objects.filter(therapist__in=certified, tick__in=wanted).values_list("therapist", flat=True))
    at_home = set(practice.therapists.values_list("pk", flat=True)) if practice else set()
    free = [therapist for therapist in certified if therapist.pk not in busy]
    return sorted(free, key=lambda therapist: (therapist.pk not in at_home, therapist.user.name))
