"""The staged planner: a legal plan at once, a better one every moment, and beside it how good any plan could be at most."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from groups.composing import cutting, greedy, prices, search, skeleton
from groups.composing.checking import check, legal
from groups.composing.draft import Draft
from groups.composing.instance import Instance
from groups.composing.master import Master, Prices, promising
from groups.composing.model import SeasonModel, Wishes
from groups.composing.pairs import Pairs
from groups.composing.pinning import holds
from groups.composing.plan import Plan

#: Up to so many possible pairs the whole season goes into one model.
FULL_MODEL = 3_000
#: Up to so many the one model needs no prices to start from.
SMALL = 500
#: Shares of the time that is left: for the cuts of one model, for first prices, the dive, the fill, and the bound.
CUTS, PRICES, DIVE, FILL, BOUND = 0.3, 0.25, 0.25, 0.15, 0.35
#: First prices are good enough within this share of the bound.
ROUGH = 0.01


@dataclass(frozen=True)
class Proposal:
    """A legal plan and what is known about it; `gap` is the share by which any plan could be worth more at most."""

    plan: Plan = field(default_factory=Plan)
    worth: int = 0
    bound: int | None = None
    seconds: float = 0.0
    seed: int = 1
    stage: str = "start"
    prices: Prices | None = None

    @property
    def gap(self) -> float | None:
        if self.bound is None:
            return None
        return max(self.bound - self.worth, 0) / self.bound if self.bound > 0 else 0.0

    @property
    def is_proven(self) -> bool:
        return self.bound is not None and self.worth >= self.bound


class Composer:
    """One run: keeps the best legal plan and the best bound outside every solver, and tells whoever listens."""

    def __init__(
        self, instance: Instance, *, seconds: float, seed: int = 1, wishes: Wishes | None = None, start: Plan | None = None,
        tell: Callable[[Proposal], None] | None = None, stop: Callable[[], bool] = lambda: False,
    ):  # fmt: skip
        self.began, self.end, self.seed = monotonic(), monotonic() + seconds, seed
        self.instance, self.pairs, self.wishes = instance, Pairs(instance), wishes or Wishes()
        self.tell, self.stop, self.start = tell, stop, start
        self.best: Proposal | None = None
        self.bound = math.inf
        self.refused = 0

    def run(self) -> Proposal:
        """Every stage in turn until the time is over, somebody stops it or the plan is proven."""
        self._first()
        if not len(self.pairs):
            self.limit(0)
        if len(self.pairs) and not self._is_over():
            fits = len(self.pairs) <= FULL_MODEL or bool(self.wishes.must)
            priced = (
                self._priced(share=0.25 if fits else 1.0) if len(self.pairs) > SMALL and not self.wishes.must else None
            )
            if not self._is_over() and not (self.best and self.best.is_proven):
                self._whole() if fits else self._explored()
            self._last_seats()
            self.best = replace(self.best, prices=priced) if self.best else None
        return self.best

    def _last_seats(self) -> None:
        """Whatever stage the clock cut off: no couple that fits is left beside a free seat."""
        draft = Draft(self.pairs, self.best.plan) if self.best else None
        while draft and search.insert(draft):
            self.offer(draft.to_plan(), "last seats")

    def offer(self, plan: Plan, stage: str) -> bool:
        """Keep a plan when it is legal, honours the pins and is better; an illegal one is counted and never kept."""
        verdict = check(self.instance, plan)
        if not verdict.is_legal:
            self.refused += 1
            return False
        if any(not holds(pin, plan) for pin in self.wishes.must):
            return False
        if self.best and verdict.worth <= self.best.worth:
            return False
        self.best = Proposal(plan, verdict.worth, self._known(), monotonic() - self.began, self.seed, stage)
        self._say()
        return True

    def limit(self, bound: float) -> None:
        """A new upper bound."""
        if bound < self.bound and math.isfinite(bound):
            self.bound = bound
            if self.best:
                self.best = replace(self.best, bound=self._known())
                self._say()

    def _known(self) -> int | None:
        return math.floor(self.bound + 1e-6) if math.isfinite(self.bound) else None

    def _say(self) -> None:
        if self.tell:
            self.tell(self.best)

    def _left(self) -> float:
        return max(self.end - monotonic(), 0.0)

    def _is_over(self) -> bool:
        return self.stop() or self._left() <= 0

    def _first(self) -> None:
        """A legal plan within a second: the kept one, the best group first, small moves."""
        if self.start:
            self.offer(self.start, "kept")
        draft = Draft(self.pairs)
        greedy.fill(draft, stop=self._is_over)
        search.insert(draft)
        self.offer(draft.to_plan(), "best group first")
        search.polish(draft, self._is_over)
        self.offer(draft.to_plan(), "small moves")
        if self.best is None and not self.wishes.must:
            self.offer(Plan(), "empty")

    def _whole(self) -> None:
        """One model of the whole season with staffing cuts."""
        cuts = cutting.cuts(self.pairs, CUTS * self._left())
        model = SeasonModel(
            self.pairs,
            range(len(self.instance.series)),
            range(len(self.instance.families)),
            cuts=cuts,
            wishes=self.wishes,
        )
        if self.best:
            model.hint(self.best.plan)
        answer = model.solve(
            seconds=self._left(), seed=self.seed, stop=self.stop, tell=lambda _worth, bound: self.limit(bound)
        )
        if answer.groups is not None:
            self.offer(Plan(answer.groups), "whole season")
        self.limit(answer.bound)

    def _priced(self, share: float) -> Prices:
        """A plan read out of a relaxed season of few series, then a sharp bound with all of them at the prices found."""
        master, total = Master(self.pairs, promising(self.pairs)), share * self._left()
        start = self.best.plan if self.best else Plan()
        few = prices.price(
            master,
            seconds=PRICES * total,
            start=start,
            seats=prices.seats_of(self.pairs, start),
            close=ROUGH,
            stop=self.stop,
        )
        if not self._is_over() and (
            found := skeleton.dive(master, few, seconds=DIVE * total, seed=self.seed, stop=self.stop)
        ):
            self._filled(found, FILL * total)
        if self._is_over():
            return few
        return prices.price(
            Master(self.pairs), seconds=BOUND * total, start=self.best.plan, near=few, stop=self.stop,
            tell=self.limit,
        )  # fmt: skip

    def _filled(self, found: skeleton.Skeleton, seconds: float) -> None:
        draft = skeleton.start(self.pairs, found)
        search.polish(draft, self._is_over)
        begun = draft.to_plan()
        self.offer(begun, "skeleton")
        plan = skeleton.complete(self.pairs, found, seconds=seconds, seed=self.seed, hint=begun, stop=self.stop)
        draft = Draft(self.pairs, plan or begun)
        greedy.fill(draft, stop=self._is_over)
        search.polish(draft, self._is_over)
        self.offer(draft.to_plan(), "skeleton")

    def _explored(self) -> None:
        """Neighbourhood after neighbourhood, each by the exact model."""
        draft = Draft(self.pairs, self.best.plan)
        search.explore(
            draft, end=self.end, seed=self.seed, stop=self.stop,
            tell=lambda better: self.offer(better.to_plan(), "neighbourhoods"),
        )  # fmt: skip
        search.insert(draft)
        self.offer(draft.to_plan(), "neighbourhoods")


def compose(instance: Instance, *, seconds: float, **options) -> Proposal | None:
    """The best plan within the time; None only when pins cannot be honoured together within it."""
    # Loading the solver happens once per process and is no part of the time that somebody gave.
    import ortools.sat.python.cp_model  # noqa: F401, PLC0415

    return Composer(instance, seconds=seconds, **options).run()


def judged(instance: Instance, plan: Plan, *, seconds: float, seed: int = 1, stage: str, stop: Callable[[], bool] = lambda: False) -> Proposal:  # fmt: skip
    """A plan that was made otherwise, with its worth and the bound that can be proven within the time. Raises IllegalPlan."""
    began, pairs, worth = monotonic(), Pairs(instance), legal(instance, plan).worth
    found = prices.price(Master(pairs), seconds=seconds, start=plan, seats=prices.seats_of(pairs, plan), stop=stop)
    bound = max(math.floor(found.bound + 1e-6), worth) if math.isfinite(found.bound) else None
    return Proposal(plan, worth, bound, monotonic() - began, seed, stage, found)
