"""The relaxed season: shares of groups with shares of leads, an LP to which groups are added while they pay.

One column is a series with a legal set of couples. Teams, rooms and dates are all in the LP, because whole teams are what
runs out first; only halves are still allowed.
"""

from groups.composing import staffing
from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.rows import by_date, grouped

Column = tuple[int, tuple[int, ...]]


class Master:
    """Grows by `add`; `fix` and `forbid` narrow it while a plan is read out of it step by step."""

    def __init__(self, pairs: Pairs):
        from ortools.linear_solver import pywraplp  # noqa: PLC0415 heavy; only who solves loads it

        self.pairs, self.lp = pairs, pywraplp.Solver.CreateSolver("GLOP")
        # Without presolve each solve starts where the last one ended.
        self.lp.SetSolverSpecificParametersAsString("use_preprocessing:false")
        self.points = self.lp.Objective()
        self.points.SetMaximization()
        least = pairs.instance.rules.min_couples
        numbers = range(len(pairs.instance.series))
        self.open = [n for n in numbers if len(pairs.of_series[n]) >= least and staffing.has_team(pairs, n)]
        self.most = {n: pairs.instance.rooms_left(pairs.instance.series[n]) for n in self.open}
        self.runs = {n: self.lp.NumVar(0.0, float(self.most[n]), "") for n in self.open}
        self.links = {n: self._row([(self.runs[n], -1)], 0.0, 0.0) for n in self.open}
        for n, run in self.runs.items():
            self.points.SetCoefficient(run, -float(pairs.fixed_cost(n)))
        self._rooms()
        self._teams()
        self.seats = [self._row([], None, 1.0) for _ in pairs.instance.families]
        self.columns: dict[Column, object] = {}

    def _row(self, terms, low: float | None, high: float):
        row = self.lp.Constraint(-self.lp.infinity() if low is None else low, high)
        for variable, count in terms:
            row.SetCoefficient(variable, count)
        return row

    def _rooms(self) -> None:
        series = self.pairs.instance.series
        for (loc, _cell), numbers in grouped(self.open, lambda n: (series[n].loc, series[n].cell)).items():
            for row in by_date((n, series[n].dates) for n in numbers):
                most = max(self.most[n] for n in row)
                self._row([(self.runs[n], 1) for n in row], None, float(most))

    def _teams(self) -> None:
        """As `staffing.add_team_rows`, with copies of a series as one."""
        instance, of = self.pairs.instance, {}
        for role in (PARENTS, CHILDREN):
            for n in self.open:
                leads = {h: self.lp.NumVar(0.0, 1.0, "") for h in self.pairs.leads[role][n]}
                for h, lead in leads.items():
                    self.points.SetCoefficient(lead, -float(self.pairs.leads[role][n][h]))
                    of.setdefault(h, {}).setdefault(n, []).append((lead, 1))
                self._row([*((lead, 1) for lead in leads.values()), (self.runs[n], -instance.rules.leads(role))], 0.0, 0.0)  # fmt: skip
        for h, found in of.items():
            for n, leads in found.items():
                self._row([*leads, (self.runs[n], -1)], None, 0.0)
            for row in by_date((n, instance.series[n].dates) for n in found):
                self._row([lead for n in row for lead in found[n]], None, 1.0)
            if instance.therapists[h].max_groups < len(found):
                self._row([lead for leads in found.values() for lead in leads], None, float(instance.therapists[h].max_groups))  # fmt: skip

    def add(self, series: int, members: tuple[int, ...]) -> bool:
        column = (series, tuple(sorted(members)))
        if column in self.columns or series not in self.runs:
            return False
        share = self.columns[column] = self.lp.NumVar(0.0, self.lp.infinity(), "")
        values = self.pairs.of_series[series]
        self.points.SetCoefficient(share, float(sum(values[n] for n in members)))
        self.links[series].SetCoefficient(share, 1.0)
        for n in members:
            self.seats[n].SetCoefficient(share, 1.0)
        return True

    def solve(self) -> tuple[float, list[float], dict[int, float]] | None:
        """(points, price of each couple, price of running each series); None when what was fixed cannot be."""
        if self.lp.Solve() != self.lp.OPTIMAL:
            return None
        seats = [max(row.dual_value(), 0.0) for row in self.seats]
        return self.points.Value(), seats, {n: row.dual_value() for n, row in self.links.items()}

    def shares(self) -> dict[int, float]:
        """How much of each series runs in the last answer."""
        return {n: share for n, run in self.runs.items() if (share := run.solution_value()) > 1e-6}
