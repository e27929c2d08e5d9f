"""What would change the advice: the smallest change of answers that gives another one, found by trying.

Pure: no Django, no database. Every change that is returned has been applied and gave the advice that it names.
"""

from collections.abc import Mapping
from itertools import combinations, product

from intake.criteria import BUILT_IN, Criteria, advise

#: More answers than this at once is no longer a small change; a page of answers is tried in well under a second.
MOST_ANSWERS = 3
#: So many lines are shown; the ones about rules that fired come first.
MOST_LINES = 6


def smallest_changes(facts: Mapping, criteria: Criteria = BUILT_IN) -> list[dict]:
    """[{"to": {fact: answer}, "advice": outcome}], all of the same smallest size; empty when none is small enough.

    Smallest: fewest answers, then fewest steps (one step: light to serious, "not there" to "first", yes to no).
    """
    outcome, names = advise(facts, criteria).outcome, criteria.facts
    for size in range(1, MOST_ANSWERS + 1):
        found = []
        for chosen in combinations(names, size):
            for values in product(*(_others(criteria, name, facts.get(name)) for name in chosen)):
                to = dict(zip(chosen, values, strict=True))
                other = advise({**facts, **to}, criteria).outcome
                if other != outcome:
                    found.append((_steps(criteria, facts, to), to, other))
        if found:
            return _nearest(found, facts, criteria)
    return []


def _nearest(found: list[tuple], facts: Mapping, criteria: Criteria) -> list[dict]:
    fewest = min(steps for steps, _to, _other in found)
    fired = advise(facts, criteria).fired
    named = {name for rule in criteria.rules if rule.key in fired for name, _operator, _value in rule.conditions}
    nearest = [(to, other) for steps, to, other in found if steps == fewest]
    nearest.sort(key=lambda pair: not named.issuperset(pair[0]))
    return [{"to": to, "advice": other} for to, other in nearest[:MOST_LINES]]


def _others(criteria: Criteria, name: str, known: object) -> list:
    return [value for value in criteria.values_of(name) if value != known]


def _steps(criteria: Criteria, facts: Mapping, to: Mapping) -> int:
    return sum(_distance(criteria.values_of(name), facts.get(name), value) for name, value in to.items())


def _distance(values: tuple, known: object, value: object) -> int:
    return 1 if known is None else abs(values.index(known) - values.index(value))
