"""A legal plan with what is known about it: its worth, and what any plan could be worth at most."""

from dataclasses import dataclass, field

from groups.composing.plan import Plan
from groups.composing.priced import Prices


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
