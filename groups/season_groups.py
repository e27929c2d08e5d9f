"""Groups of a season that were made already and have not begun: their places, teams and dates stay (planning.md, pins).

Each is a series of its own in a slot that nobody else has, so that it runs once, and whoever has a place in it has no other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from groups import fitting
from groups.composing import bands
from groups.composing.instance import CHILDREN, DUTCH, NEVER, PARENTS, Family, Instance, Rules, Series
from groups.composing.pairs import lead_refusal
from groups.composing.plan import Member, Plan, PlannedGroup
from groups.models import CompositionRun, Group, Offer, Placement, Session, SessionLead
from groups.season_facts import odd_weeks
from groups.season_leads import ROLES
from groups.states import GroupState, RunState
from therapists.models import Practice


@dataclass(frozen=True)
class Standing:
    """One such group. `team`: {P or K: keys of therapists who lead every session}; `asked`: cases that had an offer of it."""

    group: Group
    sessions: list[Session]
    loc: int
    #: The hours that parents were asked about; empty when nobody was ever asked about these.
    hours: str
    cases: frozenset[int]
    asked: frozenset[int]
    team: Mapping[str, tuple[int, ...]]

    @property
    def cell(self) -> str:
        return self.group.reference

    @property
    def days(self) -> list[date]:
        return [session.on for session in self.sessions]

    def series(self, day0: date) -> Series:
        first = self.days[0].isoformat()
        key = f"{self.group.practice_id}|{first}|{self.group.meets_at:%H:%M}|{self.group.date_mode}|{self.cell}"
        dates, odd = tuple((day - day0).days for day in self.days), odd_weeks(self.days, day0)
        return Series(key, self.loc, self.cell, dates, 0, self.group.date_mode, odd)


def open_of(run: CompositionRun) -> list[Group]:
    """Groups that were made of the proposals of this season with this recipe, and into which couples can still come."""
    runs = (
        taken_over(run.region_id).filter(starts_on=run.starts_on, recipe=run.recipe_id).values_list("made", flat=True)
    )
    references = {reference for made in runs for reference in made.values()}
    return list(Group.objects.filter(reference__in=references, state=GroupState.OPEN).order_by("pk"))


def taken_over(region) -> QuerySet[CompositionRun]:
    """The proposals for a region of which groups were made."""
    return CompositionRun.objects.filter(region=region, state=RunState.ACCEPTED).exclude(made={})


def standing(groups: Iterable[Group], practices: list[Practice], rules: Rules) -> list[Standing]:
    """The groups that the rules of this season can speak of: its size and number of sessions, none of them held."""
    at = {row.pk: n for n, row in enumerate(practices)}
    shape = (rules.min_couples, rules.max_couples, rules.sessions, rules.parent_therapists)
    found = []
    for group in groups:
        sessions = list(group.sessions.standing().order_by("starts_at"))
        mine = (group.minimum_couples, group.couples, len(sessions), group.leads_per_track)
        alike = mine == shape and group.with_children == bool(rules.child_therapists)
        if group.practice_id in at and alike and not sessions[0].has_come:
            found.append(_standing(group, sessions, at[group.practice_id]))
    return found


def _standing(group: Group, sessions: list[Session], loc: int) -> Standing:
    asked = Offer.objects.filter(group=group)
    seated = Placement.objects.current().filter(group=group).values_list("case", flat=True)
    cases = frozenset([*seated, *asked.held().values_list("case", flat=True)])
    rows = SessionLead.objects.filter(session__in=sessions)
    led: dict[tuple[str, int], int] = {}
    for role, usual, person in rows.values_list("role", "stands_in_for", "therapist"):
        led[role, usual or person] = led.get((role, usual or person), 0) + 1
    team = {
        role: tuple(pk for (as_role, pk), count in sorted(led.items()) if as_role == word and count == len(sessions))
        for role, word in ROLES.items()
    }
    hours = fitting.slot_of(group, sessions)
    return Standing(group, sessions, loc, hours, cases, frozenset(asked.values_list("case", flat=True)), team)


def families(rows: list[Family], cases: list[int], groups: list[Standing], rules: Rules) -> list[Family]:
    """Who has a place can be there and nowhere else; who waits can come where the hours suit and nothing was offered before."""
    at = {case: one for one in groups for case in one.cases}
    return [
        _settled(row, at[case], rules) if case in at else _waiting(row, case, groups)
        for row, case in zip(rows, cases, strict=True)
    ]


def _settled(row: Family, one: Standing, rules: Rules) -> Family:
    """The place was given, and agreed with both: no fact of their own takes it away here."""
    parents = tuple(
        replace(
            parent, cells={one.cell: 1}, away=(), languages=frozenset({DUTCH}),
            minutes=tuple(min(m, parent.max_minutes) if n == one.loc else m for n, m in enumerate(parent.minutes)),
        )
        for parent in row.parents
    )  # fmt: skip
    siblings = row.siblings if bands.patterns(row.kids, row.siblings, rules) else "none"
    return replace(row, parents=parents, siblings=siblings, ready=-NEVER, hold_until=NEVER, near=frozenset())


def _waiting(row: Family, case: int, groups: list[Standing]) -> Family:
    parents = []
    for parent in row.parents:
        more = {one.cell: parent.cells.get(one.hours, 0) if one.hours else 1 for one in groups if case not in one.asked}
        parents.append(replace(parent, cells={**parent.cells, **{cell: how for cell, how in more.items() if how}}))
    return replace(row, parents=tuple(parents))


def plan(instance: Instance, groups: list[Standing], cases: dict[int, int], people: dict[int, int]) -> Plan:
    """These groups as they are, in the numbers of a season; each is the series with its own place in the list.

    A lead who cannot lead any more is left out, so that somebody else is looked for.
    """
    made = []
    for n, one in enumerate(groups):
        members = tuple(Member(cases[case], ()) for case in sorted(one.cases))
        able = {role: _able(instance, n, role, one, members, people) for role in (PARENTS, CHILDREN)}
        made.append(PlannedGroup(n, members, able[PARENTS], able[CHILDREN]))
    return Plan(tuple(made))


def _able(instance: Instance, series: int, role: str, one: Standing, members: tuple, people: dict) -> tuple[int, ...]:
    numbers = [people[pk] for pk in one.team[role] if pk in people]
    return tuple(
        n
        for n in numbers
        if not lead_refusal(instance.therapists[n], role, instance.series[series])
        and not any((n, member.family) in instance.bars for member in members)
    )


def pins(standing: Plan) -> list[tuple]:
    """The group runs, who has a place keeps it, and who leads it goes on (composing/pinning.py)."""
    found: list[tuple] = []
    for group in standing.groups:
        found.append(("group", group.series))
        found += [("seat", family, group.series) for family in group.families]
        for role, team in ((PARENTS, group.parent_therapists), (CHILDREN, group.child_therapists)):
            found += [("lead", role, therapist, group.series) for therapist in team]
    return found


def taken(groups: list[Standing], practices: list[Practice], day0: date, each: int) -> dict:
    """Of the own slot of each group all rooms but its own are taken: it runs once. `each`: rooms of one group."""
    rooms = {n: row.room_count // each for n, row in enumerate(practices)}
    return {(one.loc, (day - day0).days, one.cell): rooms[one.loc] - 1 for one in groups for day in one.days}
