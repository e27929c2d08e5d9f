"""Make a plan better step by step: small moves by hand, and a few neighbouring locations at a time by the exact model."""

import random
from collections.abc import Callable, Collection, Sequence
from heapq import nsmallest
from time import monotonic

from groups.composing import greedy
from groups.composing.cutting import neighbours
from groups.composing.draft import Draft, Key
from groups.composing.model import SeasonModel
from groups.composing.solving import solve

#: Locations that one exact step looks at, free couples that each of their series may take, and the solver's own measure of
#: effort for it (about a second): more costs more than it gains.
TOGETHER, COMPANY, EFFORT = 3, 12, 2.0


def insert(draft: Draft, families: Collection[int] | None = None) -> int:
    """Seat every free couple that fits while a seat is free, those with most points first; returns how many."""
    pairs, count = draft.pairs, 0
    free = [n for n, row in enumerate(pairs.of_family) if row and n not in draft.seat_of]
    at: dict[int, list[Key]] = {}
    for key in draft.groups:
        at.setdefault(key[0], []).append(key)
    options = [
        (points, -family, series)
        for family in (families if families is not None else free)
        for series, points in pairs.of_family[family].items()
        if series in at and points >= 0 and family not in draft.seat_of
    ]
    for _points, family, series in sorted(options, reverse=True):
        if -family in draft.seat_of:
            continue
        key = next((key for key in sorted(at[series]) if draft.can_seat(-family, key)), None)
        if key:
            draft.seat(-family, key)
            count += 1
    return count


def replace(draft: Draft) -> int:
    """Let a couple with more points take the seat of one with less; the other looks for a seat elsewhere (exchange)."""
    pairs, gained, most = draft.pairs, 0, draft.instance.rules.max_couples
    at: dict[int, list[Key]] = {}
    for key in draft.groups:
        at.setdefault(key[0], []).append(key)
    # What it costs at least to take a seat: the points there, less the most that the couple could find where a seat is free.
    least: dict[Key, dict[int, int]] = {}
    free = {key[0] for key, group in draft.groups.items() if len(group.members) < most}

    def losses(key: Key) -> dict[int, int]:
        if key not in least:
            row = pairs.of_series[key[0]]
            least[key] = {
                n: row[n] - max((v for other, v in pairs.of_family[n].items() if other in free), default=0)
                for n in draft.groups[key].members
            }
        return least[key]

    for family in [n for n, row in enumerate(pairs.of_family) if row and n not in draft.seat_of]:
        best = (0, None, None, None)
        for series, points in pairs.of_family[family].items():
            for key in at.get(series, ()):
                for member, loss in losses(key).items():
                    if points - loss <= best[0] or not draft.can_seat(family, key, without=member):
                        continue
                    home = _elsewhere(draft, member, key, at)
                    gain = points - pairs.of_series[series][member] + (pairs.of_family[member][home[0]] if home else 0)
                    if gain > best[0]:
                        best = (gain, key, member, home)
        gain, key, member, home = best
        if key:
            draft.unseat(member)
            draft.seat(family, key)
            if home and draft.can_seat(member, home):
                draft.seat(member, home)
            free = {key[0] for key, group in draft.groups.items() if len(group.members) < most}
            least.clear()
            gained += gain
    return gained


def _elsewhere(draft: Draft, family: int, key: Key, at: dict) -> Key | None:
    """The other running group where this couple brings most points and fits."""
    row = draft.pairs.of_family[family]
    for series in sorted(row, key=lambda n: (-row[n], n)):
        for other in at.get(series, ()):
            if other != key and draft.can_seat(family, other):
                return other
    return None


def move(draft: Draft) -> int:
    """Let seated couples go where they bring more points, as long as their old group keeps its minimum and its bands."""
    gained, rules = 0, draft.instance.rules
    for family, key in sorted(draft.seat_of.items()):
        rest = draft.groups[key].members - {family}
        if len(rest) < rules.min_couples or not draft.go_together(rest):
            continue
        row = draft.pairs.of_family[family]
        for other in sorted(draft.groups):
            if row.get(other[0], 0) > row[key[0]] and draft.can_seat(family, other):
                draft.unseat(family)
                draft.seat(family, other)
                gained += row[other[0]] - row[key[0]]
                break
    return gained


def polish(draft: Draft, stop: Callable[[], bool] = lambda: False) -> None:
    """Small moves until none gains."""
    while not stop():
        gained = insert(draft) + replace(draft) + move(draft)
        if not gained:
            return


def rebuild(draft: Draft, keys: Collection[Key], numbers: Collection[int]) -> int:
    """Take these groups apart and make the best new ones among `numbers`; put back when that is worse. Returns the gain."""
    before = draft.worth
    old = set(draft.groups) - set(keys)
    saved = {key: draft.close(key) for key in keys}
    greedy.fill(draft, numbers)
    if draft.worth > before:
        return draft.worth - before
    for key in set(draft.groups) - old:
        draft.close(key)
    draft.restore(saved)
    return 0


def reoptimise(
    draft: Draft, locations: Collection[int], *, seats: Sequence[float] = (), seconds: float, seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[int, bool]:  # fmt: skip
    """Solve these locations exactly with the rest fixed: (gain, whether it was proven). The draft only ever gets better."""
    pairs, before = draft.pairs, draft.worth
    numbers = [n for n, row in enumerate(draft.instance.series) if row.loc in locations]
    closed, here = draft.take_out(locations)
    allowed = allowed_pairs(draft, numbers, here, seats=seats)
    model = SeasonModel(pairs, numbers, set().union(*allowed.values()), outside=draft, allowed=allowed)
    model.hint(here.to_plan())
    answer = solve(model, seconds=seconds, seed=seed, effort=EFFORT, stop=stop)
    if answer.groups is None or answer.points <= here.worth:
        draft.restore(closed)
        return 0, answer.status == "OPTIMAL"
    draft.add(answer.groups)
    return draft.worth - before, answer.status == "OPTIMAL"


def allowed_pairs(
    draft: Draft, numbers: Collection[int], here: Draft, *, seats: Sequence[float] = (), most: int = COMPANY
) -> dict[int, set[int]]:
    """Couples per series: those who sit there now, and the free ones with most points above the price of their seat."""
    found = {}
    for n in numbers:
        row = draft.pairs.of_series[n]
        free = [(seats[f] - points if seats else -points, f) for f, points in row.items() if f not in draft.seat_of]
        found[n] = {f for _price, f in nsmallest(most, free)} | {f for f in here.seat_of if f in row}
    return found


def explore(
    draft: Draft, *, end: float, seed: int, seats: Sequence[float] = (), stop: Callable[[], bool] = lambda: False,
    tell: Callable[[Draft], None] | None = None,
) -> None:  # fmt: skip
    """Neighbourhood after neighbourhood until the time is over or every one of them was solved without gain."""
    dice, count = random.Random(seed), len(draft.instance.locations)  # noqa: S311 a reproducible walk, no secret
    calm: set[int] = set()
    size, queue = min(TOGETHER, count), []
    while monotonic() < end and not stop() and len(calm) < count:
        queue = queue or dice.sample([n for n in range(count) if n not in calm], count - len(calm))
        loc = queue.pop()
        near = {loc, *neighbours(draft.pairs, loc, size - 1)}
        gain, proven = reoptimise(draft, near, seats=seats, seconds=max(end - monotonic(), 0.05), seed=seed, stop=stop)
        if gain:
            calm -= near
            polish(draft, lambda: monotonic() > end or stop())
            if tell:
                tell(draft)
        elif proven:
            calm.add(loc)
