"""The staged planner: a legal plan at once, a better one every moment, and beside it how good any plan could be at most."""

import math
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from groups.composing import cutting, greedy, prices, search, skeleton
from groups.composing.checking import check
from groups.composing.draft import Draft
from groups.composing.instance import Instance
from groups.composing.master import Master
from groups.composing.model import WHOLE, SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.pinning import holds
from groups.composing.plan import Plan
from groups.composing.priced import Prices
from groups.composing.promising import promising
from groups.composing.proposal import Proposal
from groups.composing.solving import solve
from groups.composing.wishes import Wishes

#: The one model first looks at plans within this share of the bound.
NEAR = 0.004
#: Shares of the time that is left: for the staffing cuts, prices of one model; first prices, teams, fill, and the bound.
CUTS, EXACT_PRICES = 0.3, 0.3
PRICES, TEAMS, FILL, BOUND = 0.35, 0.35, 0.35, 0.4
#: First prices are good enough when a round brings less than this share more, the next ones within this share of the bound.
STILL, ROUGH = 0.005, 0.004
#: The solver's own measure of effort (about seconds) for the first choice of teams; later ones take a multiple.
EFFORT = 1.0
#: Prices of one model are made until nothing is left to gain.
EXACT = 1e-4


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
        self.prices: Prices | None = None
        self.refused = 0

    def run(self) -> Proposal:
        """Every stage in turn until the time is over, somebody stops it or the plan is proven."""
        self._first()
        if not len(self.pairs):
            self.limit(0)
        elif not self._is_over():
            if len(self.pairs) <= WHOLE or self.wishes.must:
                self._whole()
            else:
                self._priced()
                self._explored()
            self._last_seats()
            self.best = replace(self.best, prices=self.prices) if self.best else None
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
        """One model of the season with staffing cuts: first of what its prices promise, then of all that could be better."""
        cuts = cutting.cuts(self.pairs, CUTS * self._left())
        master = Master(self.pairs, cuts=cuts)
        self.prices = prices.price(
            master, seconds=EXACT_PRICES * self._left(), start=self.best and self.best.plan, close=EXACT, everywhere=True,
            stop=self.stop, tell=self.limit,
        )  # fmt: skip
        if self.prices is None or self.wishes.must:
            self._modelled(None, cuts)
            return
        self._read(master, 4 * EFFORT)
        for most in (NEAR * self.prices.bound, math.inf):
            if self._is_over() or self.best.is_proven:
                return
            margin = min(most, self.prices.bound - self.best.worth)
            self._modelled(prices.narrowed(master, self.prices, margin), cuts, above=self.prices.bound - margin)

    def _modelled(self, allowed: dict[int, set[int]] | None, cuts: list, above: float = -math.inf) -> None:
        """Solve the season exactly for these series and couples; any plan with others is worth `above` at most."""
        numbers = range(len(self.instance.series)) if allowed is None else allowed
        families = range(len(self.instance.families)) if allowed is None else set().union(*allowed.values())
        model = SeasonModel(self.pairs, numbers, families, cuts=cuts, wishes=self.wishes, allowed=allowed)
        if self.best:
            model.hint(self.best.plan)
        answer = solve(
            model,
            seconds=self._left(),
            seed=self.seed,
            stop=self.stop,
            tell=lambda _worth, bound: self.limit(max(bound, above)),
        )
        if answer.groups is not None:
            self.offer(Plan(answer.groups), "whole season")
        self.limit(max(answer.bound, above))

    def _priced(self) -> None:
        """Plans read out of a relaxed season of few series, rough and then sharp; then a bound with all of them."""
        master, start = Master(self.pairs, promising(self.pairs)), self.best.plan
        for still, effort in ((STILL, EFFORT), (0.0, 2 * EFFORT)):
            self.prices = prices.price(
                master,
                seconds=PRICES * self._left(),
                start=start,
                best=self.prices,
                close=ROUGH,
                still=still,
                stop=self.stop,
            )
            if self.prices is None or self._is_over():
                return
            self._read(master, effort, by_model=not still)
        if self._is_over():
            return
        master, self.prices = prices.settle(
            master, seconds=BOUND * self._left(), best=self.prices, stop=self.stop, tell=self.limit
        )
        self._read(master, 4 * EFFORT)

    def _read(self, master: Master, effort: float, *, by_model: bool = True) -> None:
        """A plan out of a relaxed season: whole teams first, then couples for these groups by hand, and by a model of them all."""
        if self._is_over():
            return
        begin = [(row.series, row.parent_therapists, row.child_therapists) for row in self.best.plan.groups]
        found = skeleton.staffed(
            master, self.prices, seconds=TEAMS * self._left(), effort=effort, seed=self.seed, begin=begin
        )
        if found is None or self._is_over():
            return
        draft = skeleton.start(self.pairs, found)
        search.polish(draft, self._is_over)
        begun = draft.to_plan()
        self.offer(begun, "skeleton")
        plan = None
        if by_model:
            plan = skeleton.complete(
                self.pairs, found, seconds=FILL * self._left(), seed=self.seed, hint=begun, stop=self.stop
            )
        draft = Draft(self.pairs, plan or begun)
        greedy.fill(draft, stop=self._is_over)
        search.polish(draft, self._is_over)
        self.offer(draft.to_plan(), "skeleton")

    def _explored(self) -> None:
        """Neighbourhood after neighbourhood, each by the exact model."""
        draft = Draft(self.pairs, self.best.plan)
        search.explore(
            draft, end=self.end, seed=self.seed, seats=self.prices.of_family if self.prices else (), stop=self.stop,
            tell=lambda better: self.offer(better.to_plan(), "neighbourhoods"),
        )  # fmt: skip
        search.insert(draft)
        self.offer(draft.to_plan(), "neighbourhoods")


def compose(instance: Instance, *, seconds: float, **options) -> Proposal | None:
    """The best plan within the time; None only when pins cannot be honoured together within it."""
    # Loading the solver happens once per process and is no part of the time that somebody gave.
    import ortools.sat.python.cp_model  # noqa: F401, PLC0415

    return Composer(instance, seconds=seconds, **options).run()
