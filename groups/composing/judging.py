"""A plan that was made otherwise, with the bound of any plan beside it."""

import math
from collections.abc import Callable
from time import monotonic

from groups.composing import prices
from groups.composing.checking import legal
from groups.composing.instance import Instance
from groups.composing.master import Master
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.promising import promising
from groups.composing.proposal import Proposal

#: The first prices, of few series, are good enough within this share of their bound.
ROUGH = 0.004


def judged(instance: Instance, plan: Plan, *, seconds: float, seed: int = 1, stage: str, stop: Callable[[], bool] = lambda: False) -> Proposal:  # fmt: skip
    """A plan that was made otherwise, with its worth and the bound that can be proven within the time. Raises IllegalPlan."""
    began, pairs, worth = monotonic(), Pairs(instance), legal(instance, plan).worth
    few = Master(pairs, promising(pairs))
    found = prices.price(few, seconds=seconds / 3, start=plan, close=ROUGH, stop=stop)
    if found:
        _master, found = prices.settle(few, seconds=2 * seconds / 3, best=found, stop=stop)
    bound = max(math.floor(found.bound + 1e-6), worth) if found and math.isfinite(found.bound) else None
    return Proposal(plan, worth, bound, monotonic() - began, seed, stage, found)
