"""Prices of the relaxed season: what a couple's seat is worth elsewhere, and what running a series costs its room and team."""

import math
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import combinations

from groups.composing.instance import CHILDREN, PARENTS, Rules
from groups.composing.master import Master


@dataclass
class Prices:
    """What a couple's seat is worth elsewhere, and what it costs to run a series; any such prices prove a bound."""

    of_family: list[float]
    of_series: dict[int, float]
    #: {(series, languages): price}
    of_speech: dict[tuple, float] = field(default_factory=dict)
    #: The part of a series' price that is for its rooms.
    of_rooms: dict[int, float] = field(default_factory=dict)
    #: What the rows of the LP are worth at these prices, and with what groups could still add: the bound.
    value: float = 0.0
    bound: float = math.inf
    #: Points of the relaxed season that has these prices.
    reached: float = 0.0
    #: Points of the best couples per series above their prices, or an upper limit of them where that is too little.
    gains: dict[int, float] = field(default_factory=dict)
    #: Series outside the LP that would bring more than they cost.
    outside: set[int] = field(default_factory=set)
    #: No round with the series of the LP would make the bound much sharper.
    settled: bool = False


def solved(master: Master) -> Prices | None:
    """The prices of the LP as it stands, without a bound; None when it cannot be."""
    if not master.solve():
        return None
    duals = {row: price for row, _most in master.limits if (price := row.dual_value()) > 1e-9}
    seats = [duals.get(row, 0.0) for row in master.seats]
    speech = {(n, w): max(row.dual_value(), 0.0) for n, rows in master.speech.items() for w, row in rows.items()}
    _guess(master, speech)
    rooms, running = _running(master, duals, speech)
    value = sum(most * duals[row] for row, most in master.limits if row in duals)
    return Prices(seats, running, speech, rooms, value, reached=master.points.Value())


def _guess(master: Master, speech: dict[tuple, float]) -> None:
    """A language costs in a series outside the LP what it costs at most in the same time slot."""
    most: dict[tuple, float] = {}
    for (n, wanted), cost in speech.items():
        slot = (*master.slot(n), wanted)
        most[slot] = max(cost, most.get(slot, 0.0))
    for n in master.able.keys() - master.runs.keys():
        speech.update({(n, w): most.get((*master.slot(n), w), 0.0) for w in master.tongues[n]})


def _running(master: Master, duals: dict, speech: dict[tuple, float]) -> tuple[dict[int, float], dict[int, float]]:
    """Per series what its room costs, and what all of it does: the group itself, its room, and the cheapest team.

    Leads and rooms cost what they could bring elsewhere.
    """
    pairs, rooms, found = master.pairs, {}, {}
    on = {key: [(day, duals[row]) for day, row in rows if row in duals] for key, rows in master.dated.items()}
    scarce = [(cut.series, duals[row]) for cut, row in master.cuts if row in duals]
    days: dict[tuple, float] = {}

    def over(key, dates: tuple[int, ...]) -> float:
        if (key, dates) not in days:
            days[key, dates] = sum(price for day, price in on.get(key, ()) if day in dates)
        return days[key, dates]

    for n in master.able:
        dates = pairs.instance.series[n].dates
        rooms[n] = over(master.slot(n), dates)
        cost = pairs.fixed_cost(n) + rooms[n] + sum(price for series, price in scarce if n in series)
        prices = {}
        for role in (PARENTS, CHILDREN):
            prices[role] = {
                h: travel + over(h, dates) + duals.get(master.loads.get(h), 0.0)
                for h, travel in pairs.leads[role][n].items()
            }
        for wanted in master.tongues[n]:
            for h in prices[PARENTS] if speech[n, wanted] else ():
                if wanted & pairs.instance.therapists[h].languages:
                    prices[PARENTS][h] -= speech[n, wanted]
        found[n] = cost + _cheapest(pairs.instance.rules, prices[PARENTS], prices[CHILDREN])
    return rooms, found


def _cheapest(rules: Rules, parents: dict[int, float], children: dict[int, float]) -> float:
    """The price of the cheapest whole team of different people."""
    two, others = map(rules.leads, (PARENTS, CHILDREN))
    some = nsmallest(two + others, parents, key=parents.get)
    rest = nsmallest(two + others, children, key=children.get)
    if not set(some[:two]) & set(rest[:others]):
        return sum(parents[h] for h in some[:two]) + sum(children[h] for h in rest[:others])
    return min(
        sum(parents[h] for h in team) + sum(sorted(children[h] for h in rest if h not in team)[:others])
        for team in combinations(some, two) if sum(h not in team for h in rest) >= others
    )  # fmt: skip
