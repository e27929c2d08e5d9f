"""The other half of a season: who can lead what and when, which rooms are left, and who may not meet whom."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from centre.models import CareRelation
from groups import planning
from groups.composing.instance import CHILDREN, PARENTS, Therapist
from groups.models import Occupancy, SessionLead
from groups.season_facts import ASSUMED_CEILING, LEAD_MINUTES, SLOT_MINUTES, cells, minutes_between
from therapists.models import Therapist as Professional
from therapists.selectors import free_on, leads_on, validities
from therapists.states import Role

ZONE = ZoneInfo(settings.TIME_ZONE)
ROLES = {PARENTS: Role.PARENT_LEAD, CHILDREN: Role.CHILD_LEAD}


def bars(people: list[Professional], number: dict[int, int]) -> frozenset:
    place = {one.user_id: n for n, one in enumerate(people)}
    rows = CareRelation.objects.active().filter(kind=CareRelation.Kind.EXCLUDED, user__in=place, case__in=list(number))
    return frozenset((place[user], number[case]) for user, case in rows.values_list("user", "case"))


def leads(
    practices, days, day0, remarks, groups=(), *, minutes: int = SLOT_MINUTES
) -> tuple[list[Professional], list[Therapist]]:
    """Who can lead what and when; `groups` (season_groups.Standing) are led by whom they are, apart from certificates.

    `minutes`: how long a session is.
    """
    pool: dict[int, Professional] = {}
    certified: dict[str, dict] = {}
    for role, word in ROLES.items():
        people = {one.pk: one for day in {days[0], days[len(days) // 2]} for one in leads_on(role=word, dates=[day])}
        pool |= people
        certified[role] = validities(therapists=list(people.values()), role=word, dates=days)
    people = [pool[pk] for pk in sorted(pool)]
    free = {
        cell: free_on(
            therapists=people, dates=[day for day in days if day.weekday() == int(cell[0])],
            starts_at=time.fromisoformat(cell[2:]), ends_at=_end(cell, minutes),
        )
        for cell in cells()
    }  # fmt: skip
    free |= {
        one.cell: free_on(
            therapists=people, dates=one.days, starts_at=one.group.meets_at,
            ends_at=timezone.localtime(one.sessions[0].ends_at).time(),
        )
        for one in groups
    }  # fmt: skip
    start, end = (datetime.combine(day, time(), tzinfo=ZONE) for day in (days[0], days[-1] + timedelta(days=1)))
    ahead = SessionLead.objects.filter(
        therapist__in=people, session__cancelled_at=None, session__starts_at__range=(start, end)
    ).exclude(session__group__in=[one.group for one in groups])
    busy: dict[int, set] = {}
    led: dict[int, set] = {}
    for pk, group, moment in ahead.values_list("therapist", "session__group", "session__starts_at"):
        busy.setdefault(pk, set()).add(timezone.localdate(moment))
        led.setdefault(pk, set()).add(group)
    for pk, tick in _held_in_these_hours(people, days, minutes):
        busy.setdefault(pk, set()).add(timezone.localdate(datetime.fromtimestamp(900 * tick, tz=ZONE)))
    homes = {}
    through = Professional.practices.through.objects.filter(therapist__in=people)
    for pk, lat, lon in through.values_list("therapist", "practice__latitude", "practice__longitude"):
        homes.setdefault(pk, []).append((lat, lon))
    rows = [_lead(one, practices, days, day0, certified, free, busy, led, homes, remarks) for one in people]
    return people, [_leading(row, one.pk, groups, day0) for one, row in zip(people, rows, strict=True)]


def _held_in_these_hours(people: list[Professional], days: list[date], minutes: int):
    """(therapist, quarter) of talks of the evaluation in hours in which a group could meet."""
    hours = set(_quarters(days, minutes))
    if not hours:
        return []
    talks = Occupancy.objects.filter(therapist__in=people, voice__isnull=False, tick__range=(min(hours), max(hours)))
    return [(pk, tick) for pk, tick in talks.values_list("therapist", "tick") if tick in hours]


def _quarters(days: list[date], minutes: int) -> dict[int, tuple[date, str]]:
    """{quarter of an hour: (day, cell)} of all hours in which groups meet on these days."""
    found = {}
    for day, cell in ((day, cell) for cell in cells() for day in days if day.weekday() == int(cell[0])):
        start = datetime.combine(day, time.fromisoformat(cell[2:]), tzinfo=ZONE)
        found |= dict.fromkeys(planning.ticks(start, start + timedelta(minutes=minutes)), (day, cell))
    return found


def _leading(row: Therapist, pk: int, groups, day0: date) -> Therapist:
    """Who leads groups already goes on with them: a day off asks for a substitute, not for another lead."""
    mine = [one for one in groups if any(pk in team for team in one.team.values())]
    own = {(day - day0).days for one in mine for day in one.days}
    near = {one.loc for one in mine}
    return replace(
        row, cells=row.cells | {one.cell for one in mine}, max_groups=max(row.max_groups, len(mine)),
        minutes=tuple(min(m, row.max_minutes) if n in near else m for n, m in enumerate(row.minutes)),
        blocked=tuple(span for span in row.blocked if span[0] not in own),
    )  # fmt: skip


def _lead(one, practices, days, day0, certified, free, busy, led, homes, remarks) -> Therapist:
    able = {}
    for cell, verdicts in free.items():
        able[cell] = {day: verdict.allowed for (pk, day), verdict in verdicts.items() if pk == one.pk}
    open_cells = {cell for cell, row in able.items() if any(row.values())}
    closed = {day for cell in open_cells for day, ok in able[cell].items() if not ok} | busy.get(one.pk, set())
    remarks["ceiling"] += one.group_ceiling is None
    ceiling = ASSUMED_CEILING if one.group_ceiling is None else one.group_ceiling
    return Therapist(
        id=str(one.pk),
        minutes=tuple(
            min(minutes_between(home, (place.latitude, place.longitude)) for home in homes.get(one.pk, [None]))
            for place in practices
        ),
        max_minutes=LEAD_MINUTES,
        max_groups=max(ceiling - len(led.get(one.pk, ())), 0),
        cells=frozenset(open_cells),
        certified={role: span for role in ROLES if (span := _span(one.pk, certified[role], days, day0))},
        languages=frozenset(one.language_codes),
        blocked=tuple(sorted(((day - day0).days, (day - day0).days) for day in closed)),
    )


def _span(pk: int, verdicts: dict, days: list[date], day0: date) -> tuple[int, int] | None:
    """The longest run of days on which this role may be led."""
    runs, run = [], []
    for day in days:
        if (verdict := verdicts.get((pk, day))) and verdict.allowed:
            run = [*run, (day - day0).days]
            runs.append(run)
        else:
            run = []
    best = max(runs, key=len, default=None)
    return (best[0], best[-1]) if best else None


def _end(cell: str, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), time.fromisoformat(cell[2:])) + timedelta(minutes=minutes)).time()


def taken(practices, day0: date, days: list[date], *, each: int = 2, minutes: int = SLOT_MINUTES) -> dict:
    """For how many groups there is no room left, because others need it: {(location, day, cell): number}.

    `each`: rooms that one group takes, a pair or, for parents only, one.
    """
    hours = {tick: ((day - day0).days, cell) for tick, (day, cell) in _quarters(days, minutes).items()}
    if not hours:
        return {}
    place = {row.pk: n for n, row in enumerate(practices)}
    rooms: dict[tuple, set] = {}
    rows = Occupancy.objects.filter(room__practice__in=practices, tick__range=(min(hours), max(hours)))
    for practice, room, tick in rows.values_list("room__practice", "room", "tick"):
        if tick in hours:
            rooms.setdefault((place[practice], *hours[tick]), set()).add(room)
    free = {n: row.room_count for n, row in enumerate(practices)}
    return {key: free[key[0]] // each - (free[key[0]] - len(some)) // each for key, some in rooms.items()}
