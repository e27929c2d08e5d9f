"""How many groups can run at most per location, weekday and neighbourhood: exact answers that cut the large models."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from time import monotonic

from groups.composing.pairs import Pairs
from groups.composing.rows import grouped
from groups.composing.staffing import Teams

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
    instance = pairs.instance
    keys = [(n, copy) for n in sorted(numbers) for copy in range(instance.rooms_left(instance.series[n]))]
    teams = Teams(pairs, keys)
    teams.count()
    _groups, limit = teams.solve(seconds=seconds)
    return int(min(limit + 1e-6, len(teams.runs)))


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
