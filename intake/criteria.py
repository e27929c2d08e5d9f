"""Rules as data: facts in, advice out, with the rules that fired. A person decides; see also intake.smallest_changes.

Pure: no Django, no database. The official list of contraindications is not known [?]; BUILT_IN is the centre's own
provisional version, later ones are entered as rows, and every decision keeps the version it was taken with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

VERSION = "2026-1"
#: Weight of a domain: 0 no concern, 1 light, 2 serious, 3 severe.
DOMAINS = ("system", "relation", "individual", "safety")
WEIGHTS = (0, 1, 2, 3)
#: Answer per contraindication: not there, needs other help first, rules the group out for now.
ABSENT, FIRST, ABSOLUTE = "absent", "first", "absolute"
LEVELS = (ABSENT, FIRST, ABSOLUTE)
CONTRAINDICATIONS = ("violence", "addiction", "psychosis", "trauma", "language")
#: Facts that are true, false or not known.
YES_OR_NO = ("flagged", "can_meet", "procedures_on_hold")
OUTCOMES = ("group", "family", "parallel", "supervised_contact", "trauma_first", "safety", "other_help")
DEFAULT = "group"
OPERATORS = ("is", "at_least", "at_least_first")


@dataclass(frozen=True)
class Rule:
    """When every condition holds, `outcome` is advised. A condition: (fact, operator, value); `text`: own words."""

    key: str
    outcome: str
    conditions: tuple[tuple[str, str, object], ...]
    text: str = ""


@dataclass(frozen=True)
class Item:
    """One line of the checklist; `text`: own words of a version, empty for the built-in ones."""

    key: str
    text: str = ""


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
class Criteria:
    """One version of the checklist and its rules."""

    version: str
    items: tuple[Item, ...]
    rules: tuple[Rule, ...]

    def values_of(self, fact: str) -> tuple:
        """Every answer that a fact can have, in order of weight."""
        if fact in DOMAINS:
            return WEIGHTS
        return (False, True) if fact in YES_OR_NO else LEVELS

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts that some rule looks at, in the order of the rules."""
        return tuple(dict.fromkeys(name for rule in self.rules for name, _operator, _value in rule.conditions))

    @property
    def words(self) -> dict[str, str]:
        """Own words of items and rules, kept with a decision so that it stays readable."""
        return {row.key: row.text for row in (*self.items, *self.rules) if row.text}


BUILT_IN = Criteria(VERSION, tuple(Item(key) for key in CONTRAINDICATIONS), RULES)


@dataclass(frozen=True)
class Advice:
    """What the rules say. `fired`: keys of rules; `facts`: what they looked at; `words`: own words of this version."""

    outcome: str
    fired: tuple[str, ...] = ()
    facts: Mapping = field(default_factory=dict)
    version: str = VERSION
    words: Mapping = field(default_factory=dict)

    def as_dict(self, changes: Iterable[Mapping] = ()) -> dict:
        """For keeping. `changes`: the smallest changes that give another advice."""
        return {
            "advice": self.outcome,
            "fired": list(self.fired),
            "changes": [dict(change) for change in changes],
            "facts": dict(self.facts),
            "version": self.version,
            "words": dict(self.words),
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


def advise(facts: Mapping, criteria: Criteria = BUILT_IN) -> Advice:
    """The first firing rule's outcome, or the group."""
    fired = [rule for rule in criteria.rules if all(holds(condition, facts) for condition in rule.conditions)]
    outcome = fired[0].outcome if fired else DEFAULT
    return Advice(outcome, tuple(rule.key for rule in fired), dict(facts), criteria.version, criteria.words)
