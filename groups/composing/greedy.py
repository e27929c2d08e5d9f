"""The best group that can still be made, again and again: a legal plan within a second, and a start for everything else."""

import heapq
from collections.abc import Callable, Collection, Mapping
from itertools import combinations

from groups.composing.draft import Draft
from groups.composing.instance import CHILDREN, PARENTS

#: Partial groups looked at before the best so far is taken; enough to be exact nearly always.
MOST_NODES = 400


def best_members(
    draft: Draft, series: int, values: Mapping[int, float], *, nodes: int = MOST_NODES
) -> tuple[float, tuple[int, ...], float]:
    """(points, couples, bound): the legal set of couples with most points; no couples when there is none.

    Best first: partial sets in order of what they could still become, so the first complete set is the best one. `bound`
    is an upper limit of any set's points, equal to the points when the search was exact.
    """
    rules, patterns, blend = draft.instance.rules, draft.pairs.patterns, draft.pairs.blend
    least, most, add, is_whole = rules.min_couples, rules.max_couples, blend.add, blend.is_whole
    order = sorted(values, key=lambda n: (-values[n], n))
    worth = [values[n] for n in order]
    last = len(order)
    if last < least:
        return 0.0, (), float("-inf")

    def limit(points: float, size: int, position: int) -> float:
        """Points with the best couples after this one; those below nothing only up to the minimum."""
        for value in worth[position : position + most - size]:
            if value <= 0 and size >= least:
                break
            points, size = points + value, size + 1
        return points if size >= least else float("-inf")

    heap = [(-limit(0.0, 0, 0), 0, 0.0, 0, (), 0)]
    count, tick, best = 0, 1, (float("-inf"), ())
    while heap and count < nodes:
        upper, _tick, points, position, members, state = heapq.heappop(heap)
        if -upper <= best[0]:
            return best[0], best[1], best[0]
        count += 1
        # Along one branch as long as it promises what its parent did: the usual case needs no heap at all.
        while True:
            if len(members) >= least and points > best[0] and is_whole[state]:
                best = (points, members)
            if len(members) == most or position >= last:
                break
            without = limit(points, len(members), position + 1)
            if without > best[0]:
                heapq.heappush(heap, (-without, tick, points, position + 1, members, state))
                tick += 1
            family = order[position]
            state = add(state, patterns[family])
            if state < 0 or not draft.fits_with(family, members, series):
                break
            points, position, members = points + worth[position], position + 1, (*members, family)
            if limit(points, len(members), position) <= best[0]:
                break
    if not best[1]:
        return 0.0, (), -heap[0][0] if heap else float("-inf")
    return best[0], best[1], max(best[0], -heap[0][0]) if heap else best[0]


def best_team(
    draft: Draft, series: int, members: Collection[int], price: Callable[[int], float] = lambda _n: 0.0
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The cheapest parent and child leads who are free, not barred and understood; None when there is no whole team."""
    pairs, rules = draft.pairs, draft.instance.rules
    free = {
        role: sorted(
            (cost + price(n), n)
            for n, cost in pairs.leads[role][series].items()
            if draft.can_lead(n, series) and not any((n, family) in draft.instance.bars for family in members)
        )
        for role in (PARENTS, CHILDREN)
    }
    if len(free[PARENTS]) < rules.parent_therapists or len(free[CHILDREN]) < rules.child_therapists:
        return None
    foreign = [family for family in members if pairs.languages[family]]
    both = {n for _c, n in free[PARENTS]} & {n for _c, n in free[CHILDREN]}
    best, found = float("inf"), None
    for chosen in combinations(free[PARENTS], rules.parent_therapists):
        points, parents = sum(cost for cost, _n in chosen), tuple(n for _c, n in chosen)
        if points >= best or (foreign and not all(draft.understands(family, parents) for family in foreign)):
            continue
        children = [row for row in free[CHILDREN] if row[1] not in parents][: rules.child_therapists]
        if len(children) == rules.child_therapists and (points := points + sum(cost for cost, _n in children)) < best:
            best, found = points, (parents, tuple(n for _c, n in children))
            if not both and not foreign:
                break
    return found


def scarcity(draft: Draft) -> Callable[[int], float]:
    """A price for using somebody who could also lead in another role: whole teams are what runs out first."""
    certified = [row.certified for row in draft.instance.therapists]
    return lambda n: 3.0 * (len(certified[n]) > 1)


def propose(draft: Draft, series: int, free: Collection[int], values: Mapping[int, float] | None = None):
    """(points, couples, parent leads, child leads) of the best new group here, or None.

    When nobody can lead the best set because of a bar or a language, those couples are left out and it is tried once more.
    """
    if not draft.has_room(series):
        return None
    # First whether there is a team at all: that is what is missing most often.
    if (team := best_team(draft, series, (), scarcity(draft))) is None:
        return None
    worth = draft.pairs.of_series[series]
    wanted = {n: (values or worth)[n] for n in worth if n in free}
    for _again in range(2):
        _points, members, _bound = best_members(draft, series, wanted)
        if not members:
            return None
        if found := best_team(draft, series, members, scarcity(draft)):
            gain = sum(worth[n] for n in members) - draft.cost(series, *found)
            return gain, members, *found
        wanted = {n: v for n, v in wanted.items() if not draft.is_barred(n, team[0] + team[1])}
        wanted = {n: v for n, v in wanted.items() if draft.understands(n, team[0])}
    return None


def fill(draft: Draft, numbers: Collection[int] | None = None, stop: Callable[[], bool] = lambda: False) -> None:
    """Open the best group, then the next best, until nothing gains; lazily, because gains only fall."""
    free = {n for n, found in enumerate(draft.pairs.of_family) if found and n not in draft.seat_of}
    heap = []
    for series, _copy in draft.keys(numbers):
        if found := propose(draft, series, free):
            heapq.heappush(heap, (-found[0], series, found))
    while heap and not stop():
        _gain, series, found = heapq.heappop(heap)
        fresh = propose(draft, series, free) if _is_stale(draft, series, found, free) else found
        if fresh is None or fresh[0] <= 0:
            continue
        if fresh is not found:
            heapq.heappush(heap, (-fresh[0], series, fresh))
            continue
        draft.open(series, *found[1:])
        free -= set(found[1])


def _is_stale(draft: Draft, series: int, found, free: Collection[int]) -> bool:
    _gain, members, parents, children = found
    if not draft.has_room(series) or any(n not in free for n in members):
        return True
    if any(not draft.fits_with(n, members, series) for n in members if n in draft.building):
        return True
    return not all(draft.can_lead(n, series) for n in (*parents, *children))
