"""What a re-plan keeps after couples withdrew and leads fell out, measured beside a plan from scratch on the same facts."""

import random
from dataclasses import dataclass, replace
from time import monotonic, process_time

from groups.composing.checking import legal
from groups.composing.instance import NEVER, Instance
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.planner import compose
from groups.composing.repairing import differences, replan, staying

#: Part of the seated couples that withdraw, leads who fall out, part of the rest that accepted, and seconds for it.
WITHDRAWN, LEADS, ACCEPTED, SECONDS = 0.03, 2, 0.6, 4.0


@dataclass(frozen=True)
class Outcome:
    """Counts of couples, and worth."""

    couples: int
    kept: int
    most_kept: int
    accepted: int
    accepted_kept: int
    accepted_most: int
    worth: int
    from_scratch: int
    wall: float
    cpu: float

    def __str__(self):
        moved = self.accepted - self.accepted_kept
        why = (
            "proven unavoidable"
            if self.accepted_kept == self.accepted_most
            else f"of which {self.accepted - self.accepted_most} proven unavoidable"
        )
        return (
            f"re-plan: {self.kept} of {self.couples} couples kept ({100 * self.kept / max(self.couples, 1):.1f} %, no plan keeps more than {self.most_kept}), {moved} of "
            f"{self.accepted} accepted moved{f' ({why})' if moved else ''}, {self.worth} points = "
            f"{100 * self.worth / max(self.from_scratch, 1):.1f} % of {self.from_scratch} from scratch, {self.wall:.1f} s ({self.cpu:.1f} CPU)"
        )  # fmt: skip


def disturbed(instance: Instance, plan: Plan, dice: random.Random) -> tuple[Instance, set[int]]:
    """(the facts afterwards, the couples who fell out)."""
    seated = sorted(plan.seated)
    gone = set(dice.sample(seated, max(round(WITHDRAWN * len(seated)), 1)))
    leads = sorted({h for group in plan.groups for h in group.team})
    away = set(dice.sample(leads, LEADS))
    return replace(
        instance,
        families=tuple(replace(row, ready=NEVER) if n in gone else row for n, row in enumerate(instance.families)),
        therapists=tuple(replace(row, max_groups=0) if n in away else row for n, row in enumerate(instance.therapists)),
    ), gone  # fmt: skip


def replanned(instance: Instance, plan: Plan, *, seconds: float, seed: int) -> Outcome:
    """`seconds` are for the plan from scratch."""
    dice = random.Random(seed)  # noqa: S311 a reproducible misfortune, no secret
    changed, gone = disturbed(instance, plan, dice)
    stays = sorted(set(plan.seated) - gone)
    accepted = set(dice.sample(stays, round(ACCEPTED * len(stays))))
    began, spent = monotonic(), process_time()
    pairs = Pairs(changed)
    found = replan(pairs, plan, accepted=accepted, seconds=SECONDS, seed=seed)
    wall, cpu = monotonic() - began, process_time() - spent
    kept = {row.family for row in differences(plan, found) if row.kind == "kept"}
    most = staying(pairs, plan, found, accepted=accepted, seconds=SECONDS)
    return Outcome(
        len(stays), len(kept), most.most_of_all, len(accepted), len(kept & accepted), most.most_kept, legal(changed, found).worth,
        compose(changed, seconds=seconds, seed=seed).worth, wall, cpu,
    )  # fmt: skip
