"""What would help a couple without a seat: the one fact that would have to be otherwise, tried before it is said."""

from dataclasses import dataclass, replace

from groups.composing.draft import Key
from groups.composing.instance import Family
from groups.composing.objecting import Objections
from groups.composing.pairs import refusals

#: Of each group so many couples with fewest points are looked at for an exchange.
LAST = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be otherwise; `seat` is the running group that would then take the couple, if any.

    "weeks" is waiting time with which the couple would take the seat of one with fewer points.
    """

    rule: str
    parent: int | None
    value: int | str
    seat: Key | None = None
    series: int | None = None


class Helper:
    """Tries changes of one fact on the groups of one plan."""

    def __init__(self, groups: Objections):
        self.groups, self.draft, self.pairs, self.instance = groups, groups.draft, groups.pairs, groups.instance

    def change(self, family: int, rung: str) -> Change | None:
        """The cheapest single change: first one that gives a seat in a running group, else one that opens a series."""
        row = self.instance.families[family]
        at = self.groups.at
        some = [key for n in at for key in at[n] if n not in self.pairs.of_family[family] and self.groups.has_seat(key)]
        options = [(change, key[0]) for key in some for change in self._single(row, key[0])]
        for change, n in sorted(options, key=lambda item: (_pain(item[0]), item[1])):
            changed = apply(row, change, self.instance.series[n].cell)
            if refusals(changed, self.instance.series[n], self.instance):
                continue
            for key in at[n]:
                if self.groups.hindrance(family, key, row=changed) == ("", ()):
                    return replace(change, seat=key, series=n)
        if rung in ("full", "exchange"):
            return self._longer(family)
        if rung not in ("travel", "slot", "siblings", "series"):
            return None
        options = [(change, n) for n in range(len(self.instance.series)) for change in self._single(row, n)]
        for change, n in sorted(options, key=lambda item: (_pain(item[0]), item[1])):
            series = self.instance.series[n]
            if not refusals(apply(row, change, series.cell), series, self.instance):
                return replace(change, series=n)
        return None

    def _longer(self, family: int) -> Change | None:
        """The fewest weeks more of waiting with which this couple would take a seat before the last one there."""
        row, weights = self.instance.families[family], self.instance.weights
        options, best = self.pairs.of_family[family], None
        for key in sorted(
            (key for n in options for key in self.groups.at.get(n, ())), key=lambda key: (-options[key[0]], key)
        ):
            for other in sorted(self.draft.groups[key].members, key=lambda n: (self.groups.points(n, key), n))[:LAST]:
                short = self.groups.points(other, key) - options[key[0]]
                weeks = max(short // max(weights.per_week, 1) + 1, 1)
                if row.weeks + weeks > weights.max_weeks or (best and weeks >= best.value):
                    continue
                if self.groups.hindrance(family, key, without=other) == ("", ()):
                    best = Change("weeks", None, weeks, None, key[0])
        return best

    def _single(self, row: Family, series: int) -> list[Change]:
        """The one change that would open this series, when exactly one rule refuses it."""
        facts = self.instance.series[series]
        # Most series are out of reach for two reasons at least, which is quickly seen.
        far = sum(parent.minutes[facts.loc] > parent.max_minutes for parent in row.parents)
        far *= "travel" not in row.overrides
        if far + sum(not parent.cells.get(facts.cell) for parent in row.parents) > 1:
            return []
        found = refusals(row, facts, self.instance)
        if len(found) != 1:
            return []
        only = found[0]
        values = {
            "travel": only.number, "slot": facts.cell, "siblings": "none", "ready": facts.dates[0],
            "hold": facts.dates[-1], "missed": only.number,
        }  # fmt: skip
        return [Change(only.rule, only.parent, values[only.rule])] if only.rule in values else []


def _pain(change: Change) -> tuple:
    """Which change asks least of people: a wish first, then minutes and days, then an extra weekday."""
    order = ("siblings", "travel", "missed", "ready", "hold", "slot")
    return order.index(change.rule), change.value if isinstance(change.value, int) else 0


def apply(row: Family, change: Change, cell: str) -> Family:
    """The couple as it would be after a change."""
    if change.rule == "siblings":
        return replace(row, siblings="none")
    if change.rule == "ready":
        return replace(row, ready=change.value)
    if change.rule == "hold":
        return replace(row, hold_until=change.value)
    if change.rule == "weeks":
        return replace(row, weeks=row.weeks + change.value)
    if change.rule == "missed":
        return replace(row, overrides=row.overrides | {"missed"})
    parents = list(row.parents)
    one = parents[change.parent]
    if change.rule == "travel":
        parents[change.parent] = replace(one, max_minutes=change.value)
    else:
        parents[change.parent] = replace(one, cells={**one.cells, cell: 1})
    return replace(row, parents=tuple(parents))
