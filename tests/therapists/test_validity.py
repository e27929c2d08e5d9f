"""What the rooms above ask: may this person lead on that date?"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from tests.factories.therapists import practice, therapist
from tests.therapists.test_standing import any_facts, days
from therapists.models import Certificate, Suspension
from therapists.selectors import leads_on, validities, validity
from therapists.services import deregister, suspend, withdraw_certificate
from therapists.standing import may_lead
from therapists.states import Role

PARENT, CHILD = Role.PARENT_LEAD, Role.CHILD_LEAD


def test_validity_is_judged_on_the_asked_date_and_not_on_today(cast):
    thea = therapist(cast, cast.thea, valid_until=date(2030, 3, 3))

    assert validity(therapist=thea, role=PARENT, on=date(2030, 3, 3)).allowed
    assert not validity(therapist=thea, role=PARENT, on=date(2030, 3, 4)).allowed


def test_a_certificate_counts_for_its_own_role_only(cast):
    thea = therapist(cast, cast.thea)

    answer = validity(therapist=thea, role=CHILD, on=date(2026, 1, 1))

    assert not answer.allowed
    assert answer.reason


def test_a_new_certificate_after_a_withdrawn_one_counts(cast):
    from therapists.services import certify

    thea = therapist(cast, cast.thea)
    withdraw_certificate(certificate=thea.certificates.get(), by=cast.cora, reasons="Stops.", on=date(2024, 1, 1))
    certify(therapist=thea, role=PARENT, by=cast.cora, reasons="Back again.", on=date(2025, 1, 1))

    assert validity(therapist=thea, role=PARENT, on=date(2025, 6, 1)).allowed
    assert not validity(therapist=thea, role=PARENT, on=date(2024, 6, 1)).allowed


def test_leads_are_valid_on_all_dates(cast):
    sessions = [date(2027, 1, 5) + timedelta(days=14 * n) for n in range(8)]
    thea = therapist(cast, cast.thea, valid_until=sessions[-1])
    therapist(cast, cast.ulla, role=CHILD)
    therapist(cast, valid_until=sessions[-2])
    suspended = therapist(cast)
    suspend(
        certificate=suspended.certificates.get(), by=cast.cora, since=sessions[3], until=sessions[3], reason="Away."
    )
    gone = therapist(cast)
    deregister(therapist=gone, by=cast.cora, reasons="Stops.", on=sessions[5])

    assert leads_on(role=PARENT, dates=sessions) == [thea]


def test_leads_can_be_narrowed_to_a_location(cast):
    here, there = practice(cast, "Hier"), practice(cast, "Daar", municipality=cast.nijmegen)
    thea = therapist(cast, cast.thea, practices=[here])
    therapist(cast, practices=[there])

    assert leads_on(role=PARENT, dates=[date(2026, 6, 1)], practice=here) == [thea]


@pytest.mark.parametrize("n", (1, 3))
def test_asking_for_many_costs_two_queries(cast, django_assert_num_queries, n):
    people = [therapist(cast, valid_until=date(2030, 1, 1)) for _ in range(n)]
    sessions = [date(2027, 1, 5), date(2031, 1, 5)]

    with django_assert_num_queries(2):
        answers = validities(therapists=people, role=PARENT, dates=sessions)
    with django_assert_num_queries(2):
        leads_on(role=PARENT, dates=sessions)

    assert [answers[person.pk, sessions[0]].allowed for person in people] == [True] * n
    assert [answers[person.pk, sessions[1]].allowed for person in people] == [False] * n


@pytest.fixture
def held(cast):
    return therapist(cast, cast.thea).certificates.get()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(facts=any_facts(), on=days)
def test_the_database_and_the_pure_rule_give_the_same_verdict(held, cast, facts, on):
    names = (
        "training_started_on",
        "granted_on",
        "valid_until",
        "renewal_applied_on",
        "renewal_decided_on",
        "withdrawn_on",
    )
    Certificate.objects.filter(pk=held.pk).update(**{name: getattr(facts, name) for name in names})
    type(held.therapist).objects.update(deregistered_on=facts.deregistered_on)
    Suspension.objects.all().delete()
    Suspension.objects.bulk_create(
        Suspension(certificate=held, since=since, until=until, reason="Test.", decided_by=cast.cora)
        for since, until in facts.suspensions
    )

    assert Certificate.objects.valid_on(on).exists() == may_lead(facts, on)[0]
