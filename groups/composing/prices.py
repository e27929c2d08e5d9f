"""Column generation: what a seat is worth to whom, and a proven upper bound for seasons too large for one model.

Pricing is the search for the best set of couples per series. The price of a couple tells how contested its options are; the
gain of a series at these prices tells what one extra team there would be worth.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.master import Master
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan

#: Share of the best prices so far in each step: prices that jump less need fewer rounds.
SMOOTHING = 0.5
#: Enough to call the bound met, relative to the bound.
CLOSE = 1e-3


@dataclass
class Prices:
    """An upper bound of any plan's worth, the price of each couple and of running each series, and the rounds it took."""

    bound: float = math.inf
    of_family: list[float] = field(default_factory=list)
    of_series: dict[int, float] = field(default_factory=dict)
    value: float = 0.0
    rounds: int = 0


def price(
    master: Master, *, seconds: float, start: Plan | None = None, close: float = CLOSE,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float], None] | None = None,
) -> Prices:  # fmt: skip
    """Prices and a bound within the time. The bound holds after every round, so an early end is only less sharp."""
    end, draft, best = monotonic() + seconds, Draft(master.pairs), None
    for group in start.groups if start else ():
        master.add(group.series, group.families)
    rounds = 0
    while monotonic() < end and not stop() and (now := _solved(master)):
        used = _between(best, now)
        used.bound = used.value + columns(master, draft, used, now)
        rounds += 1
        new = used.new
        if used is not now and not new:
            now.bound = now.value + columns(master, draft, now, now)
            used, new = min(used, now, key=lambda row: row.bound), now.new
        if best is None or used.bound < best.bound:
            best = used
            if tell:
                tell(best.bound)
        if not new or best.bound - now.value <= close * abs(best.bound):
            break
    best = best or Prices(of_family=[0.0] * len(master.seats), of_series=dict.fromkeys(master.open, 0.0))
    best.rounds = rounds
    return best
