"""Column generation: what a seat is worth to whom, and a proven upper bound for seasons too large for one model.

Pricing is the search for the best set of couples per series. The price of a couple tells how contested its options are; the
gain of a series at these prices tells what one extra team there would be worth.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
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
#: Languages per series that are priced one by one; more at once do not occur, and cost only sharpness.
MOST_LANGUAGES = 3


@dataclass
class Prices:
    """An upper bound of any plan's worth, the price of each couple and of running each series, and the rounds it took."""

    of_family: list[float]
    of_series: dict[int, float]
    #: {(series, languages): price}
    of_speech: dict[tuple, float] = field(default_factory=dict)
    #: What the rows of the LP are worth at these prices, and with what couples could still add: the bound.
    value: float = 0.0
    bound: float = math.inf
    #: Points of the best couples per series above their prices.
    gains: dict[int, float] = field(default_factory=dict)
    rounds: int = 0


def price(
    master: Master, *, seconds: float, start: Plan | None = None, seats: list[float] | None = None, near: Prices | None = None,
    close: float = CLOSE, most: int = 1_000,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float], None] | None = None,
) -> Prices:  # fmt: skip
    """Prices and a bound within the time. The bound holds after every round, so an early end is only less sharp.

    `seats` are prices of couples to begin with, `near` all prices of a season with fewer series: the fewer rounds it takes.
    """
    end, draft, best, rounds = monotonic() + seconds, Draft(master.pairs), None, 0
    for group in start.groups if start else ():
        master.add(group.series, group.families)
    if near:
        seats = near.of_family
    if seats:
        best = _centre(master, draft, seats, _speech_as(master, near) if near else {})
        if best and tell:
            tell(best.bound)
    while rounds < most and not stop() and (now := _solved(master)):
        rounds += 1
        used = _between(best, now) if best else now
        new = _grow(master, draft, used, now)
        if not new and used is not now:
            # The prices in between found nothing new: look at the master's own once.
            new = _grow(master, draft, now, now)
            used = min(used, now, key=lambda row: row.bound)
        if best is None or used.bound < best.bound:
            best = used
            if tell:
                tell(best.bound)
        if not new or best.bound - now.value <= close * abs(best.bound) or monotonic() > end:
            break
    best = best or Prices([0.0] * len(master.seats), dict.fromkeys(master.open, 0.0))
    best.rounds = rounds
    return best


def seats_of(pairs: Pairs, plan: Plan) -> list[float]:
    """Prices that a plan suggests: what a couple brings above the last one seated at the same location."""
    least: dict[int, int] = {}
    for group in plan.groups:
        loc = pairs.instance.series[group.series].loc
        last = min(pairs.of_series[group.series][n] for n in group.families)
        least[loc] = min(last, least.get(loc, last))
    return [
        max([v - least[loc] for n, v in row.items() if (loc := pairs.instance.series[n].loc) in least] + [0.0])
        for row in pairs.of_family
    ]


def _speech_as(master: Master, near: Prices) -> dict[tuple, float]:
    """What a language costs, as in a season with fewer series: the most of its location and time slot."""
    series, most = master.pairs.instance.series, {}
    for (n, wanted), cost in near.of_speech.items():
        slot = (series[n].loc, series[n].cell, wanted)
        most[slot] = max(cost, most.get(slot, 0.0))
    return {
        (n, w): most.get((series[n].loc, series[n].cell, w), 0.0) for n, rows in master.speech.items() for w in rows
    }


def _centre(master: Master, draft: Draft, seats: list[float], speech: dict[tuple, float]) -> Prices | None:
    """The bound that these prices of couples prove by themselves, and the columns that go with them."""
    prices = Prices(seats, {}, {(n, w): speech.get((n, w), 0.0) for n, rows in master.speech.items() for w in rows})
    for n in master.open:
        members, prices.gains[n] = _best(master, draft, n, prices)
        if members:
            master.add(n, members)
    found = master.without_couples(prices.gains, prices.of_speech)
    if found is None:
        return None
    prices.of_series = found[1]
    prices.value = prices.bound = sum(prices.of_family) + found[0]
    return prices


def _solved(master: Master) -> Prices | None:
    found = master.solve()
    return Prices(found[1], found[2], found[3], found[0]) if found else None


def _between(best: Prices, now: Prices) -> Prices:
    """Prices may be mixed: the bound holds for any, and what jumps less settles sooner."""

    def mix(old: float, new: float) -> float:
        return SMOOTHING * old + (1 - SMOOTHING) * new

    return Prices(
        [mix(one, two) for one, two in zip(best.of_family, now.of_family, strict=True)],
        {n: mix(best.of_series[n], row) for n, row in now.of_series.items()},
        {key: mix(best.of_speech[key], row) for key, row in now.of_speech.items()},
        mix(best.value, now.value),
    )


def _grow(master: Master, draft: Draft, used: Prices, now: Prices) -> int:
    """Price every series: sets the bound that these prices prove, and returns how many columns are new in the master."""
    above, new = {}, 0
    for n in master.open:
        members, used.gains[n] = _best(master, draft, n, used)
        above[n] = max(used.gains[n] - used.of_series[n], 0.0)
        if members:
            gain = sum(master.able[n][f] - now.of_family[f] for f in members) - now.of_series[n]
            if gain - sum(now.of_speech[n, wanted] for wanted in master.tongues(members)) > 1e-6:
                new += master.add(n, members)
    used.bound = used.value + sum(most * max(above[n] for n in row) for row, most in master.cliques)
    return new


def _best(master: Master, draft: Draft, series: int, prices: Prices) -> tuple[tuple[int, ...], float]:
    """(couples, upper limit of the points) of the best set here. A language costs its price once, whoever needs it."""
    seats, languages = prices.of_family, master.pairs.languages
    values = {f: v - seats[f] for f, v in master.able[series].items()}
    charged = {w: prices.of_speech[series, w] for w in master.speech[series] if prices.of_speech[series, w] > 1e-6}
    charged = dict(sorted(charged.items(), key=lambda item: (-item[1], sorted(item[0])))[:MOST_LANGUAGES])
    best, found, limit = float("-inf"), (), float("-inf")
    for count in range(len(charged) + 1):
        for paid in combinations(charged, count):
            cost = sum(charged[w] for w in paid)
            some = {f: v for f, v in values.items() if all(w not in charged or w in paid for w in languages[f])}
            points, members, bound = best_members(draft, series, some)
            limit = max(limit, bound - cost)
            if members and points - cost > best:
                best, found = points - cost, members
    return found, limit
