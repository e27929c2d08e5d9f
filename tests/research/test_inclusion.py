"""Who is in a data set: a table of ages, holders of authority and answers (law.md R72, R74)."""

from datetime import UTC, date, datetime

import pytest

from research import inclusion
from research.inclusion import Word, latest_word, of_child, of_parents, together

ON = date(2026, 11, 20)
EARLY, LATE = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
YES, LATER, NO, SILENT = Word(EARLY), Word(LATE), Word(None, is_no=True), Word(None)
A, B, CHILD = ("parent", 1), ("parent", 2), ("child", 9)


def born(years: int, days: int = 0) -> date:
    return date(ON.year - years, ON.month, ON.day + days)


@pytest.mark.parametrize(
    ("said", "since"),
    [((YES, YES), EARLY), ((YES, LATER), LATE), ((YES, NO), None), ((YES, SILENT), None), ((NO, NO), None)],
)
def test_a_couple_comes_together_from_the_last_yes_on(said, since):
    words = {(A, None): said[0], (B, None): said[1]}

    assert of_parents([1, 2], words).since == since


def test_a_family_of_which_one_parent_is_known_stays_out():
    assert of_parents([1], {(A, None): YES}).reason == inclusion.PARENT


@pytest.mark.parametrize(
    ("age", "holders", "said", "since", "reason"),
    [
        (born(8), (1, 2), {A: YES, B: YES}, EARLY, ""),
        (born(8), (1, 2), {A: YES, B: LATER}, LATE, ""),
        (born(8), (1, 2), {A: YES}, None, inclusion.CHILD),
        (born(8), (1, 2), {A: YES, B: NO}, None, inclusion.CHILD),
        (born(8), (1,), {A: YES}, EARLY, ""),
        (born(8), (1,), {A: YES, B: NO}, EARLY, ""),
        (born(8), (), {A: YES, B: YES}, None, inclusion.CHILD),
        # The last day of eleven, and the twelfth birthday: from then on the child is asked too.
        (born(12, 1), (1, 2), {A: YES, B: YES}, EARLY, ""),
        (born(12), (1, 2), {A: YES, B: YES}, None, inclusion.CHILD),
        (born(12), (1, 2), {A: YES, B: YES, CHILD: LATER}, LATE, ""),
        (born(14), (1, 2), {A: YES, CHILD: YES}, None, inclusion.CHILD),
        (born(16, 1), (1, 2), {CHILD: YES}, None, inclusion.CHILD),
        # From sixteen the child alone; a parent's no does not count any more.
        (born(16), (1, 2), {CHILD: YES, A: NO}, EARLY, ""),
        (born(16), (1, 2), {A: YES, B: YES}, None, inclusion.CHILD),
        # Resistance ends it at every age, whatever the parents said.
        (born(5), (1, 2), {A: YES, B: YES, CHILD: NO}, None, inclusion.RESISTS),
        (born(13), (1, 2), {A: YES, B: YES, CHILD: NO}, None, inclusion.RESISTS),
        (born(17), (1, 2), {CHILD: NO}, None, inclusion.RESISTS),
    ],
)
def test_who_must_say_yes_about_a_child(age, holders, said, since, reason):
    words = {(giver, 9): word for giver, word in said.items()}
    found = of_child(9, age, holders=holders, guardian_since=None, on=ON, words=words)

    assert (found.since, found.reason) == (since, reason)


@pytest.mark.parametrize(
    ("age", "said", "since", "reason"),
    [
        (born(14), {A: YES, B: LATER}, LATE, ""),
        (born(17), {A: YES, B: LATER}, LATE, ""),
        (born(17), {CHILD: YES}, None, inclusion.CHILD),
        (born(17), {A: YES, B: YES, CHILD: NO}, None, inclusion.RESISTS),
        (born(18), {A: YES, B: YES}, None, inclusion.CHILD),
        (born(18), {CHILD: YES}, EARLY, ""),
    ],
)
def test_for_a_child_that_cannot_weigh_its_interests_the_holders_decide(age, said, since, reason):
    words = {(giver, 9): word for giver, word in said.items()}
    found = of_child(9, age, holders=(1, 2), guardian_since=None, on=ON, words=words, incapable=True)

    assert (found.since, found.reason) == (since, reason)


@pytest.mark.parametrize(
    ("age", "incapable", "alone"),
    [(16, False, True), (15, False, False), (16, True, False), (17, True, False), (18, True, True)],
)
def test_a_child_decides_alone_from_sixteen_unless_somebody_else_does(age, incapable, alone):
    assert inclusion.decides_alone(born(age), ON, incapable=incapable) == alone


def test_a_guardian_counts_only_where_no_parent_has_authority():
    facts = {"guardian_since": LATE, "on": ON, "words": {}}

    assert of_child(9, born(8), holders=(), **facts).since == LATE
    assert of_child(9, born(8), holders=(1,), **facts).since is None


def test_a_yes_after_a_no_counts_from_the_new_yes_and_a_second_yes_changes_nothing():
    assert latest_word([(EARLY, "given"), (LATE, "given")]) == Word(EARLY)
    assert latest_word([(EARLY, "given"), (EARLY, "withdrawn"), (LATE, "given")]) == Word(LATE)
    assert latest_word([(EARLY, "given"), (LATE, "refused")]) == Word(None, is_no=True)
    assert latest_word([]) == SILENT


def test_together_the_last_yes_counts_and_the_first_reason_is_told():
    couple, child = of_parents([1, 2], {(A, None): YES, (B, None): LATER}), inclusion.Admission(EARLY)

    assert together(child, couple).since == LATE
    assert together(inclusion.Admission(None, "x"), inclusion.Admission(None, "y")).reason == "x"
