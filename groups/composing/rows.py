"""Rows over dates that several models need: which variables exclude each other on some day, without doubles."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping


def by_date(items: Iterable[tuple[Hashable, Iterable[int]]]) -> list[frozenset]:
    """Sets of items that share a date; only those that are in no larger one (the larger says the same and more)."""
    on: dict[int, set] = defaultdict(set)
    for item, dates in items:
        for day in dates:
            on[day].add(item)
    found: list[frozenset] = []
    for row in sorted(
        {frozenset(row) for row in on.values() if len(row) > 1}, key=lambda row: (-len(row), sorted(row))
    ):
        if not any(row <= larger for larger in found):
            found.append(row)
    return found


def grouped(items: Iterable, key) -> Mapping:
    rows = defaultdict(list)
    for item in items:
        rows[key(item)].append(item)
    return rows
