"""The words of a referrer say who may read them, and the pages keep to it (law.md R12)."""

import pytest

from centre.models import CareRelation
from centre.services.cases import relate
from referrals import services
from referrals.models import Referral
from tests.factories import referrals as make

WORDS = "KANARIE: de kinderen zitten klem."


def referred(cast, shown_to):
    row = make.submitted(cast)
    Referral.objects.filter(pk=row.pk).update(shown_to=shown_to, case=cast.case)
    row.refresh_from_db()
    row.question = WORDS
    row.save()
    return row


@pytest.mark.parametrize(
    ("shown_to", "reads", "tag"),
    [("desk", False, ""), ("team", True, "bespreek het niet"), ("discussed", True, "met beide ouders bespreken")],
)
def test_a_therapist_of_the_case_reads_them_only_when_the_referrer_says_so(cast, client_as, shown_to, reads, tag):
    referred(cast, shown_to)
    page = f"/praktijk/zaken/{cast.case.reference}/verwijzing/"
    assert client_as(cast.thea).get(page).status_code == 404
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")

    shown = client_as(cast.thea).get(page).content.decode()

    assert ("KANARIE" in shown) is reads and tag in shown
    assert not any(parent["email"] in shown for parent in (make.ELS, make.FRANK))


@pytest.mark.parametrize("shown_to", Referral.ShownTo.values)
def test_no_value_shows_them_to_a_parent(cast, client_as, shown_to):
    referred(cast, shown_to)
    for parent in (cast.anna, cast.bram):
        browser = client_as(parent)
        assert browser.get(f"/praktijk/zaken/{cast.case.reference}/verwijzing/").status_code == 404
        for page in ("/mijn/", "/mijn/helpers/", "/mijn/privacy/", "/mijn/documenten/"):
            assert "KANARIE" not in browser.get(page).content.decode()


def test_the_smallest_circle_is_what_counts_when_nobody_said_otherwise(cast, client_as):
    row = make.draft(cast)
    page = client_as(cast.wim).get(f"/verwijzen/verwijzingen/{row.reference}/vraag/")
    assert page.context["form"]["shown_to"].value() == "desk"
    services.save_question(referral=row, question="Hoe verder?", ground="consent", ground_explained="")
    row.refresh_from_db()
    assert row.shown_to == "desk"


@pytest.mark.parametrize("shown_to", ["", "parents", "x" * 200_000])
def test_another_value_is_refused_beside_the_field_and_the_words_stay(cast, client_as, shown_to):
    row = make.draft(cast)
    typed = {"question": WORDS, "ground": "consent", "shown_to": shown_to}
    response = client_as(cast.wim).post(f"/verwijzen/verwijzingen/{row.reference}/vraag/", typed)
    assert list(response.context["form"].errors) == ["shown_to"]
    assert "KANARIE" in response.content.decode()


def test_the_choice_is_kept_and_shown_to_referrer_and_coordinator(cast, client_as):
    row = make.draft(cast)
    typed = {"question": WORDS, "ground": "consent", "shown_to": "team"}
    assert client_as(cast.wim).post(f"/verwijzen/verwijzingen/{row.reference}/vraag/", typed).status_code == 302
    row.refresh_from_db()
    assert row.shown_to == "team"
    read = client_as(cast.wim).get(f"/verwijzen/verwijzingen/{row.reference}/controle/").content.decode()
    assert "therapeuten die met het gezin werken" in read
    sent = make.submitted(cast)
    assert (
        "Alleen wie over deze verwijzing beslist"
        in client_as(cast.cora).get(f"/coordinatie/verwijzingen/{sent.reference}/").content.decode()
    )
