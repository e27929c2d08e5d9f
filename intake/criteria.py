"""Rules as data: facts in, advice out, with the rules that fired and what would change it. A person decides.

Pure: no Django, no database. The official list of contraindications is not known [?]; this is the centre's own
provisional version, and every decision keeps the version it was taken with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

VERSION = "2026-1"
#: Weight of a domain: 0 no concern, 1 light, 2 serious, 3 severe.
DOMAINS = ("system", "relation", "individual", "safety")
#: Answer per contraindication: not there, needs other help first, rules the group out for now.
ABSENT, FIRST, ABSOLUTE = "absent", "first", "absolute"
CONTRAINDICATIONS = ("violence", "addiction", "psychosis", "trauma", "language")
DEFAULT = "group"


@dataclass(frozen=True)
class Rule:
    """When every condition holds, `outcome` is advised. A condition: (fact, "is" or "at_least", value)."""

    key: str
    outcome: str
    conditions: tuple[tuple[str, str, object], ...]


#: In order of precedence: the first rule that fires gives the advice, the others are shown beside it.
RULES = (
    Rule("flag_is_up", "safety", (("flagged", "is", True),)),
    Rule("violence_now", "safety", (("violence", "is", ABSOLUTE),)),
    Rule("safety_severe", "safety", (("safety", "at_least", 3),)),
    Rule("violence_first", "supervised_contact", (("violence", "is", FIRST),)),
    Rule("psychosis", "other_help", (("psychosis", "at_least_first", True),)),
    Rule("addiction", "other_help", (("addiction", "at_least_first", True),)),
    Rule("trauma_rules_out", "trauma_first", (("trauma", "at_least_first", True),)),
    Rule("procedures_go_on", "parallel", (("procedures_on_hold", "is", False), ("system", "at_least", 2))),
    Rule("parents_cannot_meet", "parallel", (("can_meet", "is", False),)),
    Rule("heavy_individual", "family", (("individual", "at_least", 3),)),
    Rule("no_shared_language", "family", (("language", "at_least_first", True),)),
)


@dataclass(frozen=True)
class Advice:
    """What the rules say. `fired`: keys of rules; `would_change`: (rule, fact) pairs whose change lifts the advice."""

    outcome: str
    fired: tuple[str, ...] = ()
    would_change: tuple[tuple[str, str], ...] = ()
    facts: Mapping = field(default_factory=dict)
    version: str = VERSION

    def as_dict(self) -> dict:
        return {
            "advice": self.outcome,
            "fired": list(self.fired),
            "would_change": [list(pair) for pair in self.would_change],
            "facts": dict(self.facts),
            "version": self.version,
        }


def holds(condition: tuple[str, str, object], facts: Mapping) -> bool:
    """One condition; a fact that is not known (None or missing) never fires a rule."""
    name, operator, value = condition
    known = facts.get(name)
    if known is None:
        return False
    if operator == "is":
        return known == value
    if operator == "at_least":
        return known >= value
    if operator == "at_least_first":
        return known in (FIRST, ABSOLUTE)
    raise ValueError(f"unknown operator: {operator}")


def advise(facts: Mapping, rules: Iterable[Rule] = RULES) -> Advice:
    """The first firing rule's outcome, or the group; and which facts would have to change for another advice."""
    fired = [rule for rule in rules if all(holds(condition, facts) for condition in rule.conditions)]
    outcome = fired[0].outcome if fired else DEFAULT
    would_change = tuple(
        (rule.key, condition[0]) for rule in fired if rule.outcome == outcome for condition in rule.conditions
    )
    return Advice(outcome, tuple(rule.key for rule in fired), would_change, dict(facts))
