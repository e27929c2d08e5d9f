"""`python benchmarks/composition_edits.py --count 10000 --judge CHECK_PLAN`: random plans and edits; is any illegal one published?

Every edit makes a plan, half of them by the composer's own moves and half without any regard for the rules. The composer's
checker decides whether it may be published; a judge from outside, which knows nothing of the composer, decides whether it
is legal, and what it is worth. They have to agree each time.
"""

import argparse
import copy
import importlib.util
import random
import sys
from collections import Counter
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import season
from groups.composing import greedy, search
from groups.composing.checking import check
from groups.composing.draft import Draft
from groups.composing.loading import load
from groups.composing.pairs import Pairs
from groups.composing.plan import plan_from
from groups.composing.repairing import replan

#: Edits on one plan before a new season is made, and how often a whole re-plan is among them.
PER_SEASON, REPLAN = 250, 0.004


def begin(dice: random.Random) -> tuple[dict, Draft]:
    """A season with a plan of best group first; a few couples are pulled out, so that seats are free."""
    facts = season.make("s", dice.randrange(10**6))
    draft = Draft(Pairs(load(facts)))
    greedy.fill(draft)
    for family in dice.sample(sorted(draft.seat_of), len(draft.seat_of) // 10):
        key = draft.seat_of[family]
        rest = draft.groups[key].members - {family}
        if len(rest) >= draft.instance.rules.min_couples and draft.spread(sorted(rest)):
            draft.unseat(family)
    return facts, draft


def move(dice: random.Random, draft: Draft) -> str:
    """One move by the composer's own means; what it is called."""
    kind, family = dice.choice(["insert", "exchange", "move", "rebuild"]), dice.randrange(len(draft.instance.families))
    if kind == "insert":
        search.insert(draft, [family] if family not in draft.seat_of else [])
    elif kind == "move":
        search.move(draft)
    elif kind == "rebuild" and draft.groups:
        search.rebuild(
            draft, [dice.choice(sorted(draft.groups))], range(0, len(draft.instance.series), dice.randint(1, 3))
        )
    elif draft.groups and family not in draft.seat_of:
        key = dice.choice(sorted(draft.groups))
        other = dice.choice(sorted(draft.groups[key].members))
        if draft.can_seat(family, key, without=other):
            draft.unseat(other)
            draft.seat(family, key)
    return kind


def disturb(dice: random.Random, facts: dict, plan: dict) -> str:
    """Change a plan at random, mostly into an illegal one."""
    kind = dice.choice(["couple", "lead", "bands", "series", "group", "leave"])
    if not plan["groups"]:
        return kind
    group = dice.choice(plan["groups"])
    if kind == "couple":
        dice.choice(group["members"])["family"] = dice.randrange(len(facts["families"]))
    elif kind == "lead":
        group[dice.choice(["parent_therapists", "child_therapists"])][0] = dice.randrange(len(facts["therapists"]))
    elif kind == "bands":
        dice.shuffle(dice.choice(group["members"])["bands"])
    elif kind == "series":
        group["series"] = dice.randrange(len(facts["series"]))
    elif kind == "group":
        plan["groups"].append(copy.deepcopy(group))
    else:
        group["members"].pop()
    return kind


def withdrawn(dice: random.Random, facts: dict, draft: Draft) -> tuple[dict, Draft]:
    """A re-plan after three couples and a lead fall out."""
    facts = copy.deepcopy(facts)
    for family in dice.sample(facts["families"], 3):
        family["ready"] = 9_999
    dice.choice(facts["therapists"])["max_groups"] = 0
    pairs = Pairs(load(facts))
    return facts, Draft(pairs, replan(pairs, draft.to_plan(), accepted=set(draft.seat_of), seconds=1.0))


def main() -> int:
    """0 when the two never disagreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judge", type=Path, required=True, help="a module with judge(instance, plan)")
    asked = parser.parse_args()
    found = importlib.util.spec_from_file_location("outside_judge", asked.judge)
    outside = importlib.util.module_from_spec(found)
    found.loader.exec_module(outside)
    dice, seen, began = random.Random(asked.seed), Counter(), monotonic()
    for n in range(asked.count):
        if n % PER_SEASON == 0:
            facts, draft = begin(dice)
        if dice.random() < REPLAN:
            facts, draft = withdrawn(dice, facts, draft)
        own = dice.random() < 0.5
        if own:
            move(dice, draft)
        plan = draft.to_plan().to_json()
        if not own:
            disturb(dice, facts, plan)
        verdict = check(draft.instance, plan_from(plan))
        broken, worth, _figures = (
            outside.judge(facts, plan) if not any(b.rule == "unknown" for b in verdict.broken) else ([1], 0, {})
        )
        seen["legal" if verdict.is_legal else "refused"] += 1
        seen["published though illegal"] += verdict.is_legal and bool(broken)
        seen["refused though legal"] += not verdict.is_legal and not broken
        seen["own move illegal"] += own and not verdict.is_legal
        seen["worth differs"] += verdict.is_legal and worth != verdict.worth
    print(f"{asked.count} plans in {monotonic() - began:.0f} s:", dict(seen))
    return int(
        bool(
            seen["published though illegal"]
            or seen["own move illegal"]
            or seen["worth differs"]
            or seen["refused though legal"]
        )
    )


if __name__ == "__main__":
    sys.exit(main())
