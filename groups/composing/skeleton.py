"""Which series run and who leads them: whole teams for what the prices of a relaxed season promise, then its couples."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.master import Master
from groups.composing.model import SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.priced import Prices
from groups.composing.prices import best_set
from groups.composing.solving import solve
from groups.composing.staffing import Staffed, Teams

#: Couples per series that the fill model may choose from, besides those whom the relaxed season seats there.
CANDIDATES = 20
#: Points for a series of which the relaxed season runs the whole; a part of it for a part.
LIKELY = 100
#: Points that a series outside the relaxed season may lack for its price, and still be looked at.
CHANCE = 100
#: Close enough to the best choice of teams, whose points are only as good as the prices.
ROUGH = 0.001
#: The solver's own measure of effort for the fill (about seconds).
EFFORT = 3.0


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The groups without couples; the prices there, and whom the relaxed season seats where."""

    groups: tuple[Staffed, ...]
    prices: Prices
    company: dict[int, list[tuple[float, tuple[int, ...]]]]


def staffed(
    master: Master, prices: Prices, *, seconds: float, effort: float, seed: int, begin: Iterable[Staffed] = ()
) -> Skeleton | None:
    """Whole teams for the series of the LP; None when the time was too short for any. `effort` as in CP-SAT, `begin` groups to start from."""
    if not master.solve():
        return None
    pairs, draft, shares = master.pairs, Draft(master.pairs), master.shares()
    limits = {n: best_set(master, draft, n, prices)[1] for n in master.open}
    some = [n for n in master.open if n in shares or limits[n] >= prices.of_series[n] - CHANCE]
    gains = {n: limits[n] - pairs.fixed_cost(n) for n in some}
    keys = [key for key in draft.keys(some) if gains[key[0]] > 0]
    teams = Teams(pairs, keys)
    teams.weigh(
        {key: gains[key[0]] + LIKELY * min(max(shares.get(key[0], 0) - key[1], 0), 1) for key in keys}, prices.of_speech
    )
    teams.begin(begin)
    groups, _limit = teams.solve(seconds=seconds, effort=effort, seed=seed, gap=ROUGH)
    return Skeleton(groups, prices, master.company()) if groups else None


def start(pairs: Pairs, found: Skeleton) -> Draft:
    """A legal plan on the skeleton: the couples of the relaxed season first, then the best that are still free."""
    draft, seats = Draft(pairs), found.prices.of_family
    company = {n: list(rows) for n, rows in found.company.items()}
    free = {n for n, row in enumerate(pairs.of_family) if row}

    def likely(group: tuple) -> float:
        return company.get(group[0], [(0.0, ())])[0][0]

    for series, parents, children in sorted(found.groups, key=lambda row: (-likely(row), row)):
        team = (*parents, *children)
        wanted = set(company[series].pop(0)[1]) if company.get(series) else set()
        able = {
            f: v - 0.9 * seats[f] + 100 * (f in wanted)
            for f, v in pairs.of_series[series].items()
            if f in free and not draft.is_barred(f, team) and draft.understands(f, parents)
        }
        _points, members, _bound = best_members(draft, series, able)
        if members:
            draft.open(series, members, parents, children)
            free -= set(members)
    return draft


def complete(
    pairs: Pairs, found: Skeleton, *, seconds: float, seed: int, hint: Plan | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan | None:  # fmt: skip
    """Couples (and leads anew) for the whole skeleton in one model; None when the time was too short."""
    numbers = {series for series, _p, _k in found.groups}
    allowed = {n: _candidates(pairs, n, found.prices.of_family) for n in numbers}
    for n in numbers:
        allowed[n].update(*(members for _share, members in found.company.get(n, ())))
    for group in hint.groups if hint else ():
        allowed.setdefault(group.series, set()).update(group.families)
    model = SeasonModel(pairs, numbers, set().union(*allowed.values()), allowed=allowed)
    if hint:
        model.hint(hint)
    answer = solve(model, seconds=seconds, effort=EFFORT, seed=seed, stop=stop, gap=ROUGH)
    return None if answer.groups is None else Plan(answer.groups)


def _candidates(pairs: Pairs, series: int, seats: list[float]) -> set[int]:
    """The couples that this series gains most from at these prices."""
    row = pairs.of_series[series]
    return set(sorted(row, key=lambda f: (seats[f] - row[f], f))[:CANDIDATES])
