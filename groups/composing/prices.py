"""Column generation: what a seat is worth to whom, and a proven upper bound for seasons too large for one model.

Pricing is the search for the best set of couples per series. The price of a couple tells how contested its options are; the
gain of a series at these prices tells what one extra team there would be worth.
"""

from collections.abc import Callable, Collection
from heapq import nlargest
from itertools import combinations
from time import monotonic

from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.master import Master, Prices
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan

#: Share of the best prices so far in each step: prices that jump less need fewer rounds.
SMOOTHING = 0.5
#: Enough to call the bound met, relative to the bound.
CLOSE = 1e-3
#: Languages per series that are priced one by one; more at once do not occur, and cost only sharpness.
MOST_LANGUAGES = 3


def price(
    master: Master, *, seconds: float, start: Plan | None = None, seats: list[float] | None = None, near: Prices | None = None,
    close: float = CLOSE, most: int = 1_000,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float], None] | None = None,
) -> Prices:  # fmt: skip
    """Prices and a bound within the time. The bound holds after every round, so an early end is only less sharp.

    `seats` are prices of couples to begin with, `near` all prices of a season with fewer series: the fewer rounds it takes.
    """
    end, draft, best, rounds = monotonic() + seconds, Draft(master.pairs), None, 0
    if near:
        seats = near.of_family
    if seats:
        best = _centre(master, draft, seats, _speech_as(master, near) if near else {})
        if best and tell:
            tell(best.bound)
    for group in start.groups if start else ():
        master.add(group.series, group.families)
    while rounds < most and not stop() and (now := master.solve()):
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


def worth_of_a_team(pairs: Pairs, prices: Prices) -> dict[int, float]:
    """{location: points}: so much more at most could the season be worth with one extra whole team there.

    What the best couples there bring above their prices, less the group itself and the room it would take from another.
    """
    found: dict[int, float] = {}
    for n, gain in prices.gains.items():
        points = gain - pairs.fixed_cost(n) - prices.of_rooms.get(n, 0.0)
        loc = pairs.instance.series[n].loc
        found[loc] = max(points, found.get(loc, 0.0))
    return found


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
    begun = Prices(seats, {}, {(n, w): speech.get((n, w), 0.0) for n, rows in master.speech.items() for w in rows})
    sets = {n: best_set(master, draft, n, begun) for n in master.open}
    begun.gains = {n: limit for n, (_members, limit) in sets.items()}
    found = master.without_couples(begun.gains, begun.of_speech)
    for n, (members, _limit) in sets.items():
        if members:
            master.add(n, members)
    if found is None:
        return None
    begun.of_series, begun.of_rooms = found.of_series, found.of_rooms
    begun.value = begun.bound = sum(seats) + found.value
    return begun


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


def _grow(master: Master, draft: Draft, used: Prices, now: Prices) -> int:
    """Price every series: sets the bound that these prices prove, and returns how many columns are new in the master."""
    above, new, paying = {}, 0, []
    for n in master.open:
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
    used.bound = used.value + sum(most * max(above[n] for n in row) for row, most in master.cliques)
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
    return gain - sum(now.of_speech[series, wanted] for wanted in master.tongues(members)) > 1e-6


def _at_most(master: Master, series: int, seats: list[float]) -> float:
    """Points of the couples who bring most here, whether or not they go together."""
    rules = master.pairs.instance.rules
    best = nlargest(rules.max_couples, (v - seats[f] for f, v in master.able[series].items()))
    return sum(best[: rules.min_couples]) + sum(value for value in best[rules.min_couples :] if value > 0)


def best_set(
    master: Master, draft: Draft, series: int, prices: Prices, without: Collection[int] = ()
) -> tuple[tuple[int, ...], float]:
    """(couples, upper limit of the points) of the best set here. A language costs its price once, whoever needs it."""
    seats, languages = prices.of_family, master.pairs.languages
    values = {f: v - seats[f] for f, v in master.able[series].items() if f not in without}
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
