"""Reliable change: the hand calculation, the boundaries and the mirror."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.change import ChangeClass, Parameters, cut_off, reliable_change, standard_error_of_difference

D = Decimal
BOOK = Parameters(direction=1, sd=D("7.5"), reliability=D("0.80"))
BOTH = replace(BOOK, mean=D(35), functional_mean=D(55), functional_sd=D("7.5"))


def test_the_example_of_the_method():
    made = reliable_change(BOOK, D("32.5"), D("47.5"))

    assert round(standard_error_of_difference(BOOK), 6) == D("4.743416")
    assert (round(made.rc, 6), made.kind) == (D("3.162278"), ChangeClass.IMPROVED)


def test_the_synthetic_example_of_the_facts():
    made = Parameters(direction=-1, sd=D(15), reliability=D("0.89"))

    assert round(D("1.96") * standard_error_of_difference(made), 2) == D("13.79")


@pytest.mark.parametrize(
    "before, after, kind",
    [
        (40, 55, ChangeClass.RECOVERED),
        (30, 44, ChangeClass.IMPROVED),
        (50, 65, ChangeClass.IMPROVED),
        (40, 41, ChangeClass.UNCHANGED),
        (44, 30, ChangeClass.WORSE),
        (55, 40, ChangeClass.HARMED),
        (45, 60, ChangeClass.IMPROVED),
    ],
)
def test_classes_against_the_cut_off(before, after, kind):
    assert cut_off(BOTH) == 45
    assert reliable_change(BOTH, D(before), D(after)).kind == kind


def test_exactly_the_critical_value_is_no_change():
    exact = replace(BOOK, critical=D(10) / standard_error_of_difference(BOOK))

    assert reliable_change(exact, D(10), D(20)).kind == ChangeClass.UNCHANGED
    assert reliable_change(exact, D(10), D("20.01")).kind == ChangeClass.IMPROVED


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"reliability": D(1)}, "reliability_out_of_range"),
        ({"reliability": D("-0.1")}, "reliability_out_of_range"),
        ({"sd": D(0)}, "no_spread"),
        ({"sd": None}, "parameters_missing"),
        ({"reliability": None}, "parameters_missing"),
        ({"direction": 0}, "direction_unknown"),
        ({"functional_mean": D(30)}, "groups_the_wrong_way_round"),
        ({"functional_sd": D(0)}, "no_spread"),
    ],
)
def test_what_cannot_be_calculated_has_a_reason(change, reason):
    made = reliable_change(replace(BOTH, **change), D(30), D(40))

    assert (made.rc, made.kind, made.reason) == (None, ChangeClass.NONE, reason)


def test_a_missing_score_gives_no_class():
    assert reliable_change(BOTH, None, D(3)).reason == "score_missing"


scores = st.integers(0, 90).map(D)


@given(scores, scores)
def test_turning_the_scale_round_keeps_the_class(before, after):
    turned = Parameters(
        direction=-1, sd=BOTH.sd, reliability=BOTH.reliability,
        mean=90 - BOTH.mean, functional_mean=90 - BOTH.functional_mean, functional_sd=BOTH.functional_sd,
    )  # fmt: skip

    assert reliable_change(turned, 90 - before, 90 - after).kind == reliable_change(BOTH, before, after).kind
