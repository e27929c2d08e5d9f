"""Re-plan with the least change: keep what is still legal, mend what is nearly so, and only then ask a model.

Rewards keep people where they are: who accepted a place far above who was only proposed one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from time import monotonic

from groups.composing import greedy, search
from groups.composing.checking import legal
from groups.composing.cutting import neighbours
from groups.composing.draft import Draft
from groups.composing.model import WHOLE, SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.pinning import Pin, holds
from groups.composing.plan import Plan, PlannedGroup
from groups.composing.solving import solve
from groups.composing.standing import standing
from groups.composing.staying import could_stay, model_of_the_same
from groups.composing.wishes import Wishes

#: Points for what a person fixed and for an accepted place: more than any gain; for a proposed one: most of what a seat brings.
FIXED, ACCEPTED, PROPOSED = 40_000, 20_000, 400
#: A lead who stays where nothing changed for them.
SAME_LEAD = 60
#: So many others may complete a group that fell under its minimum.
COMPANY = 20


def replan(
    pairs: Pairs, old: Plan, *, accepted: Collection[int] = (), pins: Sequence[Pin] = (), seconds: float = 4.0,
    seed: int = 1, stop: Callable[[], bool] = lambda: False,
) -> Plan:  # fmt: skip
    """A legal plan as near to the old one as can be, with what is pinned where that goes.

    Raises IllegalPlan never in practice: the checker is asked.
    """
    plan = Repair(pairs, old, accepted, pins, seconds, seed, stop).run()
    legal(pairs.instance, plan)
    return plan


class Repair:
    """One re-plan: a draft that becomes whole again, step by step."""

    def __init__(
        self, pairs: Pairs, old: Plan, accepted: Collection[int], pins: Sequence[Pin], seconds: float, seed: int,
        stop: Callable[[], bool],
    ):  # fmt: skip
        self.began, self.seconds, self.end = monotonic(), seconds, monotonic() + seconds
        self.pairs, self.series, self.old = pairs, pairs.instance.series, old
        self.pins, self.seed, self.stop = tuple(pins), seed, stop
        # Whom a person fixed elsewhere goes there, although the place was accepted.
        elsewhere = {pin[1] for pin in pins if pin[0] == "seat" and pin[2] != self._before().get(pin[1])}
        self.accepted = frozenset(accepted) - elsewhere
        self.draft, self.broken = standing(pairs, old, self.accepted)

    def run(self) -> Plan:
        """Groups that stand stay as they are as long as nothing else is broken."""
        is_small = len(self.pairs) <= WHOLE
        if self.broken and not self.stop():
            self._who_stays()
        if not is_small:
            if self.broken and not self.stop():
                self._same_groups()
            self._lost_groups()
        search.insert(self.draft)
        greedy.fill(self.draft, stop=self.stop)
        search.insert(self.draft)
        unmet = self._unmet()
        if (self.broken or unmet) and not self.stop():
            if is_small:
                self._everywhere()
            else:
                self._around(unmet)
            search.insert(self.draft)
        return self.draft.to_plan()

    def _before(self) -> dict[int, int]:
        return {n: group.series for n, group in self.old.seated.items()}

    def _unmet(self) -> list[Pin]:
        plan = self.draft.to_plan() if self.pins else None
        return [pin for pin in self.pins if not holds(pin, plan)]

    def _left(self) -> float:
        return self.end - monotonic()

    def _wishes(self, groups: Iterable[PlannedGroup]) -> Wishes:
        """Rewards for everything that may stay as it is, and for what a person fixed."""
        seat, lead, runs = {}, {}, {}
        for g in groups:
            seat.update({(f, g.series): ACCEPTED if f in self.accepted else PROPOSED for f in g.families})
            lead.update({("P", h, g.series): SAME_LEAD for h in g.parent_therapists})
            lead.update({("K", h, g.series): SAME_LEAD for h in g.child_therapists})
        for kind, *what in self.pins:
            if kind == "seat":
                seat[tuple(what)] = FIXED
            elif kind == "lead":
                lead[tuple(what)] = FIXED
            elif kind == "group":
                runs[what[0]] = FIXED
        fixed = {pin[1]: FIXED for pin in self.pins if pin[0] == "somewhere"}
        # Who accepted and loses the group counts in another one as much as who was proposed there.
        first = dict.fromkeys(self.accepted & self.old.seated.keys(), PROPOSED)
        for family, points in (first | fixed).items():
            for n in self.pairs.of_family[family]:
                seat.setdefault((family, n), points)
        return Wishes(seat, runs, lead)

    def _who_stays(self) -> None:
        """As many as can be stay where they were, who accepted first; exact where the time suffices."""
        able = could_stay(self.pairs, self.old)
        willing = {n: series for n, series in able.items() if n in self.accepted}
        model = model_of_the_same(self.pairs, able)
        model.model.maximize(len(able) * model.in_place(willing) + model.in_place(able))
        self._take(model, self.seconds / 2)

    def _same_groups(self) -> None:
        """The same groups once more, all over the season: leads change places where that saves a group.

        A group that cannot stand on its own couples may take the best of any others who can go there.
        """
        now: dict[int, set[int]] = {}
        for family, key in self.draft.seat_of.items():
            now.setdefault(key[0], set()).add(family)
        allowed: dict[int, set[int]] = {}
        for group in self.old.groups:
            row = self.pairs.of_series[group.series]
            stays = {n for n in group.families if n in row}
            if len(stays) < self.pairs.instance.rules.min_couples or not self.draft.go_together(stays):
                stays.update(sorted(row, key=lambda n: (-row[n], n))[:COMPANY])
            allowed.setdefault(group.series, set()).update(stays, now.get(group.series, ()))
        families = set().union(*allowed.values())
        model = SeasonModel(self.pairs, allowed, families, allowed=allowed, wishes=self._wishes(self.old.groups))
        self._take(model, self.seconds / 4)

    def _everywhere(self) -> None:
        """The whole season in one model: quick while exactly those who accepted and stay so far go on staying; then as many."""
        at = {n: key[0] for n, key in self.draft.seat_of.items() if n in self.accepted}
        willing = {n: series for n, series in could_stay(self.pairs, self.old).items() if n in self.accepted}
        firm = {n: series for n, series in willing.items() if at.get(n) == series}
        for some in (firm, willing):
            if self.stop() or self._left() <= 0:
                return
            families = range(len(self.pairs.of_family))
            model = SeasonModel(self.pairs, range(len(self.series)), families, wishes=self._wishes(self.old.groups))
            model.model.add(model.in_place(some) >= len(firm))
            self._take(model, self._left())

    def _take(self, model: SeasonModel, seconds: float) -> None:
        """The draft becomes what the model finds within the time, if anything."""
        model.hint(self.draft.to_plan())
        answer = solve(model, seconds=seconds, seed=self.seed, stop=self.stop)
        if answer.groups is not None:
            self.draft = Draft(self.pairs, Plan(answer.groups))

    def _lost_groups(self) -> None:
        """The neighbourhood of each group that runs no more."""
        runs = Counter(key[0] for key in self.draft.groups)
        lost = [group for group in self.old.groups if not runs[group.series]]
        for n, group in enumerate(lost):
            if not self.stop():
                self._anew(self.series[group.series].loc, self._left() / 2 / (len(lost) - n))

    def _around(self, unmet: list[Pin]) -> None:
        """From location to location as far as the time goes: what was fixed first, then where something is broken."""
        end = self.end - 0.2 * self.seconds
        places = Counter(self.series[group.series].loc for group in self.old.groups)
        places.subtract(Counter(self.series[key[0]].loc for key in self.draft.groups))
        first = dict.fromkeys(loc for pin in unmet if (loc := self._place(pin)) is not None)
        for loc in [*first, *sorted(places.keys() - first.keys(), key=lambda n: (-places[n], n))]:
            if self.stop() or monotonic() > end:
                return
            self._anew(loc, (end - monotonic()) / 2)

    def _place(self, pin: Pin) -> int | None:
        """The location that a pin is about; of a couple that must sit somewhere the one where it brings most."""
        if pin[0] != "somewhere":
            return self.series[pin[-1]].loc
        row = self.pairs.of_family[pin[1]]
        return self.series[max(row, key=lambda n: (row[n], -n))].loc if row else None

    def _anew(self, loc: int, seconds: float) -> None:
        """This location and two neighbours once more, with rewards for everything that stays as it was."""
        pairs, draft, near = self.pairs, self.draft, {loc, *neighbours(self.pairs, loc, 2)}
        numbers = [n for n, row in enumerate(self.series) if row.loc in near]
        before = [group for group in self.old.groups if self.series[group.series].loc in near]
        closed, here = draft.take_out(near)
        allowed = search.allowed_pairs(draft, numbers, here)
        some = {f for group in before for f in group.families} | {
            pin[1] for pin in self.pins if pin[0] in ("seat", "somewhere")
        }
        for family in some - draft.seat_of.keys():
            for n in pairs.of_family[family].keys() & allowed.keys():
                allowed[n].add(family)
        model = SeasonModel(
            pairs, numbers, set().union(*allowed.values()), outside=draft, allowed=allowed,
            wishes=self._wishes((*before, *here.to_plan().groups)),
        )  # fmt: skip
        model.hint(here.to_plan())
        answer = solve(model, seconds=max(seconds, 0.1), seed=self.seed, stop=self.stop)
        if answer.groups is None:
            draft.restore(closed)
        else:
            draft.add(answer.groups)
