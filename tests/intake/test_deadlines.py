"""Terms count working days; holidays do not count (features.md B1, B2)."""

from datetime import date

import pytest

from intake.deadlines import due_on, times_over


@pytest.mark.parametrize(
    ("since", "due"),
    [(date(2026, 4, 30), date(2026, 5, 8)), (date(2026, 5, 11), date(2026, 5, 19))],
)
def test_a_definitive_request_has_five_working_days(since, due):
    assert due_on("complete", since) == due


@pytest.mark.parametrize("state", ["waiting", "indicated", "not_indicated", "lapsed"])
def test_no_term_runs_in_other_states(state):
    assert due_on(state, date(2026, 1, 5)) is None
    assert times_over(state, date(2020, 1, 5), date(2026, 1, 5)) == 0


@pytest.mark.parametrize(
    ("today", "over"),
    [
        (date(2026, 6, 5), 0),  # 4 working days
        (date(2026, 6, 8), 0),  # the last day of the term
        (date(2026, 6, 9), 1),  # 6 working days
        (date(2026, 6, 29), 3),  # 20 working days
    ],
)
def test_the_queue_says_how_many_terms_have_passed(today, over):
    assert times_over("complete", date(2026, 6, 1), today) == over
