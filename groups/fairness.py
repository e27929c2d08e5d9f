"""Pure: is anybody passed by for ever? Waiting times laid side by side by region, language and distance (planning.md)."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Waiter:
    """One couple that waits. `minutes`: travel of the parent who is furthest from a location; None when unknown."""

    case: int
    weeks: int
    passed_by: int
    region: str
    speaks_dutch: bool
    minutes: int | None


@dataclass(frozen=True)
class Line:
    """Couples who have one thing in common: how many, how long they wait, how many were passed by and how many often."""

    key: Hashable
    couples: int
    median_weeks: float
    longest_weeks: int
    passed_by: int
    often: int


def lines(waiters: Iterable[Waiter], key: Callable[[Waiter], Hashable], *, often: int) -> list[Line]:
    """One line per value of `key`, those who wait longest in the middle first. `often`: so many seasons is too many."""
    found: dict[Hashable, list[Waiter]] = {}
    for one in waiters:
        found.setdefault(key(one), []).append(one)
    rows = [
        Line(
            value, len(some), median(one.weeks for one in some), max(one.weeks for one in some),
            sum(1 for one in some if one.passed_by), sum(1 for one in some if one.passed_by >= often),
        )
        for value, some in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.median_weeks, -row.couples, str(row.key)))


def band(minutes: int | None, edges: tuple[int, ...] = (20, 40)) -> int | None:
    """0 up to the first edge, 1 up to the second, and so on; None stays unknown."""
    return None if minutes is None else sum(1 for edge in edges if minutes > edge)
