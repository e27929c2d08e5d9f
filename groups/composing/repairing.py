"""Re-plan with the least change: keep what is still legal, mend what is nearly so, and only then ask a model.

Rewards keep people where they are: who accepted a place far above who was only proposed one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from time import monotonic

from groups.composing import greedy, search
from groups.composing.checking import legal
from groups.composing.cutting import neighbours
from groups.composing.draft import Draft, Key
from groups.composing.model import SeasonModel, Wishes
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan, PlannedGroup
from groups.composing.staffing import Teams

#: Points for leaving somebody in the series: an accepted place is worth more than any gain, a proposed one as much as most.
ACCEPTED, PROPOSED = 20_000, 800
#: A lead who stays where nothing changed for them.
SAME_LEAD = 60
#: So many others may complete a group that fell under its minimum.
COMPANY = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the list that is shown before anything is sent: kept, moved, new, dropped, or a changed team."""

    kind: str
    family: int | None = None
    before: int | None = None
    after: int | None = None
    came: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Staying:
    """How many accepted couples sit where they sat, and how many any plan could leave there at most.

    `most_of_all` is the same limit for all couples of the old plan, proposed ones as well.
    """

    kept: int
    most_kept: int
    most_of_all: int

    @property
    def is_unavoidable(self) -> bool:
        """Proven: who accepted and moves all the same would have to in any plan."""
        return self.kept >= self.most_kept


def replan(
    pairs: Pairs, old: Plan, *, accepted: Collection[int] = (), seconds: float = 4.0, seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:  # fmt: skip
    """A legal plan as near to the old one as can be. Raises IllegalPlan never in practice: the checker is asked."""
    end = monotonic() + seconds
    draft, broken = _standing(pairs, old, accepted)
    if broken and not stop():
        draft = _kept(pairs, old, draft, accepted, seconds / 3, seed)
    runs = Counter(key[0] for key in draft.groups)
    lost = [group for group in old.groups if not runs[group.series]]
    series = pairs.instance.series
    for n, group in enumerate(lost):
        if not stop():
            _anew(draft, series[group.series].loc, old, accepted, (end - monotonic()) / 2 / (len(lost) - n), seed)
    search.insert(draft)
    greedy.fill(draft, stop=stop)
    search.insert(draft)
    if broken:
        _around(draft, old, accepted, end - 0.2 * seconds, seed, stop)
        search.insert(draft)
    plan = draft.to_plan()
    legal(pairs.instance, plan)
    return plan


def staying(pairs: Pairs, old: Plan, plan: Plan, *, accepted: Collection[int], seconds: float) -> Staying:
    """What a new plan keeps of an old one, with the proof whether another could have kept more."""
    able = _able(pairs, old, old.seated)
    willing = {n: at for n, at in able.items() if n in accepted}
    kept, of_all = _stayed(plan, willing), _stayed(plan, able)
    return Staying(
        kept,
        kept if kept == len(willing) else max(_most(pairs, willing, seconds), kept),
        of_all if of_all == len(able) else max(_most(pairs, able, seconds), of_all),
    )


def _able(pairs: Pairs, old: Plan, some: Collection[int]) -> dict[int, int]:
    """{couple: series} of those among these whom no fact of their own takes away."""
    return {n: group.series for n, group in old.seated.items() if n in some and group.series in pairs.of_family[n]}


def _stayed(plan: Plan, able: dict[int, int]) -> int:
    seated = plan.seated
    return sum(n in seated and seated[n].series == series for n, series in able.items())


def _standing(pairs: Pairs, old: Plan, accepted: Collection[int]) -> tuple[Draft, list[PlannedGroup]]:
    """The groups that are still legal without who fell out, and those that are not."""
    draft, broken = Draft(pairs), []
    for group in old.groups:
        stays = _who_can_stay(draft, group, accepted)
        if _still_stands(draft, group, stays):
            draft.open(group.series, stays, group.parent_therapists, group.child_therapists)
        else:
            broken.append(group)
    return draft, broken


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
        and draft.go_together(stays)
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


def _kept(
    pairs: Pairs, old: Plan, standing: Draft, accepted: Collection[int], seconds: float, seed: int
) -> Draft:  # fmt: skip
    """The same groups once more, all over the season: leads change places where that saves a group.

    A group that cannot stand on its own couples may take the best of any others who can go there.
    """
    allowed: dict[int, set[int]] = {}
    for group in old.groups:
        row = pairs.of_series[group.series]
        stays = {n for n in group.families if n in row}
        if len(stays) < pairs.instance.rules.min_couples or not standing.go_together(stays):
            stays.update(sorted(row, key=lambda n: (-row[n], n))[:COMPANY])
        allowed.setdefault(group.series, set()).update(stays)
    model = SeasonModel(
        pairs, allowed, set().union(*allowed.values()), allowed=allowed, wishes=_wishes(old.groups, accepted)
    )
    model.hint(standing.to_plan())
    answer = model.solve(seconds=seconds, seed=seed)
    return standing if answer.groups is None else Draft(pairs, Plan(answer.groups))


def _most(pairs: Pairs, able: dict[int, int], seconds: float) -> int:
    """How many of the accepted couples any plan could leave where they are: there are only so many whole teams."""
    counts: dict[Key, int] = {}
    full = pairs.instance.rules.max_couples
    for series, count in Counter(able.values()).items():
        for copy in range(pairs.instance.rooms_left(pairs.instance.series[series])):
            # They may all sit together: the first group of a series is filled before the next.
            counts[series, copy] = min(max(count - copy * full, 0), full)
    teams = Teams(pairs, list(counts))
    teams.count(counts)
    _groups, limit = teams.solve(seconds=seconds)
    return int(min(limit + 1e-6, len(able)))


def _wishes(groups: Iterable[PlannedGroup], accepted: Collection[int]) -> Wishes:
    """Rewards for everything that may stay as it is."""
    return Wishes(
        seat={(f, g.series): ACCEPTED if f in accepted else PROPOSED for g in groups for f in g.families},
        lead={
            (role, h, g.series): SAME_LEAD
            for g in groups for role, team in (("P", g.parent_therapists), ("K", g.child_therapists)) for h in team
        },
    )  # fmt: skip


def _anew(draft: Draft, loc: int, old: Plan, accepted: Collection[int], seconds: float, seed: int) -> None:
    """This location and two neighbours once more, with rewards for everything that stays as it was."""
    pairs, instance = draft.pairs, draft.instance
    near = {loc, *neighbours(pairs, loc, 2)}
    numbers = [n for n, row in enumerate(instance.series) if row.loc in near]
    before = [group for group in old.groups if instance.series[group.series].loc in near]
    closed, here = draft.take_out(near)
    allowed = search.allowed_pairs(draft, numbers, here)
    wishes = _wishes((*before, *here.to_plan().groups), accepted)
    for group in before:
        for family in group.families:
            # An accepted couple that lost its group is worth a seat anywhere near.
            for n in pairs.of_family[family]:
                if n in allowed and family not in draft.seat_of:
                    allowed[n].add(family)
                    if family in accepted:
                        wishes.seat.setdefault((family, n), ACCEPTED // 2)
    model = SeasonModel(pairs, numbers, set().union(*allowed.values()), outside=draft, allowed=allowed, wishes=wishes)
    model.hint(here.to_plan())
    answer = model.solve(seconds=max(seconds, 0.1), seed=seed)
    if answer.groups is None:
        draft.restore(closed)
    else:
        draft.add(answer.groups)


def _around(
    draft: Draft, old: Plan, accepted: Collection[int], end: float, seed: int, stop: Callable[[], bool]
) -> None:  # fmt: skip
    """The same from location to location as far as the time goes, those first where something is broken."""
    series = draft.instance.series
    places = Counter(series[group.series].loc for group in old.groups)
    places.subtract(Counter(series[key[0]].loc for key in draft.groups))
    for loc in sorted(places, key=lambda n: (-places[n], n)):
        if stop() or monotonic() > end:
            return
        _anew(draft, loc, old, accepted, (end - monotonic()) / 2, seed)


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
