"""The standing of a certificate: the table of states and what must hold on every date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from therapists.standing import VALID, Facts, may_lead, months_from, renewal_opens_on, standing
from therapists.states import Standing

GRANTED = Facts(
    training_started_on=date(2023, 1, 10), granted_on=date(2023, 9, 1), valid_until=date(2026, 9, 1), window_months=6
)
RENEWING = replace(GRANTED, renewal_applied_on=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("facts", "on", "state"),
    [
        (Facts(), date(2023, 1, 1), Standing.CANDIDATE),
        (GRANTED, date(2023, 1, 9), Standing.CANDIDATE),
        (GRANTED, date(2023, 1, 10), Standing.IN_TRAINING),
        (GRANTED, date(2023, 8, 31), Standing.IN_TRAINING),
        (GRANTED, date(2023, 9, 1), Standing.CERTIFIED),
        (GRANTED, date(2026, 2, 28), Standing.CERTIFIED),
        (GRANTED, date(2026, 3, 1), Standing.EXPIRING),
        (GRANTED, date(2026, 9, 1), Standing.EXPIRING),
        (GRANTED, date(2026, 9, 2), Standing.EXPIRED),
        (replace(GRANTED, valid_until=None), date(2050, 1, 1), Standing.CERTIFIED),
        (RENEWING, date(2026, 5, 31), Standing.EXPIRING),
        (RENEWING, date(2026, 6, 1), Standing.RENEWAL_RUNNING),
        (RENEWING, date(2027, 6, 1), Standing.RENEWAL_RUNNING),
        (replace(RENEWING, renewal_decided_on=date(2026, 10, 1)), date(2026, 9, 30), Standing.RENEWAL_RUNNING),
        (replace(RENEWING, renewal_decided_on=date(2026, 10, 1)), date(2026, 10, 1), Standing.EXPIRED),
        (replace(RENEWING, renewal_decided_on=date(2026, 7, 1)), date(2026, 8, 1), Standing.EXPIRING),
        (replace(GRANTED, renewal_applied_on=date(2026, 9, 2)), date(2026, 9, 2), Standing.EXPIRED),
        (replace(GRANTED, suspensions=((date(2024, 1, 1), None),)), date(2023, 12, 31), Standing.CERTIFIED),
        (replace(GRANTED, suspensions=((date(2024, 1, 1), None),)), date(2024, 1, 1), Standing.SUSPENDED),
        (replace(GRANTED, suspensions=((date(2024, 1, 1), date(2024, 2, 1)),)), date(2024, 2, 1), Standing.SUSPENDED),
        (replace(GRANTED, suspensions=((date(2024, 1, 1), date(2024, 2, 1)),)), date(2024, 2, 2), Standing.CERTIFIED),
        (replace(RENEWING, suspensions=((date(2026, 6, 2), None),)), date(2026, 6, 2), Standing.SUSPENDED),
        (replace(GRANTED, withdrawn_on=date(2025, 1, 1)), date(2024, 12, 31), Standing.CERTIFIED),
        (replace(GRANTED, withdrawn_on=date(2025, 1, 1)), date(2025, 1, 1), Standing.DEREGISTERED),
        (replace(GRANTED, deregistered_on=date(2025, 1, 1)), date(2025, 1, 1), Standing.DEREGISTERED),
    ],
)
def test_the_state_follows_from_the_facts_and_the_date(facts, on, state):
    assert standing(facts, on) == state


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 8, 31), -6, date(2024, 2, 29)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 5), 36, date(2029, 5, 5)),
    ],
)
def test_months_end_on_a_day_that_exists(day, months, result):
    assert months_from(day, months) == result


@pytest.mark.parametrize(
    ("facts", "on", "word"),
    [
        (GRANTED, date(2026, 9, 2), "1"),
        (replace(GRANTED, suspensions=((date(2024, 1, 1), None),)), date(2024, 3, 1), "2024"),
        (replace(GRANTED, withdrawn_on=date(2025, 1, 1)), date(2025, 1, 1), "2025"),
        (Facts(granted_on=date(2030, 5, 5)), date(2029, 1, 1), "2030"),
        (GRANTED, date(2023, 2, 1), ""),
        (Facts(), date(2023, 2, 1), ""),
    ],
)
def test_a_refusal_always_says_why(facts, on, word):
    allowed, reason = may_lead(facts, on)

    assert not allowed
    assert reason
    assert word in reason


days = st.dates(date(2020, 1, 1), date(2034, 12, 31))
maybe = st.none() | days


@st.composite
def any_facts(draw):
    granted = draw(maybe)
    until = granted + timedelta(days=draw(st.integers(0, 2000))) if granted and draw(st.booleans()) else None
    suspensions = tuple(
        (since, since + timedelta(days=length) if length is not None else None)
        for since, length in draw(st.lists(st.tuples(days, st.none() | st.integers(0, 400)), max_size=3))
    )
    return Facts(
        draw(maybe),
        granted,
        until,
        draw(maybe),
        draw(maybe),
        draw(maybe),
        draw(maybe),
        suspensions,
        draw(st.integers(1, 12)),
    )


@given(any_facts(), days)
def test_leading_is_allowed_in_exactly_the_valid_states(facts, on):
    allowed, reason = may_lead(facts, on)

    assert allowed == (standing(facts, on) in VALID)
    assert bool(reason) != allowed


@given(any_facts(), days)
def test_nobody_leads_before_the_grant_or_while_suspended_or_after_leaving(facts, on):
    if may_lead(facts, on)[0]:
        assert facts.granted_on <= on
        assert not any(since <= on and (until is None or on <= until) for since, until in facts.suspensions)
        assert all(end is None or end > on for end in (facts.withdrawn_on, facts.deregistered_on))


@given(any_facts(), days)
def test_an_end_without_a_renewal_asked_in_time_is_an_end(facts, on):
    facts = replace(facts, renewal_applied_on=None)
    if facts.valid_until and on > facts.valid_until:
        assert not may_lead(facts, on)[0]


@given(any_facts(), st.integers(0, 700))
def test_a_renewal_asked_in_time_keeps_the_state_until_it_is_decided(facts, days_later):
    facts = replace(facts, renewal_decided_on=None, suspensions=(), withdrawn_on=None, deregistered_on=None)
    if facts.valid_until:
        facts = replace(facts, renewal_applied_on=max(facts.granted_on, renewal_opens_on(facts)))
        assert may_lead(facts, facts.valid_until + timedelta(days=days_later))[0]


@given(any_facts(), days)
def test_leaving_the_register_is_final(facts, on):
    if standing(facts, on) == Standing.DEREGISTERED:
        assert standing(facts, on + timedelta(days=1)) == Standing.DEREGISTERED


@given(any_facts(), days)
def test_at_every_date_there_is_exactly_one_state_and_asking_again_gives_the_same(facts, on):
    assert [standing(facts, on) == state for state in Standing].count(True) == 1
    assert standing(facts, on) is standing(replace(facts), on)


@pytest.mark.parametrize("state", Standing)
def test_every_state_can_be_reached(state):
    """Hypothesis searches the facts and the date that lead there; it fails when there are none."""
    found = find(
        st.tuples(any_facts(), days), lambda case: standing(*case) == state, settings=settings(max_examples=5000)
    )

    assert standing(*found) == state


@given(any_facts(), days, days)
def test_a_further_suspension_never_lets_anybody_lead_who_could_not(facts, since, on):
    more = replace(facts, suspensions=(*facts.suspensions, (since, None)))

    assert may_lead(facts, on)[0] or not may_lead(more, on)[0]


@given(any_facts(), days, st.integers(0, 400))
def test_a_later_end_never_takes_a_day_away(facts, on, longer):
    if facts.valid_until:
        more = replace(facts, valid_until=facts.valid_until + timedelta(days=longer))
        assert may_lead(more, on)[0] or not may_lead(facts, on)[0]


@given(any_facts(), days)
def test_what_happens_later_changes_nothing_about_today(facts, on):
    """A fact that lies after the date has no say in it, so that a future decision never reaches back."""
    later = {
        name: None
        for name in ("training_started_on", "granted_on", "renewal_applied_on", "renewal_decided_on", "withdrawn_on", "deregistered_on")
        if getattr(facts, name) and getattr(facts, name) > on
    }  # fmt: skip
    if "granted_on" in later:
        later["valid_until"] = None
    then = replace(facts, **later, suspensions=tuple(row for row in facts.suspensions if row[0] <= on))

    assert standing(facts, on) == standing(then, on)
