"""What would change the advice is found by trying, and really changes it; versions are data and are checked."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import criteria_texts
from intake.criteria import BUILT_IN, CONTRAINDICATIONS, DOMAINS, LEVELS, advise
from intake.smallest_changes import smallest_changes
from tests.intake.test_criteria import CALM

FACTS = st.fixed_dictionaries(
    {"flagged": st.booleans(), "can_meet": st.sampled_from([True, False, None])}
    | {"procedures_on_hold": st.sampled_from([True, False, None])}
    | dict.fromkeys(DOMAINS, st.integers(0, 3))
    | dict.fromkeys(CONTRAINDICATIONS, st.sampled_from(LEVELS))
)


@settings(max_examples=25, deadline=None)
@given(FACTS)
def test_every_change_that_is_named_has_been_applied_and_none_is_smaller(facts):
    before, changes = advise(facts).outcome, smallest_changes(facts)

    for change in changes:
        assert advise({**facts, **change["to"]}).outcome == change["advice"] != before
        assert all(facts.get(name) != value for name, value in change["to"].items())
    if changes and len(changes[0]["to"]) > 1:
        singles = [{name: value} for name in BUILT_IN.facts for value in BUILT_IN.values_of(name)]
        assert not any(advise({**facts, **single}).outcome != before for single in singles)


def test_the_answer_that_fired_comes_first():
    assert smallest_changes(CALM | {"trauma": "first"})[0] == {"to": {"trauma": "absent"}, "advice": "group"}


def test_two_answers_are_named_together_when_one_is_not_enough():
    changes = smallest_changes(CALM | {"flagged": True, "violence": "absolute"})

    assert {"to": {"flagged": False, "violence": "first"}, "advice": "supervised_contact"} in changes


def test_a_document_reads_back_as_it_was_written():
    assert criteria_texts.read("2026-1", criteria_texts.written(BUILT_IN)) == BUILT_IN
    assert criteria_texts.flaws(criteria_texts.written()) == []


def broken(**changed):
    document = copy.deepcopy(criteria_texts.written())
    for place, value in changed.items():
        kind, number, name = place.split("__")
        document[kind][int(number)][name] = value
    return document


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (None, "shape"),
        ([], "shape"),
        ({"items": 1, "rules": []}, "shape"),
        ({"items": [], "rules": []}, "size"),
        ({"items": [{}] * 31, "rules": [{}]}, "size"),
        ({"items": ["x"], "rules": [{}]}, "key"),
        (broken(items__0__key="Met spaties"), "key"),
        (broken(items__0__text="x" * 301), "key"),
        (broken(items__0__key="addiction"), "twice"),
        (broken(items__0__key="safety"), "taken"),
        (broken(rules__0__outcome="wonder"), "outcome"),
        (broken(rules__0__conditions=[]), "conditions"),
        (broken(rules__0__conditions=[["flagged", "is"]]), "conditions"),
        (broken(rules__0__conditions=[["flagged", "about", True]]), "conditions"),
        (broken(rules__0__conditions=[["safety", "at_least", "3"]]), "conditions"),
        (broken(rules__0__conditions=[["safety", "at_least", True]]), "conditions"),
        (broken(rules__0__conditions=[["unheard", "is", "first"]]), "conditions"),
        (broken(rules__10__conditions=[["safety", "at_least", 3]]), "idle"),
    ],
)
def test_a_document_that_cannot_be_used_says_what_is_wrong(document, kind):
    assert kind in {found for found, _where in criteria_texts.flaws(document)}
