"""Who has authority is never assumed: the own plain word counts as declared, of anybody else nobody knows it yet."""

import pytest
from django.urls import reverse

from centre import agreement, children, clock, selectors
from centre.models import Consent, ParentalAuthority
from centre.services.authority import declare_authority, end_authority, record_authority
from groups import people
from intake import services
from intake.demo.play import apply
from intake.models import Application
from referrals.services import accept_referral
from tests.factories import referrals
from tests.factories.intake import conditions
from tests.intake.test_matching import EVA, FINN, FROM_EVA, FROM_FINN, asked, person


def lines(case):
    """{first name of the parent: evidence}"""
    rows = ParentalAuthority.objects.filter(parent__family=case.family)
    return dict(rows.values_list("parent__first_name", "evidence"))


def picture(case):
    """(status, missing names) of the only child."""
    parents, kids = selectors.people_with_dossier(case)
    line = agreement.consent_picture(case, "treatment", people=(parents, kids))[-1]
    return line["status"], line["missing_names"]


def saying(told, sender, **changed):
    return told | {"you": person(*sender, **changed)}


@pytest.mark.parametrize(
    ("changed", "evidence"),
    [
        ({}, "declared"),
        ({"authority": "no"}, "unknown"),
        ({"authority": "unsure"}, "unknown"),
        ({"relation": "other"}, "unknown"),
    ],
)
def test_only_the_own_plain_yes_is_declared_and_the_other_is_not_established(cast, changed, evidence):
    case = services.open_case_from(request=asked(saying(FROM_EVA, EVA, **changed)), by=cast.cora)

    assert lines(case) == {"Éva": evidence, "Finn": "unknown"}


def test_two_senders_each_speak_for_themselves(cast):
    one, two = asked(FROM_EVA), asked(saying(FROM_FINN, FINN, authority="no"))

    case = services.open_case_from(request=one, twin=two, by=cast.cora)

    assert lines(case) == {"Éva": "declared", "Finn": "unknown"}


def test_nothing_begins_while_it_is_not_established_and_no_right_rests_on_it(cast):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)
    finn, child = case.family.parents.get(first_name="Finn"), case.family.children.get()

    assert picture(case) == ("missing", [str(parent) for parent in case.family.parents.order_by("pk")])
    assert not ParentalAuthority.objects.holding_on(clock.today()).filter(parent=finn).exists()
    assert not [line for line in agreement.own_consents(finn, case) if line["child"]]
    [mine] = children.children_of_parent(finn)
    assert (mine.standing, mine.may_read, mine.may_ask_outline) == ("unknown", False, True)

    record_authority(child=child, parent=finn, since=child.birth_date, evidence="register", by=cast.cora)
    assert lines(case)["Finn"] == "register"


def test_papers_from_a_later_day_take_the_place_of_not_knowing(cast):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)
    finn, child = case.family.parents.get(first_name="Finn"), case.family.children.get()

    row = record_authority(child=child, parent=finn, since=clock.today(), evidence="court", by=cast.cora)

    assert list(ParentalAuthority.objects.filter(parent=finn)) == [row]


def test_what_the_referrer_states_is_called_that(cast):
    case = accept_referral(referral=referrals.submitted(cast), by=cast.cora)

    assert set(lines(case).values()) == {"stated"}


@pytest.mark.two_parent
def test_a_parents_own_yes_in_the_application_declares_it_and_a_no_stands_beside_the_line(cast, client_as):
    conditions()
    child = cast.noor
    ParentalAuthority.objects.filter(child=child, parent=cast.bram).update(evidence="unknown")
    apply(cast.bram, cast.case)
    assert ParentalAuthority.objects.get(child=child, parent=cast.bram).evidence == "declared"
    assert Application.objects.get().state == "submitted"

    apply(cast.anna, cast.case, children={f"authority_{child.reference}": "no"})
    page = client_as(cast.cora).get(reverse("intake:consents-coordinator", args=[cast.case.reference]))

    rows = {row.parent_id: row for line in page.context["children"] for row in line["rows"]}
    assert (rows[cast.anna.pk].says, rows[cast.bram.pk].says) == ("no", "")
    assert "geen gezag" in page.content.decode()
    assert "geen gezag" not in client_as(cast.bram).get(reverse("intake:my-application")).content.decode()


def test_the_own_word_never_counts_against_papers(cast):
    row = ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram)
    end_authority(authority=row, on=clock.today(), evidence="court")

    declare_authority(child=cast.noor, parent=cast.bram)

    assert ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram).evidence == "declared"
    assert ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram).until == clock.today()


def test_the_page_of_a_parent_of_whom_it_is_not_known_says_so_kindly(cast, client_as):
    ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).update(evidence="unknown")

    page = client_as(cast.bram).get(reverse("centre:my-children")).content.decode()

    assert "We weten nog niet" in page
    assert "U hebt geen gezag" not in page


def test_a_couple_of_which_it_is_not_known_cannot_be_composed(cast):
    cast.consent_to_everything(cast.case)
    Consent.objects.filter(giver_parent=cast.bram, about_child=cast.noor).delete()
    ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).update(evidence="unknown")

    today = clock.today()
    [couple] = people.couples_of([cast.case.pk], [today]).values()
    assert couple.consent[today] == "missing"
