"""Column generation: what a seat is worth to whom, and a proven upper bound for seasons too large for one model.

Pricing is the search for the best set of couples per series. The price of a couple tells how contested its options are; the
gain of a series at these prices tells what one extra team there would be worth.
"""

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from heapq import nlargest
from itertools import combinations
from time import monotonic

from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.master import Master
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.priced import Prices, solved

#: Share of the best prices so far in each step: prices that jump less need fewer rounds.
SMOOTHING = 0.5
#: Enough to call the bound met, relative to the bound.
CLOSE = 1e-3
#: Rounds before series outside the LP come in.
ROUNDS = 4
#: Points that bring a couple into a set whatever it costs.
FORCED = 1e7
#: Languages per series that are priced one by one; more at once do not occur, and cost only sharpness.
MOST_LANGUAGES = 3


def price(
    master: Master, *, seconds: float, start: Plan | None = None, best: Prices | None = None,
    close: float = CLOSE, still: float = 0.0, most: int = 1_000, everywhere: bool = False,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float], None] | None = None,
) -> Prices | None:  # fmt: skip
    """Prices and a bound within the time. The bound holds after every round, so an early end is only less sharp.

    `best` are prices found before. Without `everywhere` only the series of the LP are looked at, and the bound is one of
    plans with no others. It ends within a share `close` of the bound, or when a round brings less than a share `still` more.
    """
    end, draft, rounds, numbers = (
        monotonic() + seconds,
        Draft(master.pairs),
        0,
        master.able if everywhere else master.open,
    )
    for group in start.groups if start else ():
        master.add(group.series, group.families)
    reached = -math.inf
    while rounds < most and not stop() and (now := solved(master)):
        rounds += 1
        used = _between(best, now) if best else now
        new = _grow(master, draft, used, now, numbers)
        if not new and used is not now:
            # The prices in between found nothing new: look at the master's own once.
            new = _grow(master, draft, now, now, numbers)
            used = min(used, now, key=lambda row: row.bound)
        if best is None or used.bound < best.bound:
            best = used
            if tell:
                tell(best.bound)
        best.settled = not new or best.bound - now.reached <= close * abs(best.bound)
        if best.settled or monotonic() > end:
            break
        if now.reached - reached < still * abs(now.reached):
            break
        reached = now.reached
    return best


def settle(
    master: Master, *, seconds: float, best: Prices, close: float = CLOSE,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float], None] | None = None,
) -> tuple[Master, Prices]:  # fmt: skip
    """Prices that hold for every series there is: those outside the LP that would pay come in, until none does."""
    end = monotonic() + seconds
    best = replace(best, bound=math.inf)
    while True:
        best = price(
            master, seconds=end - monotonic(), best=best, close=close, most=ROUNDS, everywhere=True, stop=stop, tell=tell,
        )  # fmt: skip
        if monotonic() > end or stop():
            return master, best
        if more := best.outside - master.runs.keys():
            master = master.widened(more)
        elif best.settled:
            return master, best


def narrowed(master: Master, prices: Prices, margin: float) -> dict[int, set[int]]:
    """{series: couples}: every plan that is worth more than the bound less `margin` has no others.

    A couple in a series costs a plan at least what its best company there stays below the price of running it.
    """
    draft, found = Draft(master.pairs), {}
    for n, row in master.able.items():
        least = prices.of_series[n] - margin
        if _at_most(master, n, prices.of_family) < least or best_set(master, draft, n, prices)[1] < least:
            continue
        found[n] = {f for f in row if best_set(master, draft, n, prices, force=f)[1] >= least}
    return found


def worth_of_a_team(pairs: Pairs, prices: Prices) -> dict[int, float]:
    """{location: points}: about so much more could the season be worth with one group of one extra whole team there.

    What the best couples there bring above their prices, less the group itself and the room it would take from another.
    A team that leads more groups brings more; a plan that is not proven may gain less.
    """
    found: dict[int, float] = {}
    for n, gain in prices.gains.items():
        points = gain - pairs.fixed_cost(n) - prices.of_rooms.get(n, 0.0)
        loc = pairs.instance.series[n].loc
        found[loc] = max(points, found.get(loc, 0.0))
    return found


def _between(best: Prices, now: Prices) -> Prices:
    """Prices may be mixed: the bound holds for any, and what jumps less settles sooner."""

    def mix(old: float, new: float) -> float:
        return SMOOTHING * old + (1 - SMOOTHING) * new

    return Prices(
        [mix(one, two) for one, two in zip(best.of_family, now.of_family, strict=True)],
        *(
            {key: mix(old[key], row) for key, row in new.items()}
            for old, new in (
                (best.of_series, now.of_series), (best.of_speech, now.of_speech), (best.of_rooms, now.of_rooms)
            )
        ),
        mix(best.value, now.value),
    )  # fmt: skip


def _grow(master: Master, draft: Draft, used: Prices, now: Prices, numbers: Iterable[int]) -> int:
    """Price every series: sets the bound that these prices prove, and returns how many columns are new in the master."""
    above, new, paying = {}, 0, []
    for n in numbers:
        limit = _at_most(master, n, used.of_family)
        if limit <= used.of_series[n]:
            # Not even the best couples without any rule would pay for a group here.
            used.gains[n], above[n] = limit, 0.0
            continue
        members, used.gains[n] = best_set(master, draft, n, used)
        above[n] = max(used.gains[n] - used.of_series[n], 0.0)
        if members and _pays(master, n, members, now):
            paying.append(n)
            new += master.add(n, members)
    used.bound = used.value + sum(most * max(above.get(n, 0.0) for n in row) for row, most in master.cliques)
    used.outside = {n for n, more in above.items() if more > 1 and n not in master.runs}
    # The best sets of neighbours want the same couples: next to them sets that could all run together.
    taken: set[int] = set()
    for n in sorted(paying, key=lambda n: (-above[n], n)):
        members, _limit = best_set(master, draft, n, used, without=taken)
        if members and _pays(master, n, members, now):
            new += master.add(n, members)
            taken.update(members)
    return new


def _pays(master: Master, series: int, members: tuple[int, ...], now: Prices) -> bool:
    gain = sum(master.able[series][f] - now.of_family[f] for f in members) - now.of_series[series]
    return gain - sum(now.of_speech[series, wanted] for wanted in master.asked(members)) > 1e-6


def _at_most(master: Master, series: int, seats: list[float]) -> float:
    """Points of the couples who bring most here, whether or not they go together."""
    rules = master.pairs.instance.rules
    best = nlargest(rules.max_couples, (v - seats[f] for f, v in master.able[series].items()))
    return sum(best[: rules.min_couples]) + sum(value for value in best[rules.min_couples :] if value > 0)


def best_set(
    master: Master,
    draft: Draft,
    series: int,
    prices: Prices,
    *,
    without: Collection[int] = (),
    force: int | None = None,
) -> tuple[tuple[int, ...], float]:
    """(couples, upper limit of the points) of the best set here. A language costs its price once, whoever needs it; `force` sits there anyway."""
    seats, languages = prices.of_family, master.pairs.languages
    values = {f: v - seats[f] for f, v in master.able[series].items() if f not in without}
    if force is not None:
        values[force] += FORCED
    charged = {w: prices.of_speech[series, w] for w in master.tongues[series] if prices.of_speech[series, w] > 1e-6}
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
    return found, limit if force is None else limit - FORCED
