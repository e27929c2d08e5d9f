"""The rules advise; each rule has a family that fires it and one that just does not."""

import pytest

from intake.criteria import CONTRAINDICATIONS, DOMAINS, RULES, VERSION, advise, holds

CALM = {"flagged": False, "can_meet": True, "procedures_on_hold": True} | dict.fromkeys(DOMAINS, 1) | dict.fromkeys(
    CONTRAINDICATIONS, "absent"
)  # fmt: skip

TABLE = [
    ({}, "group", ()),
    ({"flagged": True}, "safety", ("flag_is_up",)),
    ({"violence": "absolute"}, "safety", ("violence_now",)),
    ({"violence": "first"}, "supervised_contact", ("violence_first",)),
    ({"safety": 2}, "group", ()),
    ({"safety": 3}, "safety", ("safety_severe",)),
    ({"psychosis": "first"}, "other_help", ("psychosis",)),
    ({"addiction": "absolute"}, "other_help", ("addiction",)),
    ({"trauma": "first"}, "trauma_first", ("trauma_rules_out",)),
    ({"procedures_on_hold": False, "system": 1}, "group", ()),
    ({"procedures_on_hold": False, "system": 2}, "parallel", ("procedures_go_on",)),
    ({"can_meet": False}, "parallel", ("parents_cannot_meet",)),
    ({"individual": 2}, "group", ()),
    ({"individual": 3}, "family", ("heavy_individual",)),
    ({"language": "first"}, "family", ("no_shared_language",)),
    ({"flagged": True, "trauma": "first"}, "safety", ("flag_is_up", "trauma_rules_out")),
]


@pytest.mark.parametrize(("change", "outcome", "fired"), TABLE)
def test_the_first_rule_that_fires_gives_the_advice(change, outcome, fired):
    advice = advise(CALM | change)

    assert (advice.outcome, advice.fired) == (outcome, fired)


def test_every_rule_is_in_the_table():
    assert {key for _change, _outcome, fired in TABLE for key in fired} == {rule.key for rule in RULES}


@pytest.mark.parametrize("fact", ["can_meet", "procedures_on_hold"])
def test_what_is_not_known_never_fires_a_rule(fact):
    assert advise(CALM | {fact: None, "system": 3}).outcome == "group"


def test_the_advice_carries_its_version():
    assert advise(CALM).as_dict()["version"] == VERSION


def test_an_unknown_operator_is_an_error():
    with pytest.raises(ValueError, match="unknown operator"):
        holds(("safety", "about", 1), CALM)
