"""The relaxed season: shares of groups with shares of leads, an LP to which groups are added while they pay.

One column is a series with a legal set of couples. Teams, rooms and dates are all in the LP, because whole teams are what
runs out first; only halves are still allowed.
"""

from collections.abc import Iterable

from groups.composing import staffing
from groups.composing.cutting import Cut
from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.rows import by_date, grouped

Column = tuple[int, tuple[int, ...]]


class Master:
    """Grows by `add`; `at_least` and `at_most` narrow it while a plan is read out of it step by step.

    The LP holds the series of `open`; what it costs to run another one of `able` follows from the prices of the rows.
    """

    def __init__(self, pairs: Pairs, numbers: Iterable[int] | None = None, cuts: Iterable[Cut] = ()):
        from ortools.linear_solver import pywraplp  # noqa: PLC0415 heavy; only who solves loads it

        self.pairs, self.scarce, self.lp = pairs, tuple(cuts), pywraplp.Solver.CreateSolver("GLOP")
        # Without presolve each solve starts where the last one ended.
        self.lp.SetSolverSpecificParametersAsString("use_preprocessing:false")
        self.points = self.lp.Objective()
        self.points.SetMaximization()
        series, least = pairs.instance.series, pairs.instance.rules.min_couples
        self.able = {n: self._understood(n) for n in range(len(series)) if staffing.has_team(pairs, n)}
        self.able = {n: row for n, row in self.able.items() if len(row) >= least}
        self.open = sorted(self.able if numbers is None else self.able.keys() & set(numbers))
        self.most = {n: pairs.instance.rooms_left(series[n]) for n in self.able}
        self.runs = {n: self.lp.NumVar(0.0, float(self.most[n]), "") for n in self.open}
        self.links = {n: self._row([(self.runs[n], -1)], 0.0, 0.0) for n in self.open}
        for n, run in self.runs.items():
            self.points.SetCoefficient(run, -float(pairs.fixed_cost(n)))
        #: The languages that couples of a series ask for, and the rows for them.
        self.tongues = {n: {w for f in row for w in pairs.languages[f]} for n, row in self.able.items()}
        self.speech: dict[int, dict[frozenset, object]] = {n: {} for n in self.open}
        #: Rows with a price and their limits; those over dates by therapist, and by location and time slot.
        self.limits: list[tuple] = []
        self.dated: dict[object, list] = {}
        self._rooms()
        self._teams()
        self.cuts = [
            (cut, self._limit([(run, 1) for n, run in self.runs.items() if n in cut.series], cut.most))
            for cut in self.scarce
        ]
        self.seats = [self._limit([], 1) for _ in pairs.instance.families]
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

    def _limit(self, terms, most: float):
        """A row with a price: what is scarce."""
        row = self._row(terms, None, float(most))
        self.limits.append((row, float(most)))
        return row

    def _day(self, numbers: Iterable[int], slot: tuple[int, str] | None = None) -> tuple[int, int]:
        """A day that all of these series have, and the rooms of a location and time slot that are free on it.

        One day, the scarcest: whoever meets on it pays this row. With more days two series would pay that share none.
        """
        series, taken = self.pairs.instance.series, self.pairs.instance.taken
        shared = set.intersection(*(set(series[n].dates) for n in numbers))
        if slot is None:
            return min(shared), 1
        loc, cell = slot
        used, day = max((taken.get((loc, day, cell), 0), -day) for day in shared)
        return -day, self.pairs.instance.locations[loc].rooms - used

    def _rooms(self) -> None:
        """Rows over dates; `cliques` splits all series into sets of which so many can run at once."""
        series, self.cliques = self.pairs.instance.series, []
        for slot, numbers in grouped(sorted(self.able), lambda n: (series[n].loc, series[n].cell)).items():
            left = set(numbers)
            for row in by_date((n, series[n].dates) for n in numbers):
                if own := row & left:
                    self.cliques.append((sorted(own), self._day(row, slot)[1]))
                    left -= own
            self.cliques += [([n], self.most[n]) for n in sorted(left)]
            for row in by_date((n, series[n].dates) for n in numbers if n in self.runs):
                day, free = self._day(row, slot)
                self.dated.setdefault(slot, []).append((day, self._limit([(self.runs[n], 1) for n in row], free)))

    def _teams(self) -> None:
        """As `staffing.add_team_rows`, with copies of a series as one."""
        instance, of = self.pairs.instance, {}
        self.loads: dict[int, object] = {}
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
                limit = self._limit([lead for n in row for lead in found[n]], 1)
                self.dated.setdefault(h, []).append((self._day(row)[0], limit))
            if instance.therapists[h].max_groups < len(found):
                every = [lead for leads in found.values() for lead in leads]
                self.loads[h] = self._limit(every, instance.therapists[h].max_groups)

    def _speech(self, series: int, leads: dict) -> None:
        """Hard rule 9: couples with a language come only with a lead who speaks it."""
        for wanted in self.tongues[series]:
            speak = [(lead, -1) for h, lead in leads.items() if wanted & self.pairs.instance.therapists[h].languages]
            self.speech[series][wanted] = self._row(speak, None, 0.0)

    def widened(self, numbers: Iterable[int]) -> "Master":
        """The same with more series; what was found for their time slot serves them too."""
        wider = Master(self.pairs, {*self.open, *numbers}, self.scarce)
        slots = grouped(numbers, self.slot)
        for series, members in self.columns:
            wider.add(series, members)
            for n in slots.get(self.slot(series), ()):
                if all(f in self.able[n] for f in members):
                    wider.add(n, members)
        return wider

    def asked(self, members) -> set[frozenset]:
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
        for wanted in self.asked(members):
            self.speech[series][wanted].SetCoefficient(share, 1.0)
        return True

    def solve(self) -> bool:
        """Whether the LP as it stands has an answer; `priced.solved` reads its prices."""
        return self.lp.Solve() == self.lp.OPTIMAL

    def slot(self, series: int) -> tuple[int, str]:
        """Location and time slot of a series."""
        row = self.pairs.instance.series[series]
        return row.loc, row.cell

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
