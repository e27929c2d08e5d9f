"""The consent evaluator: a pure function of facts and a date (law.md R3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.authority import Status, age_on, givers_for_child, judge, worst

BORN = date(2014, 3, 10)
A, B, K = ("parent", 1), ("parent", 2), ("child", 9)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 9), (A, B)),  # 11 years and 364 days
        (date(2026, 3, 10), (K, A, B)),  # 12 today
        (date(2030, 3, 9), (K, A, B)),  # 15 years and 364 days
        (date(2030, 3, 10), (K,)),  # 16 today
    ],
)
def test_who_must_say_yes_changes_on_the_birthday_itself(on, expected):
    assert givers_for_child(child_id=9, birth_date=BORN, holders=[2, 1], on=on) == expected


@pytest.mark.parametrize(
    ("on", "resists", "expected"),
    [
        (date(2026, 3, 9), False, (A, B)),  # 11 years and 364 days: the ground changes nothing
        (date(2026, 3, 10), False, (A, B)),
        (date(2026, 3, 10), True, (K, A, B)),  # its own no counts all the same
        (date(2030, 3, 10), False, (A, B)),  # 16: still those who represent it
        (date(2032, 3, 10), False, (K,)),  # 18
    ],
)
def test_for_a_child_that_cannot_weigh_who_has_authority_decides_and_its_own_no_counts(on, resists, expected):
    """Jw 7.3.15, 7:465 BW."""
    facts = {"child_id": 9, "birth_date": BORN, "holders": [2, 1], "on": on, "resists": resists}
    for grounds in (["incapable"], ["incapable", "wish"]):
        assert givers_for_child(**facts, grounds=grounds) == expected


def test_one_holder_of_authority_decides_alone():
    assert givers_for_child(child_id=9, birth_date=BORN, holders=[2], on=date(2026, 1, 1)) == (B,)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({A: "given", B: "given"}, Status.COMPLETE),
        ({A: "given"}, Status.MISSING),
        ({}, Status.MISSING),
        ({A: "given", B: "refused"}, Status.CONFLICT),
        ({A: "given", B: "withdrawn"}, Status.CONFLICT),
        ({A: "refused", B: "refused"}, Status.REFUSED),
        ({B: "refused"}, Status.REFUSED),
    ],
)
def test_silence_is_not_yes_and_conflict_is_a_status_of_its_own(answers, status):
    assert judge(needed=[A, B], answers=answers).status == status


def test_a_court_replaces_exactly_the_named_parent():
    answers = {A: "given", B: "refused"}

    assert judge(needed=[A, B], answers=answers, replaced=[B]).status == Status.REPLACED
    assert judge(needed=[A, B], answers={B: "refused"}, replaced=[B]).status == Status.MISSING


def test_a_recorded_ground_makes_consent_unnecessary():
    assert judge(needed=[A, B], answers={}, required=False).status == Status.NOT_REQUIRED


def test_nobody_with_authority_is_not_consent():
    assert judge(needed=[], answers={}).status == Status.MISSING


def test_born_on_leap_day_turns_a_year_older_on_the_first_of_march():
    assert age_on(date(2016, 2, 29), date(2027, 2, 28)) == 10
    assert age_on(date(2016, 2, 29), date(2027, 3, 1)) == 11


@given(answers=st.dictionaries(st.sampled_from([A, B, K]), st.sampled_from(["given", "refused", "withdrawn"])))
def test_it_is_complete_only_when_everybody_said_yes(answers):
    verdict = judge(needed=[A, B, K], answers=answers)

    assert (verdict.status == Status.COMPLETE) == (answers == {A: "given", B: "given", K: "given"})
    assert set(verdict.missing).isdisjoint(verdict.refused)


@given(st.lists(st.sampled_from([{A: "given"}, {A: "refused"}, {}]), min_size=1))
def test_the_worst_subject_decides(answers):
    verdicts = [judge(needed=[A], answers=answer) for answer in answers]

    assert (worst(verdicts) == Status.COMPLETE) == all(verdict.status == Status.COMPLETE for verdict in verdicts)


@pytest.mark.parametrize(
    ("answers", "extra", "status"),
    [
        ({A: "given"}, {"asked": [A, B]}, Status.SILENT),
        ({}, {"asked": [A]}, Status.MISSING),
        ({A: "given", B: "refused"}, {"asked": [A, B]}, Status.CONFLICT),
        ({A: "given", B: "refused"}, {"replaced": [B]}, Status.REPLACED),
        ({A: "given"}, {"replaced": [B], "asked": [B]}, Status.REPLACED),
        ({A: "refused"}, {"required": False}, Status.NOT_REQUIRED),
    ],
)
def test_silence_a_court_and_a_compulsory_measure_are_outcomes_of_their_own(answers, extra, status):
    verdict = judge(needed=[A, B], answers=answers, **extra)

    assert verdict.status == status
    assert verdict.allows == (status in (Status.REPLACED, Status.NOT_REQUIRED))


def test_several_subjects_are_as_far_as_the_one_that_is_least_far():
    def verdict(**facts):
        return judge(needed=[A], answers={}, **facts)

    replaced, silent, missing = verdict(replaced=[A]), verdict(asked=[A]), verdict()
    assert worst([replaced, judge(needed=[A], answers={A: "given"})]) == Status.REPLACED
    assert worst([replaced, silent]) == Status.SILENT
    assert worst([silent, missing]) == Status.MISSING
