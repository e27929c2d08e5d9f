"""A version of the checklist as a document (JSON) and back, with what is wrong in it. Pure: no Django, no database.

{"items": [{"key": "addiction", "text": "…"}],
 "rules": [{"key": "addiction", "text": "…", "outcome": "other_help", "conditions": [["addiction", "at_least_first", true]]}]}
"""

import re

from intake.criteria import BUILT_IN, DOMAINS, LEVELS, OPERATORS, OUTCOMES, WEIGHTS, YES_OR_NO, Criteria, Item, Rule

KEY = re.compile(r"[a-z][a-z_]{1,29}")
MOST_ITEMS, MOST_RULES, LONGEST = 30, 60, 300


def read(version: str, document: dict) -> Criteria:
    """A document without flaws as criteria."""
    items = tuple(Item(row["key"], row.get("text", "")) for row in document["items"])
    rules = tuple(
        Rule(row["key"], row["outcome"], tuple(tuple(one) for one in row["conditions"]), row.get("text", ""))
        for row in document["rules"]
    )
    return Criteria(version, items, rules)


def written(criteria: Criteria = BUILT_IN) -> dict:
    """The document of criteria: the start of a next version."""
    return {
        "items": [{"key": item.key, "text": item.text} for item in criteria.items],
        "rules": [
            {
                "key": rule.key,
                "text": rule.text,
                "outcome": rule.outcome,
                "conditions": [list(condition) for condition in rule.conditions],
            }
            for rule in criteria.rules
        ],
    }


def flaws(document: object) -> list[tuple[str, str]]:
    """[(what is wrong, where)]; empty when the document can be used. Kinds: see the words in intake.models.criteria."""
    if not isinstance(document, dict) or not all(isinstance(document.get(name), list) for name in ("items", "rules")):
        return [("shape", "items, rules")]
    items, rules = document["items"], document["rules"]
    if not 0 < len(items) <= MOST_ITEMS or not 0 < len(rules) <= MOST_RULES:
        return [("size", "items, rules")]
    rows = [*items, *rules]
    found = [("key", str(row)[:60]) for row in rows if not _has_key(row)]
    if found:
        return found
    for name, listed in (("items", items), ("rules", rules)):
        keys = [row["key"] for row in listed]
        found += [("twice", f"{name}: {key}") for key in sorted(set(keys)) if keys.count(key) > 1]
    keys = {row["key"] for row in items}
    found += [("taken", key) for key in sorted(keys & {*DOMAINS, *YES_OR_NO})]
    found += [flaw for row in rules for flaw in _flaws_of_rule(row, keys)]
    if not found:
        # An item that no rule looks at would be asked for nothing.
        looked_at = {condition[0] for row in rules for condition in row["conditions"]}
        found += [("idle", key) for key in sorted(keys - looked_at)]
    return found


def _has_key(row: object) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("key"), str) or not KEY.fullmatch(row["key"]):
        return False
    text = row.get("text", "")
    return isinstance(text, str) and len(text) <= LONGEST


def _flaws_of_rule(row: dict, items: set[str]) -> list[tuple[str, str]]:
    conditions = row.get("conditions")
    if row.get("outcome") not in OUTCOMES:
        return [("outcome", row["key"])]
    if not isinstance(conditions, list) or not conditions:
        return [("conditions", row["key"])]
    return [("conditions", row["key"]) for condition in conditions if not _fits(condition, items)]


def _fits(condition: object, items: set[str]) -> bool:
    """A fact with an operator and a value that this fact can have."""
    if not isinstance(condition, list) or len(condition) != 3 or not all(isinstance(one, str) for one in condition[:2]):
        return False
    fact, operator, value = condition
    if operator not in OPERATORS:
        return False
    if fact in DOMAINS:
        return operator != "at_least_first" and type(value) is int and value in WEIGHTS
    if fact in YES_OR_NO:
        return operator == "is" and isinstance(value, bool)
    if operator == "at_least_first":
        return fact in items and value is True
    return fact in items and operator == "is" and value in LEVELS
