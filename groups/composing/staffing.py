"""How many groups can be staffed: a small exact problem over teams and rooms alone, whose answers cut the large one.

Whole teams are the bottleneck (two who may lead parents, two who may lead children, four people, one group a day each), so
the largest number of groups per location, weekday and neighbourhood is found exactly and handed on as a cut.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from time import monotonic

from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.rows import by_date, grouped

#: How many of the nearest locations count as neighbours.
NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Cut:
    """At most `most` groups can run among these series; `what` names the scope for the coordinator's report."""

    series: frozenset[int]
    most: int
    what: tuple


def neighbours(pairs: Pairs, loc: int, count: int = NEIGHBOURS) -> list[int]:
    """The nearest other locations, nearest first."""
    here, places = pairs.instance.locations[loc], pairs.instance.locations
    others = [n for n in range(len(places)) if n != loc]
    return sorted(others, key=lambda n: (math.hypot(places[n].x - here.x, places[n].y - here.y), n))[:count]


def scopes(pairs: Pairs) -> list[tuple[tuple, frozenset[int]]]:
    """Which sets of series are worth a cut: locations, their weekdays, pairs and triples of neighbours, all together."""
    series = pairs.instance.series
    at = grouped(range(len(series)), lambda n: series[n].loc)
    found = {("location", loc): frozenset(rows) for loc, rows in at.items()}
    for loc, rows in at.items():
        for weekday, some in grouped(rows, lambda n: series[n].dates[0] % 7).items():
            found["weekday", loc, weekday] = frozenset(some)
    near = {loc: [n for n in neighbours(pairs, loc) if n in at] for loc in at}
    for size, most in ((2, NEIGHBOURS), (3, 3)):
        for loc, others in near.items():
            for some in combinations(others[:most], size - 1):
                names = tuple(sorted((loc, *some)))
                found["neighbours", *names] = frozenset(n for one in names for n in at[one])
    found["all",] = frozenset(range(len(series)))
    unique = {rows: what for what, rows in reversed(found.items())}
    # Locations are quick and needed; the whole comes next because it cuts most; neighbours as far as the time goes.
    order = {"location": 0, "all": 1, "weekday": 2, "neighbours": 3}
    return sorted(
        ((what, rows) for rows, what in unique.items()), key=lambda item: (order[item[0][0]], len(item[1]), item[0])
    )


def most_groups(pairs: Pairs, numbers: Iterable[int], seconds: float) -> int:
    """An upper limit of the groups that can run at once among these series; exact when the time suffices."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 heavy; only who solves loads it

    instance, model = pairs.instance, cp_model.CpModel()
    keys = [(n, c) for n in sorted(numbers) for c in range(instance.rooms_left(instance.series[n]))]
    keys = [key for key in keys if has_team(pairs, key[0])]
    if not keys:
        return 0
    runs = {key: model.new_bool_var("") for key in keys}
    add_rooms(model, pairs, runs, instance.taken)
    add_team_rows(model, pairs, runs, busy=None, load=None)
    model.maximize(sum(runs.values()))
    solver = cp_model.CpSolver()
    prepare(solver, seconds=seconds)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return len(keys)
    return int(solver.best_objective_bound + 1e-6)


def cuts(
    pairs: Pairs, seconds: float, kinds: Iterable[str] = ("location", "weekday", "neighbours", "all")
) -> list[Cut]:
    """Cuts for all scopes that fit in the time; a scope that is not reached has none."""
    end, found = monotonic() + seconds, []
    for what, rows in scopes(pairs):
        if what[0] not in kinds:
            continue
        left = end - monotonic()
        if left <= 0.01:
            break
        found.append(Cut(rows, most_groups(pairs, rows, min(left, max(2.0, seconds / 4))), what))
    return found


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
