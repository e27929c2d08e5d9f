"""The relaxed season: shares of groups with shares of leads, an LP to which groups are added while they pay.

One column is a series with a legal set of couples. Teams, rooms and dates are all in the LP, because whole teams are what
runs out first; only halves are still allowed.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from groups.composing import staffing
from groups.composing.cutting import Cut
from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.rows import by_date, grouped

Column = tuple[int, tuple[int, ...]]


@dataclass
class Prices:
    """What a couple's seat is worth elsewhere, and what it costs to run a series; any such prices prove a bound."""

    of_family: list[float]
    of_series: dict[int, float]
    #: {(series, languages): price}
    of_speech: dict[tuple, float] = field(default_factory=dict)
    #: The part of a series' price that is for its rooms.
    of_rooms: dict[int, float] = field(default_factory=dict)
    #: What the rows of the LP are worth at these prices, and with what couples could still add: the bound.
    value: float = 0.0
    bound: float = math.inf
    #: Points of the best couples per series above their prices, or an upper limit of them where that is too little.
    gains: dict[int, float] = field(default_factory=dict)
    rounds: int = 0


def promising(pairs: Pairs) -> set[int]:
    """Per location and time slot the series with most to bring, and the best one that can run beside it.

    A slot has many series that differ by a week; a plan is found sooner among few, and the rest is tried afterwards.
    """
    series, most, found = pairs.instance.series, 2 * pairs.instance.rules.max_couples, set()

    def brings(n: int) -> int:
        return sum(sorted(pairs.of_series[n].values(), reverse=True)[:most]) - pairs.fixed_cost(n)

    for numbers in grouped(range(len(series)), lambda n: (series[n].loc, series[n].cell)).values():
        order = sorted(numbers, key=lambda n: (-brings(n), n))
        beside = [n for n in order if not set(series[n].dates) & set(series[order[0]].dates)]
        found.update((order[0], *(beside or order[1:])[:1]))
    return found


class Master:
    """Grows by `add`; `at_least` and `at_most` narrow it while a plan is read out of it step by step."""

    def __init__(self, pairs: Pairs, numbers: Iterable[int] | None = None):
        from ortools.linear_solver import pywraplp  # noqa: PLC0415 heavy; only who solves loads it

        self.pairs, self.lp = pairs, pywraplp.Solver.CreateSolver("GLOP")
        # Without presolve each solve starts where the last one ended.
        self.lp.SetSolverSpecificParametersAsString("use_preprocessing:false")
        self.points = self.lp.Objective()
        self.points.SetMaximization()
        least = pairs.instance.rules.min_couples
        every = range(len(pairs.instance.series))
        numbers = every if numbers is None else sorted(numbers)
        self.able = [self._understood(n) for n in every]
        self.open = [n for n in numbers if len(self.able[n]) >= least and staffing.has_team(pairs, n)]
        self.most = {n: pairs.instance.rooms_left(pairs.instance.series[n]) for n in self.open}
        self.runs = {n: self.lp.NumVar(0.0, float(self.most[n]), "") for n in self.open}
        self.links = {n: self._row([(self.runs[n], -1)], 0.0, 0.0) for n in self.open}
        self.rooms: dict[int, list] = {n: [] for n in self.open}
        for n, run in self.runs.items():
            self.points.SetCoefficient(run, -float(pairs.fixed_cost(n)))
        self.speech: dict[int, dict[frozenset, object]] = {n: {} for n in self.open}
        self.parent_leads: dict[int, dict] = {}
        self._rooms()
        self._teams()
        self.seats = [self._row([], None, 1.0) for _ in pairs.instance.families]
        self.columns: dict[Column, object] = {}

    def _understood(self, series: int) -> dict[int, int]:
        """{family: points} of those whom somebody who could lead the parents here understands."""
        spoken = [self.pairs.instance.therapists[h].languages for h in self.pairs.leads[PARENTS][series]]
        return {
            n: points
            for n, points in self.pairs.of_series[series].items()
            if all(any(wanted & known for known in spoken) for wanted in self.pairs.languages[n])
        }

    def _row(self, terms, low: float | None, high: float):
        row = self.lp.Constraint(-self.lp.infinity() if low is None else low, high)
        for variable, count in terms:
            row.SetCoefficient(variable, count)
        return row

    def _rooms(self) -> None:
        """Rows over dates; `cliques` splits all series into sets of which so many can run at once."""
        series, self.cliques = self.pairs.instance.series, []
        for numbers in grouped(self.open, lambda n: (series[n].loc, series[n].cell)).values():
            left = set(numbers)
            for row in by_date((n, series[n].dates) for n in numbers):
                most = max(self.most[n] for n in row)
                limit = self._row([(self.runs[n], 1) for n in row], None, float(most))
                for n in row:
                    self.rooms[n].append(limit)
                if own := row & left:
                    self.cliques.append((sorted(own), most))
                    left -= own
            self.cliques += [([n], self.most[n]) for n in sorted(left)]

    def _teams(self) -> None:
        """As `staffing.add_team_rows`, with copies of a series as one."""
        instance, of = self.pairs.instance, {}
        for role in (PARENTS, CHILDREN):
            for n in self.open:
                leads = {h: self.lp.NumVar(0.0, 1.0, "") for h in self.pairs.leads[role][n]}
                for h, lead in leads.items():
                    self.points.SetCoefficient(lead, -float(self.pairs.leads[role][n][h]))
                    of.setdefault(h, {}).setdefault(n, []).append((lead, 1))
                if role == PARENTS:
                    self._speech(n, leads)
                self._row([*((lead, 1) for lead in leads.values()), (self.runs[n], -instance.rules.leads(role))], 0.0, 0.0)  # fmt: skip
        for h, found in of.items():
            for n, leads in found.items():
                self._row([*leads, (self.runs[n], -1)], None, 0.0)
            for row in by_date((n, instance.series[n].dates) for n in found):
                self._row([lead for n in row for lead in found[n]], None, 1.0)
            if instance.therapists[h].max_groups < len(found):
                self._row([lead for leads in found.values() for lead in leads], None, float(instance.therapists[h].max_groups))  # fmt: skip

    def _speech(self, series: int, leads: dict) -> None:
        """Hard rule 9: couples with a language come only with a lead who speaks it."""
        self.parent_leads[series] = leads
        for wanted in {one for n in self.able[series] for one in self.pairs.languages[n]}:
            speak = [(lead, -1) for h, lead in leads.items() if wanted & self.pairs.instance.therapists[h].languages]
            self.speech[series][wanted] = self._row(speak, None, 0.0)

    def cut(self, cuts: Iterable[Cut]) -> None:
        """At most so many groups among these series, because there are no more whole teams."""
        for cut in cuts:
            row = [(run, 1) for n, run in self.runs.items() if n in cut.series]
            if sum(self.most[n] for n in cut.series if n in self.runs) > cut.most:
                self._row(row, None, float(cut.most))

    def tongues(self, members) -> set[frozenset]:
        """The languages that these couples ask of their parent leads."""
        return {wanted for n in members for wanted in self.pairs.languages[n]}

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
        for wanted in self.tongues(members):
            self.speech[series][wanted].SetCoefficient(share, 1.0)
        return True

    def solve(self) -> Prices | None:
        """The prices of the LP as it stands, without a bound; None when it cannot be.

        What it costs to run a series holds also what its leads, rooms and dates could bring elsewhere.
        """
        if self.lp.Solve() != self.lp.OPTIMAL:
            return None
        return Prices(
            [max(row.dual_value(), 0.0) for row in self.seats],
            {n: row.dual_value() - min(self.runs[n].reduced_cost(), 0.0) for n, row in self.links.items()},
            {(n, w): max(row.dual_value(), 0.0) for n, rows in self.speech.items() for w, row in rows.items()},
            {n: sum(max(row.dual_value(), 0.0) for row in rows) for n, rows in self.rooms.items()},
            self.points.Value(),
        )

    def without_couples(self, gains: dict[int, float], speech: dict[tuple, float]) -> Prices | None:
        """The prices when each series brings so much and each language its price, and no couple has to be found.

        Leaves the LP as it was.
        """
        simple = {n: self.lp.NumVar(0.0, self.lp.infinity(), "") for n in self.open if gains[n] > 0}
        for n, share in simple.items():
            self.points.SetCoefficient(share, gains[n])
            self.links[n].SetCoefficient(share, 1.0)
        self._pay(speech, 1)
        found = self.solve()
        self._pay(speech, -1)
        for share in simple.values():
            share.SetUb(0.0)
        return found

    def _pay(self, speech: dict[tuple, float], sign: int) -> None:
        """Points for every lead who speaks a language that has a price."""
        for (n, wanted), price in speech.items():
            for h, lead in self.parent_leads[n].items() if price else ():
                if wanted & self.pairs.instance.therapists[h].languages:
                    self.points.SetCoefficient(lead, self.points.GetCoefficient(lead) + sign * price)

    def at_least(self, series: int, count: int) -> None:
        """From now on so many groups of this series run."""
        self.runs[series].SetLb(float(count))

    def at_most(self, series: int, count: int) -> None:
        self.runs[series].SetUb(float(count))

    def shares(self) -> dict[int, float]:
        """How much of each series runs in the last answer."""
        return {n: share for n, run in self.runs.items() if (share := run.solution_value()) > 1e-6}

    def company(self) -> dict[int, list[tuple[float, tuple[int, ...]]]]:
        """The sets of couples per series in the last answer, largest share first."""
        found: dict[int, list] = {}
        for (series, members), variable in self.columns.items():
            if (share := variable.solution_value()) > 1e-6:
                found.setdefault(series, []).append((share, members))
        return {series: sorted(rows, reverse=True) for series, rows in found.items()}
