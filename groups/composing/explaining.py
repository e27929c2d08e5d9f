"""Why a couple has no seat: a ladder of which the first rung that fails wins, with its numbers and the cheapest single change.

Every change was applied and checked before it is said. Words are made elsewhere: for staff with names, for a parent neutral.
"""

from collections import Counter
from dataclasses import dataclass, replace

from groups.composing import bands
from groups.composing.draft import Draft
from groups.composing.greedy import best_team
from groups.composing.helping import Change, Helper
from groups.composing.instance import Family
from groups.composing.objecting import Objections
from groups.composing.pairs import Refusal, refusals

#: The rungs in order (planning.md).
RUNGS = ("travel", "slot", "siblings", "series", "no group", "rule", "exchange", "full")


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
        self.groups = Objections(draft)
        self.helper = Helper(self.groups)
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
        return replace(found, change=self.helper.change(family, found.rung))

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
        running = [key for n in options for key in self.groups.at.get(n, ())]
        if not running:
            return self._no_group(family)
        running.sort(key=lambda key: (-options[key[0]], key))
        for key in running:
            if self.groups.has_seat(key):
                rule, others = self.groups.hindrance(family, key)
                return Explanation(family, "rule", rule, key[0], others=others)
        lower = [
            (key, n)
            for key in running
            for n in self.draft.groups[key].members
            if self.groups.points(n, key) < options[key[0]]
        ]
        if lower:
            key, other = min(lower, key=lambda item: (self.groups.points(item[1], item[0]), item))
            rule, others = self.groups.hindrance(family, key, without=other)
            return Explanation(family, "exchange", rule or "worth less", key[0], others=(other, *others))
        least = min(self.groups.points(n, running[0]) for n in self.draft.groups[running[0]].members)
        return Explanation(family, "full", "priority", running[0][0], None, options[running[0][0]], least)

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


def _too_far(row: Family, loc: int) -> list[tuple[int, int, int]]:
    """(parent, minutes too many, limit) of whoever cannot reach a location."""
    return [
        (n, parent.minutes[loc] - parent.max_minutes, parent.max_minutes)
        for n, parent in enumerate(row.parents)
        if parent.minutes[loc] > parent.max_minutes
    ]
