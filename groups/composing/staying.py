"""How many of an old plan stay where they sat, with the proof of how many could: there are only so many whole teams."""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import monotonic

from groups.composing.draft import Key
from groups.composing.model import WHOLE, SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.solving import solve
from groups.composing.staffing import Teams


@dataclass(frozen=True, slots=True)
class Kept:
    """Of so many couples of whom no fact of their own takes the seat away, how many keep it, and in no plan more than `most`."""

    couples: int
    kept: int
    most: int

    @property
    def is_unavoidable(self) -> bool:
        """Proven: as many would have to go in any plan."""
        return self.kept >= self.most


@dataclass(frozen=True, slots=True)
class Staying:
    """Who accepted a place, and everybody of the old plan."""

    accepted: Kept
    everybody: Kept


def staying(pairs: Pairs, old: Plan, plan: Plan, *, accepted: Collection[int], seconds: float) -> Staying:
    """What a new plan keeps of an old one; at most twice `seconds` go into the proof."""
    able = could_stay(pairs, old)
    willing = {n: series for n, series in able.items() if n in accepted}
    return Staying(_kept(pairs, plan, willing, seconds), _kept(pairs, plan, able, seconds))


def could_stay(pairs: Pairs, old: Plan) -> dict[int, int]:
    """{couple: series} of those whom no fact of their own takes away."""
    return {n: group.series for n, group in old.seated.items() if group.series in pairs.of_family[n]}


def stayed(plan: Plan, seats: Mapping[int, int]) -> int:
    """How many of {couple: series} sit there."""
    seated = plan.seated
    return sum(n in seated and seated[n].series == series for n, series in seats.items())


def _kept(pairs: Pairs, plan: Plan, able: Mapping[int, int], seconds: float) -> Kept:
    kept, end = stayed(plan, able), monotonic() + seconds
    most = len(able)
    if kept < most:
        most = max(most_by_teams(pairs, able, seconds / 2), kept)
    if kept < most:
        most = max(min(most_by_seats(pairs, able, end - monotonic()), most), kept)
    return Kept(len(able), kept, most)


def most_by_teams(pairs: Pairs, able: Mapping[int, int], seconds: float) -> int:
    """How many of these couples any plan could leave where they are, counting only teams and rooms."""
    counts: dict[Key, int] = {}
    full = pairs.instance.rules.max_couples
    for series, count in Counter(able.values()).items():
        for copy in range(pairs.instance.rooms_left(pairs.instance.series[series])):
            # They may all sit together: the first group of a series is filled before the next.
            counts[series, copy] = min(max(count - copy * full, 0), full)
    teams = Teams(pairs, list(counts))
    teams.count(counts)
    _groups, limit = teams.solve(seconds=seconds)
    return int(min(limit + 1e-6, len(able)))


def most_by_seats(pairs: Pairs, able: Mapping[int, int], seconds: float) -> int:
    """The same with every rule of the season: who goes together, who completes a group, and who leads whom."""
    model = model_of_the_same(pairs, able)
    model.model.maximize(model.in_place(able))
    answer = solve(model, seconds=max(seconds, 0.1))
    return int(min(answer.bound + 1e-6, len(able)))


def model_of_the_same(pairs: Pairs, able: Mapping[int, int]) -> SeasonModel:
    """Only series in which somebody could stay, with everybody who could keep them company: a group elsewhere takes leads
    and helps nobody to stay."""
    numbers = set(able.values())
    return SeasonModel(pairs, numbers, {f for n in numbers for f in pairs.of_series[n]})


def worth_at_most(pairs: Pairs, old: Plan, plan: Plan, *, accepted: Collection[int], seconds: float) -> int | None:
    """An upper limit of any plan's worth in which as many stay, and as many of those who accepted; None without a proof.

    None for a season too large for one model as well.
    """
    if len(pairs) > WHOLE:
        return None
    able = could_stay(pairs, old)
    willing = {n: series for n, series in able.items() if n in accepted}
    model = SeasonModel(pairs, range(len(pairs.instance.series)), range(len(pairs.of_family)))
    for some in (willing, able):
        model.model.add(model.in_place(some) >= stayed(plan, some))
    model.hint(plan)
    answer = solve(model, seconds=seconds)
    return math.floor(answer.bound + 1e-6) if math.isfinite(answer.bound) else None
