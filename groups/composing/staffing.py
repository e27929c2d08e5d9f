"""Teams without couples: which groups can be staffed at all, and by whom; a small exact problem beside the large one.

Whole teams are the bottleneck: two who may lead parents, two who may lead children, four people, one group a day each.
"""

import math
from collections.abc import Iterable, Mapping

from groups.composing.draft import Key
from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.rows import by_date, grouped

#: One group without its couples: (series, parent leads, child leads).
Staffed = tuple[int, tuple[int, ...], tuple[int, ...]]


class Teams:
    """The groups that may run (`keys`) and their leads as a CP-SAT model of their own."""

    def __init__(self, pairs: Pairs, keys: Iterable[Key]):
        from ortools.sat.python import cp_model  # noqa: PLC0415 heavy; only who solves loads it

        self.cp, self.model, self.pairs = cp_model, cp_model.CpModel(), pairs
        able = {n: has_team(pairs, n) for n, _copy in keys}
        self.runs = {key: self.model.new_bool_var("") for key in keys if able[key[0]]}
        add_rooms(self.model, pairs, self.runs, pairs.instance.taken)
        self.leads = add_team_rows(self.model, pairs, self.runs, busy=None, load=None)

    def count(self, each: Mapping[Key, int] | None = None) -> None:
        """As many groups as can be, or as much as each of them counts."""
        self.model.maximize(sum((1 if each is None else each[key]) * run for key, run in self.runs.items()))

    def weigh(self, gains: Mapping[Key, float], speech: Mapping[tuple, float]) -> None:
        """As many points as can be: each group brings its gain less its leads' travel, and `speech` whoever speaks a language.

        Points are rounded up, so that a bound holds for the gains as they are.
        """
        points = {key: -self.pairs.leads[key[0]][key[2][0]][key[1]] for key in self.leads}
        at: dict[int, list] = {}
        for role, h, key in self.leads:
            if role == PARENTS:
                at.setdefault(key[0], []).append((role, h, key))
        for (series, wanted), worth in speech.items():
            for key in at.get(series, ()) if worth > 0 else ():
                if wanted & self.pairs.instance.therapists[key[1]].languages:
                    points[key] += math.ceil(worth)
        gained = sum(math.ceil(gains[key] - 1e-6) * run for key, run in self.runs.items())
        self.model.maximize(gained + sum(points[key] * lead for key, lead in self.leads.items()))

    def begin(self, groups: Iterable[Staffed]) -> None:
        """Start from these groups."""
        seen: dict[int, int] = {}
        team: dict[tuple, set[int]] = {}
        for series, parents, children in groups:
            key = (series, seen.get(series, 0))
            seen[series] = key[1] + 1
            team[PARENTS, key], team[CHILDREN, key] = set(parents), set(children)
        for key, run in self.runs.items():
            self.model.add_hint(run, (PARENTS, key) in team)
        for (role, h, key), lead in self.leads.items():
            self.model.add_hint(lead, h in team.get((role, key), ()))

    def solve(
        self, *, seconds: float, seed: int = 1, gap: float = 0.0, effort: float | None = None
    ) -> tuple[tuple[Staffed, ...], float]:
        """(groups, upper limit of the points); no groups and no limit when the time was too short for any."""
        if not self.runs:
            return (), 0.0
        solver = self.cp.CpSolver()
        prepare(solver, seconds=seconds, seed=seed, effort=effort)
        solver.parameters.relative_gap_limit = gap
        if solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return (), math.inf
        team: dict[Key, dict[str, list[int]]] = {
            key: {PARENTS: [], CHILDREN: []} for key, run in self.runs.items() if solver.boolean_value(run)
        }
        for (role, h, key), lead in self.leads.items():
            if solver.boolean_value(lead):
                team[key][role].append(h)
        groups = tuple((key[0], tuple(row[PARENTS]), tuple(row[CHILDREN])) for key, row in team.items())
        return groups, solver.best_objective_bound


def has_team(pairs: Pairs, series: int) -> bool:
    able = [set(pairs.leads[role][series]) for role in (PARENTS, CHILDREN)]
    wanted = [pairs.instance.rules.leads(role) for role in (PARENTS, CHILDREN)]
    return all(len(a) >= n for a, n in zip(able, wanted, strict=True)) and len(able[0] | able[1]) >= sum(wanted)


def prepare(solver, *, seconds: float, seed: int = 1, effort: float | None = None) -> None:
    """One worker with linearisation level 2: two workers without an LP fail where one with it needs 0.1 s, and one is reproducible."""
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    if effort is not None:
        solver.parameters.max_deterministic_time = effort


def add_rooms(model, pairs: Pairs, runs: dict, taken) -> None:
    """At most as many groups at once as the location has free pairs of rooms; copies of a series in order."""
    series = pairs.instance.series
    for (loc, cell), keys in grouped(runs, lambda key: (series[key[0]].loc, series[key[0]].cell)).items():
        rooms = pairs.instance.locations[loc].rooms
        for row in by_date((key, series[key[0]].dates) for key in keys):
            shared = set.intersection(*(set(series[key[0]].dates) for key in row))
            used = max(taken.get((loc, day, cell), 0) for day in shared)
            if len(row) > rooms - used:
                model.add(sum(runs[key] for key in sorted(row)) <= max(rooms - used, 0))
        for key in keys:
            if any(taken.get((loc, day, cell), 0) >= rooms for day in series[key[0]].dates):
                model.add(runs[key] == 0)
    for (number, copy), run in runs.items():
        if copy:
            model.add(run <= runs[number, copy - 1])


def add_team_rows(model, pairs: Pairs, runs: dict, *, busy, load) -> dict:
    """{(role, therapist, key): lead}: two and two different leads per group, one a day each, nobody above the ceiling."""
    instance, leads, of = pairs.instance, {}, {}
    for key, run in runs.items():
        for role in (PARENTS, CHILDREN):
            row = []
            for h in pairs.leads[role][key[0]]:
                if busy and any(busy[h][day] for day in instance.series[key[0]].dates):
                    continue
                leads[role, h, key] = model.new_bool_var("")
                of.setdefault(h, {}).setdefault(key, []).append(leads[role, h, key])
                row.append(leads[role, h, key])
            model.add(sum(row) == instance.rules.leads(role) * run)
    for h, found in of.items():
        for key, row in found.items():
            model.add(sum(row) <= runs[key])
        for row in by_date((key, instance.series[key[0]].dates) for key in found):
            model.add(sum(lead for key in sorted(row) for lead in found[key]) <= 1)
        left = instance.therapists[h].max_groups - (load[h] if load else 0)
        if left < len(found):
            model.add(sum(lead for row in found.values() for lead in row) <= max(left, 0))
    return leads
