"""Which series run and who leads them: read out of the relaxed season step by step, with prices made anew on the way.

What nearly runs is fixed, couples find their places again, and so on; a small exact model gives every group its whole team.
One fill model then seats the couples in the whole skeleton.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.master import Master, Prices
from groups.composing.model import SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.prices import price
from groups.composing.staffing import Staffed, Teams

#: Couples per series that the fill model may choose from, besides those whom the relaxed season seats there.
CANDIDATES = 20
#: A series that runs for at least this share is taken as running; so many at most in one step, as a part of all.
LIKELY, STEP = 0.6, 1 / 8
#: Points for a series that the dive fixed, so that the staffing model lets go of it only when it must.
FIXED = 400


@dataclass(frozen=True, slots=True)
class Skeleton:
    """(series, parent leads, child leads) of every group; the prices there, and whom the relaxed season seats where."""

    groups: tuple[Staffed, ...]
    prices: Prices
    company: dict[int, list[tuple[float, tuple[int, ...]]]]


def dive(
    master: Master, prices: Prices, *, seconds: float, seed: int = 1, stop: Callable[[], bool] = lambda: False
) -> Skeleton | None:
    """A staffed choice of series near the relaxed season; None when the time was too short for any."""
    end, fixed, refused = monotonic() + seconds, {}, 0
    shares = master.shares() if master.solve() else {}
    likely = set(shares)
    while refused < 2 and not stop() and monotonic() < end:
        part = {n: share - fixed.get(n, 0) for n, share in shares.items()}
        order = sorted((n for n in part if part[n] > 1e-6), key=lambda n: (-part[n], n))
        if not order:
            break
        most = max(int(sum(shares.values()) * STEP), 1)
        sure = [n for n in order if part[n] > 0.999]
        some = [n for n in order[len(sure) :][:most] if part[n] > LIKELY] or order[len(sure) :][:1]
        for n in (*sure, *some):
            fixed[n] = fixed.get(n, 0) + 1
            master.at_least(n, fixed[n])
        if master.solve() is None:
            refused += 1
            for n in some:
                fixed[n] -= 1
                master.at_least(n, fixed[n])
            master.at_most(some[0], fixed[some[0]])
        found = price(master, seconds=max(end - monotonic(), 0.0), most=2, stop=stop)
        prices = found if found.gains else prices
        if master.solve() is None:
            break
        shares = master.shares()
        likely = set(shares)
    company = master.company()
    groups = _staffed(master.pairs, prices, likely | set(fixed), fixed, seconds=seconds / 4, seed=seed)
    return Skeleton(groups, prices, company) if groups else None


def _staffed(
    pairs: Pairs, prices: Prices, numbers: set[int], fixed: dict[int, int], *, seconds: float, seed: int
) -> tuple[Staffed, ...]:
    """Whole teams for these series, as many points as the prices say."""
    keys = [key for key in Draft(pairs).keys(sorted(numbers)) if prices.gains.get(key[0], 0) > 0]
    gains = {(n, c): prices.gains[n] - pairs.fixed_cost(n) + FIXED * (c < fixed.get(n, 0)) for n, c in keys}
    teams = Teams(pairs, keys)
    teams.weigh(gains, prices.of_speech)
    groups, _limit = teams.solve(seconds=seconds, seed=seed, gap=0.001)
    return groups


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
    answer = model.solve(seconds=seconds, seed=seed, stop=stop, gap=0.001)
    return None if answer.groups is None else Plan(answer.groups)


def _candidates(pairs: Pairs, series: int, seats: list[float]) -> set[int]:
    """The couples that this series gains most from at these prices."""
    row = pairs.of_series[series]
    return set(sorted(row, key=lambda f: (seats[f] - row[f], f))[:CANDIDATES])
