"""Pure: protect small numbers before they are frozen (law.md R68; measurement.md 10).

A set of linked tables is a set of named whole numbers (`cells`) and `Relation`s (a total and its parts). Small cells are
hidden, further cells are hidden so that totals do not give them back, and an auditor with linear programming then tries
to win every hidden cell back: what it can narrow too far is not released.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`k`: fewest families behind a shown number; `base`: numbers are rounded to it (1 = exact)."""

    k: int = 10
    base: int = 5
    #: Smallest denominator under a percentage (law.md R68).
    percentage_from: int = 30


#: The centre's own rule (law.md R68); a contract may carry a stricter one.
HOUSE_RULE = Rule()


@dataclass(frozen=True)
class Relation:
    """The total is the sum of its parts, and everybody knows that."""

    total: str
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Leak:
    """A hidden cell that the published numbers narrow down to `low`..`high`."""

    cell: str
    low: int
    high: int


class CannotBeProtected(Exception):
    """Even with everything hidden the numbers would give a small one away: do not release."""


def rounded(value: int, base: int) -> int:
    """To the nearest multiple; for base 5 a whole number has no halves."""
    return base * math.floor(value / base + 0.5)


def small_cells(
    cells: Mapping[str, int],
    relations: Iterable[Relation],
    rule: Rule,
    *,
    families: Mapping[str, int] | None = None,
    outcomes: Iterable[str] = (),
) -> set[str]:
    """Primary cells. `families`: how many families stand behind a cell that counts something else.

    A zero is shown, but in an outcome column (`outcomes`) it counts as small when its total is below 2k: that all of a
    small group got worse is disclosure too.
    """
    behind = {**cells, **(families or {})}
    small = {name for name, value in cells.items() if value > 0 and behind[name] < rule.k}
    outcomes = set(outcomes)
    for relation in relations:
        if 0 < behind[relation.total] < 2 * rule.k:
            small |= {name for name in relation.parts if name in outcomes and cells[name] == 0}
    return small


def protect(
    cells: Mapping[str, int],
    relations: Iterable[Relation] = (),
    rule: Rule = HOUSE_RULE,
    *,
    families: Mapping[str, int] | None = None,
    outcomes: Iterable[str] = (),
) -> dict[str, int | None]:
    """What may be published: every cell rounded, or None when it is hidden. Raises CannotBeProtected."""
    relations = tuple(relations)
    small = small_cells(cells, relations, rule, families=families, outcomes=outcomes)
    hidden = set(small)
    while True:
        published = {name: None if name in hidden else rounded(value, rule.base) for name, value in cells.items()}
        leaks = audit(published, relations, rule, small=small)
        if not leaks:
            return published
        for leak in leaks[:1]:
            hidden.add(_next_to_hide(leak.cell, hidden, cells, relations))


def audit(
    published: Mapping[str, int | None], relations: Iterable[Relation], rule: Rule, *, small: Iterable[str]
) -> list[Leak]:
    """Hidden cells that can be won back: a small one needs k possible whole values, any other at least two."""
    relations, small = tuple(relations), set(small)
    hidden = [name for name, value in published.items() if value is None]
    linked = {name for relation in relations for name in relation.names}
    leaks = []
    bounds = _bounds(published, relations, rule, [name for name in hidden if name in linked])
    for name, (low, high) in bounds.items():
        needed = rule.k if name in small else 2
        if high - low + 1 < needed or (name in small and low >= rule.k):
            leaks.append(Leak(name, low, high))
    return sorted(leaks, key=lambda leak: (leak.high - leak.low, leak.cell))


def percentage(part: int | None, whole: int | None, rule: Rule = HOUSE_RULE) -> int | None:
    """A whole percentage from published (rounded) counts; None when either is hidden or the whole is too small."""
    if part is None or whole is None or whole < max(rule.percentage_from, 1):
        return None
    return min(100, math.floor(100 * part / whole + 0.5))


def known_interval(value: int, rule: Rule) -> tuple[int, int]:
    """What a reader knows about a shown number: zero is zero, others are not small and were rounded."""
    if value == 0 or rule.base == 1:
        return value, value
    reach = (rule.base - 1) // 2 if rule.base % 2 else rule.base // 2
    return max(rule.k, value - reach), value + reach


#: An upper wall for cells about which nothing is known; far above any number in a report.
WALL = 10_000_000


def _bounds(published: Mapping, relations: tuple[Relation, ...], rule: Rule, targets: list[str]) -> dict:
    """{hidden cell: (lowest, highest)} over all tables that fit what is published."""
    if not targets:
        return {}
    # Slow import: only processes that protect a report pay for it.
    from ortools.linear_solver import pywraplp  # noqa: PLC0415

    solver = pywraplp.Solver.CreateSolver("GLOP")
    names = {name for relation in relations for name in relation.names}
    cells = {}
    for name in sorted(names):
        low, high = (0, WALL) if published[name] is None else known_interval(published[name], rule)
        cells[name] = solver.NumVar(low, high, name)
    for relation in relations:
        solver.Add(sum(cells[part] for part in relation.parts) == cells[relation.total])
    found = {}
    for name in targets:
        ends = []
        for direction in (solver.Minimize, solver.Maximize):
            direction(cells[name])
            if solver.Solve() != pywraplp.Solver.OPTIMAL:
                raise CannotBeProtected(f"no table fits the published numbers around {name}")
            ends.append(cells[name].solution_value())
        found[name] = (math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6))
    return found


def _next_to_hide(leaking: str, hidden: set[str], cells: Mapping, relations: tuple[Relation, ...]) -> str:
    """The cheapest shown cell that is linked to the leaking one: nearest first, parts before totals, small before large."""
    totals = {relation.total for relation in relations}
    reached, ring = {leaking}, {leaking}
    while ring:
        near = {name for relation in relations if ring & set(relation.names) for name in relation.names} - reached
        # A shown zero hides nothing: it stays a candidate only when there is nothing else.
        shown = sorted(near - hidden, key=lambda name: (cells[name] == 0, name in totals, cells[name], name))
        if shown:
            return shown[0]
        reached, ring = reached | near, near
    raise CannotBeProtected(leaking)
