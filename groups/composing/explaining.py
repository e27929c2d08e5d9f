"""Why a couple has no seat: a ladder of which the first rung that fails wins, with its numbers and the cheapest single change.

Every change was applied and checked before it is said. Words are made elsewhere: for staff with names, for a parent neutral.
"""

from collections import Counter
from dataclasses import dataclass, replace

from groups.composing import bands
from groups.composing.draft import Draft, Key
from groups.composing.greedy import best_team
from groups.composing.instance import Family
from groups.composing.pairs import Refusal, family_languages, refusals

#: The rungs in order (planning.md).
RUNGS = ("travel", "slot", "siblings", "series", "no group", "rule", "exchange", "full")

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


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rung on which a couple stopped. `rule` says what within the rung, `others` whom it is about (staff only)."""

    family: int
    rung: str
    rule: str = ""
    series: int | None = None
    parent: int | None = None
    number: int = 0
    limit: int = 0
    others: tuple[int, ...] = ()
    change: Change | None = None


class Explainer:
    """Explains couples of one plan; the plan is not changed."""

    def __init__(self, draft: Draft):
        self.draft, self.pairs, self.instance = draft, draft.pairs, draft.instance
        self.at: dict[int, list[Key]] = {}
        for key in sorted(draft.groups):
            self.at.setdefault(key[0], []).append(key)
        self.of_loc: dict[int, list[int]] = {}
        for n, series in enumerate(self.instance.series):
            self.of_loc.setdefault(series.loc, []).append(n)

    def everybody(self) -> list[Explanation]:
        """Everyone without a seat, those with most weeks first."""
        free = [n for n in range(len(self.instance.families)) if n not in self.draft.seat_of]
        return [self.explain(n) for n in sorted(free, key=lambda n: (-self.instance.families[n].weeks, n))]

    def explain(self, family: int) -> Explanation:
        """The first rung that fails for this couple."""
        found = self._from_options(family) if self.pairs.of_family[family] else self._from_facts(family)
        return replace(found, change=self._change(family, found))

    def _from_facts(self, family: int) -> Explanation:
        """No series at all: which of the facts stops it, taking the least of the hindrances."""
        row = self.instance.families[family]
        near = [loc for loc in self.of_loc if not _too_far(row, loc) or "travel" in row.overrides]
        if not near:
            loc = min(self.of_loc, key=lambda n: (sum(r for _p, r, _l in _too_far(row, n)), n), default=None)
            if loc is None:
                return Explanation(family, "series", "none")
            parent, over, limit = max(_too_far(row, loc), key=lambda item: item[1])
            return Explanation(family, "travel", "travel", self.of_loc[loc][0], parent, limit + over, limit)
        numbers = [n for loc in near for n in self.of_loc[loc]]
        common = [n for n in numbers if all(parent.cells.get(self.instance.series[n].cell) for parent in row.parents)]
        if not common:
            return Explanation(family, "slot", "slot", numbers[0])
        if not bands.patterns(row.kids, row.siblings, self.instance.rules):
            return Explanation(family, "siblings", "siblings", common[0])
        fewest = min(common, key=lambda n: (len(self._refusals(row, n)), n))
        found = self._refusals(row, fewest)
        first = found[0] if found else Refusal("room")
        return Explanation(family, "series", first.rule, fewest, first.parent, first.number, first.limit)

    def _refusals(self, row: Family, series: int) -> list[Refusal]:
        return refusals(row, self.instance.series[series], self.instance)

    def _from_options(self, family: int) -> Explanation:
        """There are series, but no seat in them."""
        options = self.pairs.of_family[family]
        running = [key for n in options for key in self.at.get(n, ())]
        if not running:
            return self._no_group(family)
        running.sort(key=lambda key: (-options[key[0]], key))
        most = self.instance.rules.max_couples
        for key in running:
            if len(self.draft.groups[key].members) < most:
                rule, others = self.hindrance(family, key)
                return Explanation(family, "rule", rule, key[0], others=others)
        lower = [
            (key, n)
            for key in running
            for n in self.draft.groups[key].members
            if self._points(n, key) < options[key[0]]
        ]
        if lower:
            key, other = min(lower, key=lambda item: (self._points(item[1], item[0]), item))
            rule, others = self.hindrance(family, key, without=other)
            return Explanation(family, "exchange", rule or "worth less", key[0], others=(other, *others))
        least = min(self._points(n, running[0]) for n in self.draft.groups[running[0]].members)
        return Explanation(family, "full", "priority", running[0][0], None, options[running[0][0]], least)

    def _points(self, family: int, key: Key) -> int:
        return self.pairs.of_series[key[0]][family]

    def _no_group(self, family: int) -> Explanation:
        """Why no group runs in the best of its series: the room, the team, or too few couples."""
        options = self.pairs.of_family[family]
        reasons = Counter()
        best = max(options, key=lambda n: (options[n], -n))
        for n in options:
            if not self.draft.has_room(n):
                reasons["room"] += 1
            elif best_team(self.draft, n, (family,)) is None:
                reasons["team"] += 1
            else:
                reasons["couples"] += 1
        # What is nearest to a group: with a room and a team only couples are missing.
        rule = next(word for word in ("couples", "team", "room") if reasons[word])
        free = [n for n in self.pairs.of_series[best] if n not in self.draft.seat_of]
        return Explanation(family, "no group", rule, best, None, len(free), self.instance.rules.min_couples)

    def hindrance(
        self, family: int, key: Key, without: int | None = None, row: Family | None = None
    ) -> tuple[str, tuple]:
        """Which rule of a running group keeps this couple out, and whom it is about; empty when nothing does."""
        draft, series, group = self.draft, self.instance.series[key[0]], self.draft.groups[key]
        row = row or self.instance.families[family]
        members = sorted(group.members - {without})
        if len(members) >= self.instance.rules.max_couples:
            return "full", ()
        if tied := [n for n in members if n in self.pairs.tied[family]]:
            return "tied", tuple(tied)
        if not draft.fits_with(family, members, key[0]):
            late = sum(self.instance.families[n].staggered for n in (*members, family))
            over = late > self.instance.locations[series.loc].stagger_cap
            return ("arrival" if over else "building"), ()
        if barred := [h for h in group.team if (h, family) in self.instance.bars]:
            return "barred", tuple(barred)
        spoken = [self.instance.therapists[h].languages for h in group.parents]
        if any(not any(wanted & known for known in spoken) for wanted in family_languages(row)):
            return "language", ()
        patterns = [self.pairs.patterns[n] for n in members]
        own = bands.patterns(row.kids, row.siblings, self.instance.rules)
        if bands.assign([*patterns, own], self.instance.rules) is None:
            kids = sum(sum(p[0]) for p in (*patterns, own) if p)
            return ("children" if kids > self.instance.rules.max_children else "bands"), ()
        return "", ()

    def _change(self, family: int, found: Explanation) -> Change | None:
        """The cheapest single change: first one that gives a seat in a running group, else one that opens a series."""
        row = self.instance.families[family]
        some = [key for n in self.at for key in self.at[n] if n not in self.pairs.of_family[family]]
        some = [key for key in some if len(self.draft.groups[key].members) < self.instance.rules.max_couples]
        options = [(change, key[0]) for key in some for change in self._single(row, key[0])]
        for change, n in sorted(options, key=lambda item: (_pain(item[0]), item[1])):
            changed = apply(row, change, self.instance.series[n].cell)
            if self._refusals(changed, n):
                continue
            for key in self.at[n]:
                if self.hindrance(family, key, row=changed) == ("", ()):
                    return replace(change, seat=key, series=n)
        if found.rung in ("full", "exchange"):
            return self._longer(family)
        if found.rung not in ("travel", "slot", "siblings", "series"):
            return None
        options = [(change, n) for n in range(len(self.instance.series)) for change in self._single(row, n)]
        for change, n in sorted(options, key=lambda item: (_pain(item[0]), item[1])):
            if not self._refusals(apply(row, change, self.instance.series[n].cell), n):
                return replace(change, series=n)
        return None

    def _longer(self, family: int) -> Change | None:
        """The fewest weeks more of waiting with which this couple would take a seat before the last one there."""
        row, weights = self.instance.families[family], self.instance.weights
        options, best = self.pairs.of_family[family], None
        for key in sorted(
            (key for n in options for key in self.at.get(n, ())), key=lambda key: (-options[key[0]], key)
        ):
            for other in sorted(self.draft.groups[key].members, key=lambda n: (self._points(n, key), n))[:LAST]:
                short = self._points(other, key) - options[key[0]]
                weeks = max(short // max(weights.per_week, 1) + 1, 1)
                if row.weeks + weeks > weights.max_weeks or (best and weeks >= best.value):
                    continue
                if self.hindrance(family, key, without=other) == ("", ()):
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
        found = self._refusals(row, series)
        if len(found) != 1:
            return []
        only = found[0]
        values = {
            "travel": only.number, "slot": facts.cell, "siblings": "none", "ready": facts.dates[0],
            "hold": facts.dates[-1], "missed": only.number,
        }  # fmt: skip
        return [Change(only.rule, only.parent, values[only.rule])] if only.rule in values else []


def _too_far(row: Family, loc: int) -> list[tuple[int, int, int]]:
    """(parent, minutes too many, limit) of whoever cannot reach a location."""
    return [
        (n, parent.minutes[loc] - parent.max_minutes, parent.max_minutes)
        for n, parent in enumerate(row.parents)
        if parent.minutes[loc] > parent.max_minutes
    ]


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
