"""Scoring: decimal, half up, and never a zero for a missing score."""

from decimal import Decimal

import pytest

from research import scoring

FIVE = ["a", "b", "c", "d", "e"]


def rule(**scale):
    base = {"key": "s", "operation": "sum", "items": FIVE, "min_valid": 3, "minimum": 0, "maximum": 2}
    return {"scales": [base | scale]}


def value(made):
    return made[0].value


def test_four_points_on_three_of_five_answers_make_seven():
    made = scoring.score(
        rule(operation="mean_times", factor=5, round="half_up"), {"a": 2, "b": 1, "c": 1, "d": -96, "e": None}
    )

    assert value(made) == 7
    assert (made[0].valid_count, made[0].item_count, made[0].used) == (3, 5, ("a", "b", "c"))


@pytest.mark.parametrize("total, expected", [(1, 3), (3, 8), (2, 5)])
def test_exact_halves_go_up(total, expected):
    answers = {"a": min(total, 2), "b": max(total - 2, 0)}
    made = scoring.score(
        rule(operation="mean_times", items=["a", "b"], min_valid=2, factor=5, round="half_up"), answers
    )

    assert value(made) == expected


def test_below_the_minimum_there_is_a_reason_and_no_score():
    made = scoring.score(rule(), {"a": 2, "b": 2, "c": -95})

    assert (value(made), made[0].reason, made[0].valid_count) == (None, scoring.TOO_FEW, 2)


def test_reversed_items_count_from_the_other_end():
    made = scoring.score(rule(reverse=["a"]), {"a": 0, "b": 0, "c": 1})

    assert value(made) == 3


def test_a_mean_stays_decimal():
    made = scoring.score(rule(operation="mean", round="half_up", digits=2), {"a": 1, "b": 1, "c": 2})

    assert value(made) == Decimal("1.33")


def test_a_total_over_scales_is_missing_when_a_part_is():
    two = {
        "scales": [
            *rule(items=["a"], min_valid=1)["scales"],
            rule(items=["b"], min_valid=1)["scales"][0] | {"key": "t"},
            {"key": "total", "operation": "sum_scales", "scales": ["s", "t"]},
        ]
    }

    assert scoring.score(two, {"a": 1, "b": 2})[-1].value == 3
    assert scoring.score(two, {"a": 1})[-1].reason == scoring.PART_MISSING


@pytest.mark.parametrize("answer", [3, -1, "1.5.2", "many", "NaN"])
def test_an_answer_outside_the_scale_is_refused(answer):
    with pytest.raises(ValueError):
        scoring.score(rule(values=[0, 1, 2]), {"a": answer, "b": 1, "c": 1})


def test_only_the_named_values_of_a_scale_count():
    with pytest.raises(ValueError):
        scoring.score(rule(maximum=5, values=[0, 1, 3, 5]), {"a": 2, "b": 1, "c": 1})


@pytest.mark.parametrize(
    "scale",
    [
        {"operation": "eval"},
        {"min_valid": 0},
        {"min_valid": 6},
        {"reverse": ["z"]},
        {"maximum": 0},
        {"operation": "mean_times"},
        {"items": []},
        {"items": ["a", "a", "b"]},
        {"round": "to_even"},
        {"operation": "sum_scales", "scales": ["later"]},
    ],
)
def test_a_rule_with_a_flaw_is_named(scale):
    assert scoring.flaws(rule(**scale))


def test_a_rule_must_pass_its_own_vectors():
    good = rule() | {"vectors": [{"answers": {"a": 1, "b": 1, "c": 1}, "expected": {"s": "3"}}]}
    wrong = rule() | {"vectors": [{"answers": {"a": 1, "b": 1, "c": 1}, "expected": {"s": "4"}}]}

    assert scoring.flaws(good) == []
    assert scoring.flaws(wrong) == ["vector 1: s gives 3 instead of 4"]
