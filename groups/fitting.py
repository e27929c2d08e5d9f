"""One group that exists, asked as a season is: does this couple fit, and can it come? (planning.md, rules 2 to 7 and 9)

Whoever gives a seat by hand, offers a place or passes one on meets the same pairs and the same checker as the composer.
Families who know each other are asked in services/knowing.py: they may sit in other groups of the building.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import F, Q, QuerySet

from centre import clock
from centre.models import Case
from groups import season_families
from groups.composing import bands
from groups.composing.checking import check
from groups.composing.instance import (
    CHILDREN,
    NEVER,
    PARENTS,
    Family,
    Instance,
    Location,
    Rules,
    Series,
    Therapist,
    Weights,
)
from groups.composing.plan import Member, Plan, PlannedGroup
from groups.models import CompositionPin, Group, Session, SessionLead
from groups.season_facts import ARRIVALS_APART, SLOT_MINUTES, START_WEEKS, TIMES, WEEKDAYS, odd_weeks
from groups.states import OfferState
from therapists.states import Role

#: What the checker may say of one couple.
OF_A_COUPLE = ("travel", "slot", "siblings", "ready", "hold", "missed", "language")
#: Hours of which no parent was ever asked: nothing is known against them.
UNASKED = ""


def objections(group: Group, cases: Iterable[Case]) -> dict[int, list[str]]:
    """Per couple the rules against a seat in this group beside who sits there or is held a place; empty: it fits.

    What a person set aside for a couple in the season of this group does not count. Age groups are judged when the last
    seat is given: until then another couple may complete them. One family by itself has none.
    """
    wanted = {case.pk for case in cases}
    sessions = list(group.sessions.standing().filter(ends_at__gt=clock.now()).order_by("starts_at"))
    if not sessions or not wanted:
        return {pk: [] for pk in wanted}
    rows = _couples(group, wanted)
    instance = _instance(group, sessions, rows)
    there = [n for n, case in enumerate(rows) if case.pk not in wanted]
    is_last = group.couples > 1 and len(there) + 1 >= group.couples
    return {case.pk: _against(instance, there, n, is_last) for n, case in enumerate(rows) if case.pk in wanted}


def set_aside(group: Group) -> QuerySet[CompositionPin]:
    """The rules that a person set aside, with a reason, in the season in which this group begins.

    A season proposes groups of which the first date lies within START_WEEKS of its own first day.
    """
    first = group.sessions.order_by("number").first().on
    return CompositionPin.objects.filter(
        kind=CompositionPin.Kind.OVERRIDE, ended_at=None, region=group.region_id,
        starts_on__gt=first - timedelta(weeks=START_WEEKS), starts_on__lte=first,
    )  # fmt: skip


def _couples(group: Group, wanted: set[int]) -> list[Case]:
    """These couples, and those who sit in the group or are held a place."""
    held = Q(offers__group=group, offers__state=OfferState.OPEN)
    rows = Case.objects.filter(Q(pk__in=wanted) | Q(placements__group=group, placements__ended_on=None) | held)
    rows = rows.annotate(since=F("registration__complete_on"), first=F("registration__has_priority"))
    return list(rows.order_by("pk").distinct())


def _instance(group: Group, sessions: list[Session], cases: list[Case]) -> Instance:
    """A season of one group at one location; its team is there for the languages only."""
    days = [session.on for session in sessions]
    day0 = days[0] - timedelta(days=days[0].weekday())
    families = season_families.families(
        cases, [group.practice], days, day0, Counter(), with_children=group.with_children
    )
    cell = slot_of(group, sessions)
    if cell == UNASKED:
        families = [_asked_about(family, cell) for family in families]
    rules: dict[int, set] = {}
    for case, rule in set_aside(group).filter(case__in=cases).values_list("case", "rule"):
        rules.setdefault(case, set()).add(rule)
    families = [
        replace(row, overrides=frozenset(rules.get(case.pk, ()))) for row, case in zip(families, cases, strict=True)
    ]
    series = Series(group.reference, 0, cell, tuple((day - day0).days for day in days), odd=odd_weeks(days, day0))
    place = Location(str(group.practice_id), group.practice.place, 1, ARRIVALS_APART)
    return Instance(
        Rules(min_couples=1, max_couples=group.couples, sessions=group.session_count), Weights(), (place,), (series,),
        _team(sessions, cell), tuple(families),
    )  # fmt: skip


def slot_of(group: Group, sessions: list[Session]) -> str:
    """The hours that parents were asked about and in which most of a session of this group lies."""
    weekday = Counter(session.on.weekday() for session in sessions).most_common(1)[0][0]
    begin = group.meets_at.hour * 60 + group.meets_at.minute
    for at in TIMES if weekday in WEEKDAYS else ():
        start = int(at[:2]) * 60 + int(at[3:])
        common = min(begin + group.minutes, start + SLOT_MINUTES) - max(begin, start)
        if 2 * common >= group.minutes:
            return f"{weekday}-{at}"
    return UNASKED


def _asked_about(family: Family, cell: str) -> Family:
    return replace(family, parents=tuple(replace(parent, cells={cell: 1}) for parent in family.parents))


def _team(sessions: list[Session], cell: str) -> tuple[Therapist, ...]:
    rows = SessionLead.objects.filter(session__in=sessions, role=Role.PARENT_LEAD).select_related("therapist")
    people = {row.therapist_id: row.therapist for row in rows}
    span = (0, NEVER)
    return tuple(
        Therapist(
            str(pk), (0,), 0, 1, frozenset({cell}), {PARENTS: span, CHILDREN: span}, frozenset(one.language_codes)
        )
        for pk, one in sorted(people.items())
    )


def _against(instance: Instance, there: Sequence[int], number: int, is_last: bool) -> list[str]:
    members = [*there, number]
    choices = [
        bands.patterns(instance.families[n].kids, instance.families[n].siblings, instance.rules) for n in members
    ]
    nothing = tuple(0 for _band in instance.rules.bands)
    spread = bands.assign(choices, instance.rules) or tuple(row[0] if row else nothing for row in choices)
    group = PlannedGroup(
        0, tuple(map(Member, members, spread)), tuple(range(len(instance.therapists))), ()
    )  # fmt: skip
    of_all = {
        "arrival": bool(instance.families[number].staggered),
        "children": any(spread[-1]),
        "thin band": is_last and any(spread[-1]),
    }
    found = [
        row.rule
        for row in check(instance, Plan((group,))).broken
        if of_all.get(row.rule) or (row.rule in OF_A_COUPLE and row.numbers[:1] == (number,))
    ]
    return list(dict.fromkeys(found))
