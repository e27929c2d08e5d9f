"""Whose name stands in the parents' questions: of a referral on another ground than both parents' consent, nobody's."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from centre import sharing
from centre.models import Consent, SharingPartner
from centre.services.consents import answer_consent
from referrals import services
from referrals.models import Referral
from tests.factories import referrals as make

pytestmark = pytest.mark.two_parent
MIGRATION = import_module("referrals.migrations.0009_one_answer_per_partner")
OTHER = [("legal_duty", "Melding"), ("override", "Een ouder weet dit niet")]


def refer(cast, ground, explained="", *, by=None, organisation=None) -> Referral:
    """A second referral of the family that is here already."""
    row = make.submitted(cast, ground=ground, explained=explained, by=by, organisation=organisation)
    services.join_case(referral=row, case=cast.case, by=cast.cora)
    return row


def asked(cast) -> list[list[SharingPartner]]:
    return [sharing.asked_about(parent, cast.case) for parent in (cast.anna, cast.bram)]


@pytest.mark.parametrize(("ground", "explained"), OTHER)
def test_without_the_consent_of_both_no_parent_reads_who_referred(cast, client_as, ground, explained):
    refer(cast, ground, explained)
    partner = SharingPartner.objects.get()
    address = f"/mijn/toestemming/sharing/met/{partner.reference}/"

    for parent in (cast.anna, cast.bram):
        client = client_as(parent)
        assert cast.team.name not in client.get(reverse("centre:my-consents")).content.decode()
        assert client.get(address).status_code == 404
    answer_consent(
        case=cast.case, purpose="sharing", partner=partner, giver=cast.anna, answer="given", by=cast.cora,
        channel="spoken", audience="coordinator",
    )  # fmt: skip
    assert asked(cast) == [[partner], []]


def test_with_the_consent_of_both_each_is_asked_and_a_later_ground_takes_nothing_back(cast):
    refer(cast, "legal_duty", "Melding")
    assert asked(cast) == [[], []]
    for ground, explained in (("consent", ""), ("legal_duty", "Melding")):
        refer(cast, ground, explained)
        partner = SharingPartner.objects.get()
        assert asked(cast) == [[partner], [partner]]


def test_what_was_kept_before_gets_no_name_that_parents_were_never_told(cast):
    row = refer(cast, "legal_duty", "Melding")
    refer(cast, "consent", by=cast.ruth, organisation=cast.board)
    partner = SharingPartner.objects.get(organisation=row.organisation)
    facts = {"case": cast.case, "purpose": "sharing", "answer": "given", "by": cast.cora}
    answer_consent(giver=cast.anna, partner=partner, **facts)
    Consent.objects.update(partner=None)
    SharingPartner.objects.all().delete()

    MIGRATION.name_partners(apps, None)

    board = SharingPartner.objects.get(organisation=cast.board)
    assert asked(cast) == [[board], [board]]
    assert Consent.objects.get().partner is None


def test_answers_about_who_referred_with_the_consent_of_both_go_along(cast):
    refer(cast, "consent")
    answer_consent(
        case=cast.case, purpose="sharing", partner=SharingPartner.objects.get(), giver=cast.anna, answer="given",
        by=cast.cora,
    )  # fmt: skip
    Consent.objects.update(partner=None)
    SharingPartner.objects.all().delete()

    MIGRATION.name_partners(apps, None)

    assert Consent.objects.get().partner == SharingPartner.objects.get()
    assert SharingPartner.objects.get().is_asked
