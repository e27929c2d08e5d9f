"""One permission per organisation or partner, by name: given, refused and taken back apart (law.md R6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock, sharing
from centre.agreement import own_consents
from centre.models import AccessLog, Consent, SharingPartner
from centre.services.consents import answer_consent
from centre.services.sharing import end_sharing, name_organisation, name_professional

pytestmark = pytest.mark.two_parent


@pytest.fixture
def board(cast):
    return name_organisation(case=cast.case, organisation=cast.board, by=cast.cora)


@pytest.fixture
def school(cast):
    return name_professional(case=cast.case, name="Basisschool De Zee", parent=None, is_asked=True, by=cast.cora)


def page(partner, purpose="sharing", name="answer"):
    return reverse(f"centre:{name}-consent-partner", args=[purpose, partner.reference])


def test_each_partner_is_asked_by_name_and_answered_and_taken_back_in_two_clicks(cast, client_as, board, school):
    client, list_page = client_as(cast.anna), reverse("centre:my-consents")
    words = client.get(list_page).content.decode()
    assert "Mogen wij RvdK Noordrand vertellen hoe ver u bent?" in words
    assert "Mogen wij Basisschool De Zee vertellen hoe ver u bent?" in words
    assert "Mag Basisschool De Zee ons vertellen hoe het gaat?" in words
    assert "Mag RvdK Noordrand ons" not in words
    form = client.get(page(board)).content.decode()
    assert "<h1>Mogen wij RvdK Noordrand vertellen hoe ver u bent?</h1>" in form
    assert "checked" not in form

    client.post(page(board), {"answer": "given"})
    client.post(page(school), {"answer": "given"})
    client.post(page(school, "hearing"), {"answer": "refused"})
    client.post(page(board, name="withdraw"))

    said = sharing.said_about([board.pk, school.pk])
    assert said == {
        (board.pk, "sharing", cast.anna.pk): "withdrawn", (school.pk, "sharing", cast.anna.pk): "given",
        (school.pk, "hearing", cast.anna.pk): "refused",
    }  # fmt: skip
    client.post(page(board, name="withdraw"))
    assert Consent.objects.filter(partner=board).count() == 2


def test_a_yes_counts_for_its_own_partner_and_direction_and_needs_both_parents(cast, board, school):
    for parent in (cast.anna, cast.bram):
        assert not sharing.agreed_partners().exists()
        facts = {"case": cast.case, "partner": school, "giver": parent, "answer": "given", "by": cast.cora}
        answer_consent(purpose="sharing", **facts)

    assert list(sharing.agreed_partners()) == [school]
    assert not sharing.agreed_partners("hearing").exists()
    assert not sharing.agreed_to_share(cast.case, [cast.board])
    with clock.at(clock.now() + timedelta(days=3)):
        end_sharing(partner=school, on=clock.today() - timedelta(days=1))
        assert not sharing.agreed_partners().exists()


def test_who_concerns_one_parent_is_asked_of_that_parent_alone(cast, client_as):
    own = name_professional(case=cast.case, name="Praktijk van Bram", parent=cast.bram, is_asked=True, by=cast.cora)
    anna, bram = client_as(cast.anna), client_as(cast.bram)

    assert "Praktijk van Bram" in bram.get(reverse("centre:my-consents")).content.decode()
    assert "Praktijk van Bram" not in anna.get(reverse("centre:my-consents")).content.decode()
    for name in ("answer", "withdraw"):
        assert anna.post(page(own, name=name), {"answer": "given"}).status_code == 404
    assert bram.post(page(own), {"answer": "given"}).status_code == 302
    assert list(sharing.agreed_partners()) == [own]


def test_what_staff_asks_itself_stands_in_the_portal_only_for_who_said_something(cast):
    mandate = name_professional(case=cast.case, name="Riet", parent=None, is_asked=False, by=cast.cora)
    assert sharing.asked_about(cast.anna, cast.case) == []

    answer_consent(
        case=cast.case, purpose="sharing", partner=mandate, giver=cast.anna, answer="given", by=cast.cora,
        channel="spoken", audience="coordinator",
    )  # fmt: skip

    assert sharing.asked_about(cast.anna, cast.case) == [mandate]
    assert sharing.asked_about(cast.bram, cast.case) == []


def test_the_effect_in_the_log_is_of_the_partner_whose_yes_went(cast, board, school):
    facts = {"case": cast.case, "purpose": "sharing", "by": cast.cora}
    for partner in (board, school):
        for parent in (cast.anna, cast.bram):
            answer_consent(partner=partner, giver=parent, answer="given", **facts)

    answer_consent(partner=school, giver=cast.bram, answer="refused", **facts)
    answer_consent(partner=board, giver=cast.bram, answer="withdrawn", **facts)

    labels = AccessLog.objects.filter(action="rights", case=cast.case).order_by("pk").values_list("label", flat=True)
    assert list(labels) == ["sharing with a partner revoked", "sharing with the referrer revoked"]


def test_a_partner_of_another_family_and_a_question_that_is_not_asked_are_404(cast, client_as, board):
    far = name_organisation(case=cast.other_case, organisation=cast.board, by=cast.cora)
    client = client_as(cast.anna)

    for address in (page(far), page(board, "hearing"), page(board, "group"), "/mijn/toestemming/sharing/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "given"}).status_code == 404
    assert Consent.objects.count() == 0


def test_naming_an_organisation_twice_is_once_and_a_permission_names_its_partner(cast, board):
    assert name_organisation(case=cast.case, organisation=cast.board, by=cast.cora) == board
    assert SharingPartner.objects.count() == 1
    facts = {"case": cast.case, "giver": cast.anna, "answer": "given", "by": cast.cora}
    with pytest.raises(ValueError, match="partner"):
        answer_consent(purpose="sharing", **facts)
    with pytest.raises(ValueError, match="partner"):
        answer_consent(purpose="group", partner=board, **facts)


def test_staff_reads_a_table_per_partner_and_direction(cast, client_as, board, school):
    answer_consent(
        case=cast.case, purpose="sharing", partner=board, giver=cast.bram, answer="refused", by=cast.bram.user
    )

    found = sharing.tables(cast.case, [cast.anna, cast.bram])

    assert [(table["partner"], table["purpose"]) for table in found] == [
        (board, "sharing"), (school, "sharing"), (school, "hearing"),
    ]  # fmt: skip
    assert [line["status"] for line in found[0]["lines"]] == ["missing", "refused"]


def test_the_list_costs_the_same_for_one_partner_and_for_three(cast, client_as, board, django_assert_max_num_queries):
    client, address = client_as(cast.anna), reverse("centre:my-consents")
    client.get(address)
    for number in range(3):
        with django_assert_max_num_queries(12):
            client.get(address)
        name_professional(case=cast.case, name=f"School {number}", parent=None, is_asked=True, by=cast.cora)
    assert len([row for row in own_consents(cast.anna, cast.case) if row["partner"]]) == 7
