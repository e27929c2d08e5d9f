"""Re-plan with the least change: keep what is still legal, mend what is nearly so, and only then ask a model.

Rewards keep people where they are: who accepted a place far above who was only proposed one.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from groups.composing import greedy, search
from groups.composing.checking import legal
from groups.composing.draft import Draft
from groups.composing.model import SeasonModel, Wishes
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan, PlannedGroup
from groups.composing.staffing import neighbours

#: Points for leaving somebody in the series: an accepted place is worth more than any gain, a proposed one as much as most.
ACCEPTED, PROPOSED = 20_000, 800
#: A lead who stays where nothing changed for them.
SAME_LEAD = 60
#: Neighbours of a broken group's location whose leads may change places, and free couples that each group may take.
AROUND, COMPANY = 4, 10


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the list that is shown before anything is sent: kept, moved, new, dropped, or a changed team."""

    kind: str
    family: int | None = None
    before: int | None = None
    after: int | None = None
    came: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


def replan(
    pairs: Pairs, old: Plan, *, accepted: Collection[int] = (), seconds: float = 4.0, seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:  # fmt: skip
    """A legal plan as near to the old one as can be. Raises IllegalPlan never in practice: the checker is asked."""
    draft, broken = Draft(pairs), []
    for group in old.groups:
        stays = _who_can_stay(draft, group, accepted)
        if _still_stands(draft, group, stays):
            draft.open(group.series, stays, group.parent_therapists, group.child_therapists)
        else:
            broken.append(group)
    if broken and not stop():
        _keep(draft, old, broken, accepted, seconds / 2, seed)
    runs = Counter(key[0] for key in draft.groups)
    lost = [group for group in broken if not runs[group.series]]
    if lost and not stop():
        _ask_model(draft, lost, accepted, seconds / 2, seed)
    search.insert(draft)
    greedy.fill(draft, stop=stop)
    search.insert(draft)
    plan = draft.to_plan()
    legal(pairs.instance, plan)
    return plan


def _who_can_stay(draft: Draft, group: PlannedGroup, accepted: Collection[int]) -> list[int]:
    """Who of a group could still sit together, those who accepted first."""
    members: list[int] = []
    for family in sorted(group.families, key=lambda n: (n not in accepted, n)):
        fits = group.series in draft.pairs.of_family[family] and family not in draft.seat_of
        if fits and draft.fits_with(family, members, group.series):
            members.append(family)
    return members


def _still_stands(draft: Draft, group: PlannedGroup, stays: list[int]) -> bool:
    """Whether these couples with the team as it was are still a legal group."""
    return (
        len(stays) >= draft.instance.rules.min_couples
        and draft.has_room(group.series)
        and _team_stands(draft, group)
        and draft.spread(stays) is not None
        and all(draft.understands(n, group.parent_therapists) for n in stays)
        and not any(draft.is_barred(n, group.team) for n in stays)
    )


def _team_stands(draft: Draft, group: PlannedGroup) -> bool:
    leads = draft.pairs.leads
    return (
        len(set(group.team)) == len(group.team) == sum(map(draft.instance.rules.leads, "PK"))
        and all(n in leads["P"][group.series] and draft.can_lead(n, group.series) for n in group.parent_therapists)
        and all(n in leads["K"][group.series] and draft.can_lead(n, group.series) for n in group.child_therapists)
    )


def _keep(
    draft: Draft, old: Plan, broken: list[PlannedGroup], accepted: Collection[int], seconds: float, seed: int
) -> None:
    """The same groups with the same couples near what is broken, and leads who change places where that saves a group."""
    pairs, instance = draft.pairs, draft.instance
    places = {instance.series[group.series].loc for group in broken}
    near = places.union(*(neighbours(pairs, loc, AROUND) for loc in places))
    groups = [group for group in old.groups if instance.series[group.series].loc in near]
    saved, here = _taken_out(draft, near)
    numbers = {group.series for group in groups} | {key[0] for key in saved}
    allowed = search.allowed_pairs(draft, sorted(numbers), Draft(pairs), most=COMPANY)
    wishes = Wishes(
        seat={(f, g.series): ACCEPTED if f in accepted else PROPOSED for g in groups for f in g.families},
        lead={
            (role, h, g.series): SAME_LEAD
            for g in groups for role, team in (("P", g.parent_therapists), ("K", g.child_therapists)) for h in team
        },
    )  # fmt: skip
    for group in groups:
        allowed[group.series] |= {f for f in group.families if group.series in pairs.of_family[f]}
    model = SeasonModel(pairs, numbers, set().union(*allowed.values()), outside=draft, allowed=allowed, wishes=wishes)
    model.hint(here.to_plan())
    answer = model.solve(seconds=seconds, seed=seed)
    if answer.groups is None:
        draft.restore(saved)
        return
    for row in answer.groups:
        draft.open(row.series, row.families, row.parent_therapists, row.child_therapists)


def _taken_out(draft: Draft, near: Collection[int]) -> tuple[dict, Draft]:
    """Close the groups at these locations: (what was closed, the same as a draft of its own)."""
    here, series = Draft(draft.pairs), draft.instance.series
    saved = {key: draft.close(key) for key in list(draft.groups) if series[key[0]].loc in near}
    for key, seats in saved.items():
        here.open(key[0], seats.members, seats.parents, seats.children)
    return saved, here


def _ask_model(draft: Draft, rest: list[PlannedGroup], accepted: Collection[int], seconds: float, seed: int) -> None:
    """Only what is broken: its location and two neighbours, with rewards for everything that may stay."""
    pairs, instance = draft.pairs, draft.instance
    for group in rest:
        loc = instance.series[group.series].loc
        near = {loc, *neighbours(pairs, loc, 2)}
        numbers = [n for n, row in enumerate(instance.series) if row.loc in near]
        saved, here = _taken_out(draft, near)
        wanted = {family: key[0] for family, key in here.seat_of.items()} | dict.fromkeys(group.families, group.series)
        wishes = Wishes(
            seat={(f, n): ACCEPTED if f in accepted else PROPOSED for f, n in wanted.items()},
            lead={
                (role, h, key[0]): SAME_LEAD
                for key, seats in saved.items()
                for role, team in (("P", seats.parents), ("K", seats.children))
                for h in team
            },
        )
        allowed = search.allowed_pairs(draft, numbers, here)
        for n in numbers:
            allowed[n] |= {f for f in group.families if f in pairs.of_series[n]}
        # An accepted couple that lost its group is worth a seat anywhere near.
        wishes.seat |= {
            (f, n): max(wishes.seat.get((f, n), 0), ACCEPTED // 2)
            for f in group.families if f in accepted for n in pairs.of_family[f] if wanted.get(f) != n
        }  # fmt: skip
        model = SeasonModel(
            pairs, numbers, set().union(*allowed.values()), outside=draft, allowed=allowed, wishes=wishes
        )
        model.hint(here.to_plan())
        answer = model.solve(seconds=seconds / len(rest), seed=seed)
        if answer.groups is None:
            draft.restore(saved)
            continue
        for row in answer.groups:
            draft.open(row.series, row.families, row.parent_therapists, row.child_therapists)


def differences(old: Plan, new: Plan) -> list[Difference]:
    """Every couple that was or is in a plan, and every group whose team changed."""
    was = {f: g.series for f, g in old.seated.items()}
    now = {f: g.series for f, g in new.seated.items()}
    rows = []
    for family in sorted(was.keys() | now.keys()):
        before, after = was.get(family), now.get(family)
        kind = "kept" if before == after else "new" if before is None else "dropped" if after is None else "moved"
        rows.append(Difference(kind, family, before, after))
    teams = {g.series: set(g.team) for g in old.groups}
    for group in new.groups:
        before = teams.get(group.series)
        if before is not None and before != set(group.team):
            team = set(group.team)
            rows.append(
                Difference(
                    "team", None, group.series, group.series, tuple(sorted(team - before)), tuple(sorted(before - team))
                )
            )
    return rows
