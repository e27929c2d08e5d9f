"""Column generation: what a seat is worth to whom, and a proven upper bound for seasons too large for one model.

The master picks one column per group (a series with a legal set of couples) and holds the staffing cuts; pricing is the
search for the best set of couples per series. The price of a couple tells how contested its options are; the price of a cut
tells what one extra team there would be worth.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.rows import by_date, grouped
from groups.composing.staffing import Cut

Column = tuple[int, tuple[int, ...]]
#: Share of the old prices in each step: prices that jump less need fewer rounds.
SMOOTHING = 0.6
#: Enough to call the bound met, in points relative to the bound.
CLOSE = 1e-4


@dataclass
class Prices:
    """The outcome: an upper bound of any plan's worth, prices, and the columns with their share in the relaxed plan."""

    bound: float = math.inf
    of_family: list[float] = field(default_factory=list)
    of_cut: dict[tuple, float] = field(default_factory=dict)
    columns: list[tuple[Column, float]] = field(default_factory=list)
    rounds: int = 0


def cheapest_team(pairs: Pairs, series: int) -> int | None:
    """A lower limit of what four leads cost here; None when there are not enough."""
    rules, total = pairs.instance.rules, 0
    for role, wanted in ((PARENTS, rules.parent_therapists), (CHILDREN, rules.child_therapists)):
        costs = list(pairs.leads[role][series].values())[:wanted]
        if len(costs) < wanted:
            return None
        total += sum(costs)
    return total


class Master:
    """The relaxed choice of columns, an LP that grows."""

    def __init__(self, pairs: Pairs, cuts: list[Cut]):
        from ortools.linear_solver import pywraplp  # noqa: PLC0415 heavy; only who solves loads it

        self.pairs, self.cuts = pairs, cuts
        self.lp = pywraplp.Solver.CreateSolver("GLOP")
        self.lp.SetNumThreads(1)
        self.cost = {n: cheapest_team(pairs, n) for n in range(len(pairs.instance.series))}
        self.open = [n for n, cost in self.cost.items() if cost is not None and pairs.of_series[n]]
        self.family = [self.lp.Constraint(-self.lp.infinity(), 1.0) for _ in pairs.instance.families]
        self.limits: list[tuple[object, float]] = []
        self.rows_of: dict[int, list[int]] = {n: [] for n in self.open}
        self._limit_rooms()
        for cut in cuts:
            self._limit(cut.series, cut.most)
        self.columns: dict[Column, object] = {}
        self.lp.Objective().SetMaximization()

    def _limit_rooms(self) -> None:
        series = self.pairs.instance.series
        for (loc, _cell), numbers in grouped(self.open, lambda n: (series[n].loc, series[n].cell)).items():
            rows = by_date((n, series[n].dates) for n in numbers)
            for row in rows or [frozenset(numbers)]:
                self._limit(row, max((self.pairs.instance.rooms_left(series[n]) for n in row), default=0))
            for n in set(numbers) - {n for row in rows for n in row}:
                self._limit({n}, self.pairs.instance.locations[loc].rooms)

    def _limit(self, numbers, most: int) -> None:
        position = len(self.limits)
        self.limits.append((self.lp.Constraint(-self.lp.infinity(), float(most)), float(most)))
        for n in numbers:
            if n in self.rows_of:
                self.rows_of[n].append(position)

    def add(self, series: int, members: tuple[int, ...]) -> bool:
        column = (series, tuple(sorted(members)))
        if column in self.columns or series not in self.rows_of:
            return False
        share = self.columns[column] = self.lp.NumVar(0.0, self.lp.infinity(), "")
        values = self.pairs.of_series[series]
        points = sum(values[n] for n in members) - self.pairs.fixed_cost(series) - self.cost[series]
        self.lp.Objective().SetCoefficient(share, float(points))
        for n in members:
            self.family[n].SetCoefficient(share, 1.0)
        for position in self.rows_of[series]:
            self.limits[position][0].SetCoefficient(share, 1.0)
        return True

    def solve(self) -> tuple[float, list[float], list[float]]:
        """(value, prices of the couples, prices of the limits)."""
        if self.lp.Solve() != self.lp.OPTIMAL:
            return math.inf, [0.0] * len(self.family), [0.0] * len(self.limits)
        seats = [max(row.dual_value(), 0.0) for row in self.family]
        return self.lp.Objective().Value(), seats, [max(row.dual_value(), 0.0) for row, _most in self.limits]


def price(
    pairs: Pairs, cuts: list[Cut], *, seconds: float, start: Plan | None = None,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float], None] | None = None,
) -> Prices:  # fmt: skip
    """Prices and a bound within the time. The bound holds after every round, so an early end is only less sharp."""
    end, master, draft, found = monotonic() + seconds, Master(pairs, cuts), Draft(pairs), Prices()
    for group in start.groups if start else ():
        master.add(group.series, group.families)
    most_at = {cut.what[1]: cut.most for cut in cuts if cut.what[0] == "location"}
    best_seats, best_limits = None, None
    while monotonic() < end and not stop():
        value, seats, limits = master.solve()
        if best_seats is not None:
            seats_used = [SMOOTHING * b + (1 - SMOOTHING) * s for b, s in zip(best_seats, seats, strict=True)]
            limits_used = [SMOOTHING * b + (1 - SMOOTHING) * s for b, s in zip(best_limits, limits, strict=True)]
        else:
            seats_used, limits_used = seats, limits
        bound, new = _round(master, draft, seats_used, limits_used, most_at)
        if not new and best_seats is not None:
            # The smoothed prices found nothing new: look at the master's own once.
            other, new = _round(master, draft, seats, limits, most_at)
            if other < bound:
                bound, seats_used, limits_used = other, seats, limits
        found.rounds += 1
        if bound < found.bound or best_seats is None:
            found.bound, best_seats, best_limits = min(bound, found.bound), seats_used, limits_used
            if tell:
                tell(found.bound)
        if not new or found.bound - value <= CLOSE * abs(found.bound):
            break
    master.solve()
    found.of_family = best_seats or [0.0] * len(pairs.instance.families)
    found.columns = [(column, share.solution_value()) for column, share in master.columns.items()]
    first_cut = len(master.limits) - len(cuts)
    if best_limits:
        found.of_cut = {
            cut.what: best_limits[first_cut + n] for n, cut in enumerate(cuts) if best_limits[first_cut + n] > 1e-6
        }
    return found


def _round(master: Master, draft: Draft, seats: list[float], limits: list[float], most_at: dict) -> tuple[float, int]:
    """Price every series: (the bound that these prices prove, number of new columns)."""
    pairs, gains, new = master.pairs, {}, 0
    for n in master.open:
        fixed = pairs.fixed_cost(n) + master.cost[n] + sum(limits[position] for position in master.rows_of[n])
        values = {f: v - seats[f] for f, v in pairs.of_series[n].items()}
        points, members, bound = best_members(draft, n, values)
        if bound - fixed > 1e-6:
            gains.setdefault(pairs.instance.series[n].loc, []).append(bound - fixed)
        if members and points - fixed > 1e-6:
            new += master.add(n, members)
    total = sum(seats) + sum(price * most for price, (_row, most) in zip(limits, master.limits, strict=True))
    for loc, row in gains.items():
        copies = pairs.instance.locations[loc].rooms
        best = sorted(row * copies, reverse=True)
        total += sum(best[: most_at.get(loc, len(best))])
    return total, new
