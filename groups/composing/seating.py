"""What would it cost to seat a couple: the couple must sit, the two locations nearest to it are composed anew, the rest stays."""

from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic

from groups.composing import search
from groups.composing.checking import legal
from groups.composing.draft import Draft
from groups.composing.model import SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.pinning import Pin, holds
from groups.composing.plan import Plan
from groups.composing.solving import solve
from groups.composing.wishes import Wishes

#: Locations that are composed anew together.
TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Seating:
    """The best plan found in which the couple sits; `points` is what the season gains by it, below nought what it costs."""

    plan: Plan
    series: int
    points: int
    #: Couples who have no seat any more, and those who sit in another group.
    losing: tuple[int, ...]
    moving: tuple[int, ...]


def cost_of_seating(
    pairs: Pairs, plan: Plan, family: int, *, musts: Collection[Pin] = (), seconds: float = 1.5, seed: int = 1
) -> Seating | None:
    """None when the couple can sit nowhere, or nothing was found within the time. Raises IllegalPlan for an illegal plan.

    What is pinned (`musts`) and holds in the plan goes on holding.
    """
    before, end = legal(pairs.instance, plan).worth, monotonic() + seconds
    musts = [pin for pin in musts if holds(pin, plan)]
    best = _exchanged(Draft(pairs, plan), family)
    if best and not all(holds(pin, best.to_plan()) for pin in musts):
        best = None
    places = _nearest(pairs, family)
    while places and (left := end - monotonic()) > 0:
        near, places = places[:TOGETHER], places[TOGETHER:]
        found = _composed(pairs, plan, best, family, set(near), musts, left, seed)
        if found and all(holds(pin, found.to_plan()) for pin in musts) and (best is None or found.worth > best.worth):
            best = found
        if best:
            break
    if best is None:
        return None
    new = best.to_plan()
    was = {n: group.series for n, group in plan.seated.items()}
    now = {n: group.series for n, group in new.seated.items()}
    return Seating(
        new, now[family], legal(pairs.instance, new).worth - before,
        tuple(sorted(was.keys() - now.keys())), tuple(sorted(n for n in was.keys() & now.keys() if was[n] != now[n])),
    )  # fmt: skip


def _nearest(pairs: Pairs, family: int) -> list[int]:
    """Locations where this couple could sit, in order of both parents' travel."""
    series, parents = pairs.instance.series, pairs.instance.families[family].parents
    found = {series[n].loc for n in pairs.of_family[family]}
    return sorted(found, key=lambda loc: (sum(parent.minutes[loc] for parent in parents), loc))


def _exchanged(draft: Draft, family: int) -> Draft | None:
    """The plainest way: a free seat, or that of the couple with fewest points; None when no group takes them so."""
    options = []
    for key, group in draft.groups.items():
        points = draft.pairs.of_family[family].get(key[0])
        for other in (None, *group.members) if points is not None else ():
            if draft.can_seat(family, key, without=other):
                options.append((points - draft.pairs.of_series[key[0]].get(other, 0), key, other))
    if not options:
        return None
    _gain, key, other = max(options, key=lambda row: (row[0], row[1]))
    if other is not None:
        draft.unseat(other)
    draft.seat(family, key)
    search.insert(draft, [other] if other is not None else ())
    return draft


def _composed(
    pairs: Pairs, plan: Plan, hint: Draft | None, family: int, near: set[int], musts: Collection[Pin],
    seconds: float, seed: int,
) -> Draft | None:  # fmt: skip
    """These locations anew by the exact model, with this couple somewhere in them."""
    draft = Draft(pairs, plan)
    numbers = [n for n, row in enumerate(pairs.instance.series) if row.loc in near]
    _closed, here = draft.take_out(near)
    allowed = search.allowed_pairs(draft, numbers, here)
    for n in numbers:
        if n in pairs.of_family[family]:
            allowed[n].add(family)
    kept = [pin for pin in musts if holds(pin, here.to_plan())]
    model = SeasonModel(
        pairs, numbers, set().union(*allowed.values()), outside=draft, allowed=allowed,
        wishes=Wishes(must=(("somewhere", family), *kept)),
    )  # fmt: skip
    model.hint((hint or here).to_plan())
    answer = solve(model, seconds=seconds, seed=seed)
    if answer.groups is None:
        return None
    draft.add(answer.groups)
    search.insert(draft)
    return draft
