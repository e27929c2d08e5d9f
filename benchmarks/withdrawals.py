"""What a re-plan keeps after couples withdrew and leads fell out, measured beside a plan from scratch on the same facts."""

import random
from dataclasses import dataclass, replace
from statistics import median
from time import monotonic, process_time

from groups.composing.checking import legal
from groups.composing.instance import NEVER, Instance
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.planner import compose
from groups.composing.repairing import replan
from groups.composing.staying import Staying, staying, worth_at_most

#: Part of the seated couples that withdraw, leads who fall out, part of the rest that accepted, and seconds for it.
WITHDRAWN, LEADS, ACCEPTED, SECONDS = 0.03, 2, 0.6, 4.0


@dataclass(frozen=True)
class Outcome:
    """Counts of couples and worth; `couples` are those of the old plan who did not withdraw themselves."""

    couples: int
    stays: Staying
    worth: int
    #: No plan in which as many stay is worth more; None without a proof.
    worth_most: int | None
    from_scratch: int
    wall: float
    cpu: float

    def __str__(self):
        everybody, accepted = self.stays.everybody, self.stays.accepted
        moved, must = accepted.couples - accepted.kept, accepted.couples - accepted.most
        why = "proven unavoidable" if accepted.is_unavoidable else f"of which {must} proven unavoidable"
        limit = "" if self.worth_most is None else f", with as many kept at most {self.worth_most}"
        return (
            f"re-plan: {everybody.kept} of {self.couples} couples kept ({self._share(everybody.kept, self.couples)}; no plan keeps more than "
            f"{everybody.most} = {self._share(everybody.most, self.couples)}), {moved} of {accepted.couples} accepted moved"
            f"{f' ({why})' if moved else ''}, {self.worth} points = {self._share(self.worth, self.from_scratch)} of "
            f"{self.from_scratch} from scratch{limit}, {self.wall:.1f} s ({self.cpu:.1f} CPU)"
        )

    @staticmethod
    def _share(part: int, whole: int) -> str:
        return f"{100 * part / max(whole, 1):.1f} %"


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
    proven = staying(pairs, plan, found, accepted=accepted, seconds=SECONDS)
    most = worth_at_most(pairs, plan, found, accepted=accepted, seconds=SECONDS)
    scratch = compose(changed, seconds=seconds, seed=seed).worth
    return Outcome(len(stays), proven, legal(changed, found).worth, most, scratch, wall, cpu)


def together(done: list[Outcome]) -> str:
    """The middle and the worst of several misfortunes."""
    kept = [100 * one.stays.everybody.kept / max(one.couples, 1) for one in done]
    most = [100 * one.stays.everybody.most / max(one.couples, 1) for one in done]
    worth = [100 * one.worth / max(one.from_scratch, 1) for one in done]
    unproven = sum(one.stays.accepted.most - one.stays.accepted.kept for one in done)
    moved = sum(one.stays.accepted.couples - one.stays.accepted.kept for one in done)
    return (
        f"{len(done)} re-plans: kept {median(kept):.1f} % in the middle and {min(kept):.1f} % at worst (no plan keeps more than {median(most):.1f} % and "
        f"{min(most):.1f} %), {moved} accepted moved of which {unproven} unproven, worth {median(worth):.1f} % and {min(worth):.1f} % of from scratch, "
        f"{median(one.wall for one in done):.1f} s and {max(one.wall for one in done):.1f} s ({max(one.cpu for one in done):.1f} CPU)"
    )
