"""Re-plan with the least change: keep what is still legal, mend what is nearly so, and only then ask a model.

Rewards keep people where they are: who accepted a place far above who was only proposed one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from groups.composing import greedy, search
from groups.composing.checking import legal
from groups.composing.draft import Draft
from groups.composing.model import SeasonModel, Wishes
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan, PlannedGroup
from groups.composing.staffing import neighbours

#: Points for leaving somebody in the series: an accepted place is worth more than any gain, a proposed one a quarter.
ACCEPTED, PROPOSED = 20_000, 400
#: A lead who stays where nothing changed for them.
SAME_LEAD = 60


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
        if _still_stands(draft, group):
            draft.open(group.series, group.families, group.parent_therapists, group.child_therapists)
        else:
            broken.append(group)
    rest = [group for group in broken if not _mend(draft, group, accepted)]
    if rest and not stop():
        _ask_model(draft, rest, accepted, seconds, seed)
    search.insert(draft)
    greedy.fill(draft, stop=stop)
    search.insert(draft)
    plan = draft.to_plan()
    legal(pairs.instance, plan)
    return plan


def _still_stands(draft: Draft, group: PlannedGroup) -> bool:
    pairs, rules = draft.pairs, draft.instance.rules
    if not rules.min_couples <= len(group.members) <= rules.max_couples or not draft.has_room(group.series):
        return False
    return all(_can_stay(draft, n, group) for n in group.families) and _team_stands(draft, group) and (
        draft.spread(group.families) is not None
        and all(draft.understands(n, group.parent_therapists) for n in group.families)
        and not any(draft.is_barred(n, group.team) for n in group.families)
        and not pairs.instance.rooms_left(pairs.instance.series[group.series]) <= 0
    )  # fmt: skip


def _can_stay(draft: Draft, family: int, group: PlannedGroup) -> bool:
    others = [n for n in group.families if n != family]
    return (
        group.series in draft.pairs.of_family[family]
        and family not in draft.seat_of
        and draft.fits_with(family, others, group.series)
    )


def _team_stands(draft: Draft, group: PlannedGroup) -> bool:
    leads = draft.pairs.leads
    return (
        len(set(group.team)) == len(group.team) == sum(map(draft.instance.rules.leads, "PK"))
        and all(n in leads["P"][group.series] and draft.can_lead(n, group.series) for n in group.parent_therapists)
        and all(n in leads["K"][group.series] and draft.can_lead(n, group.series) for n in group.child_therapists)
    )


def _mend(draft: Draft, group: PlannedGroup, accepted: Collection[int]) -> bool:
    """Replace missing leads in place and complete a group that became too small; False when that does not do."""
    if not draft.has_room(group.series):
        return False
    members: list[int] = []
    for family in sorted(group.families, key=lambda n: (n not in accepted, n)):
        row = draft.pairs.of_family[family]
        if group.series in row and family not in draft.seat_of and draft.fits_with(family, members, group.series):
            members.append(family)
    stays = set(group.team)
    team = greedy.best_team(draft, group.series, members, lambda n: -1000.0 * (n in stays))
    if team is None:
        return False
    free = {
        f: v
        for f, v in draft.pairs.of_series[group.series].items()
        if (f not in draft.seat_of and draft.understands(f, team[0]) and not draft.is_barred(f, (*team[0], *team[1])))
    }
    _points, found, _bound = greedy.best_members(draft, group.series, free, start=members)
    if not found:
        return False
    draft.open(group.series, found, *team)
    return True


def _ask_model(draft: Draft, rest: list[PlannedGroup], accepted: Collection[int], seconds: float, seed: int) -> None:
    """Only what is broken: its location and two neighbours, with rewards for everything that may stay."""
    pairs, instance = draft.pairs, draft.instance
    for group in rest:
        loc = instance.series[group.series].loc
        near = {loc, *neighbours(pairs, loc, 2)}
        numbers = [n for n, row in enumerate(instance.series) if row.loc in near]
        here = Draft(pairs)
        saved = {key: draft.close(key) for key in list(draft.groups) if instance.series[key[0]].loc in near}
        for key, seats in saved.items():
            here.open(key[0], seats.members, seats.parents, seats.children)
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
