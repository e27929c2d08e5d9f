"""The doors: one definition for lists and objects, 404 for missing and forbidden alike, a row for every look."""

import re

import pytest
from django.urls import reverse

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Case, Dossier
from centre.services.cases import end_relation, join_family, relate
from centre.services.notes import write_note
from tests.cast import make_user

Kind = CareRelation.Kind


def without_tokens(response) -> str:
    """The page without the masked CSRF tokens, which differ on every rendering."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


def test_a_coordinator_sees_the_cases_of_the_own_region(cast):
    stranger = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)

    assert set(Case.objects.visible_to(cast.cora)) == {cast.case, cast.other_case}
    assert set(Case.objects.visible_to(stranger)) == set()


def test_a_therapist_sees_only_cases_with_a_relation_of_today(cast):
    relation = relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    assert set(Case.objects.visible_to(cast.thea)) == {cast.case}

    end_relation(relation=relation)
    assert set(Case.objects.visible_to(cast.thea)) == set()


def test_a_conflict_of_interest_outranks_everything_also_for_coordinators(cast):
    relate(case=cast.case, user=cast.cora, kind=Kind.EXCLUDED, reason="neighbour")

    assert set(Case.objects.visible_to(cast.cora)) == {cast.other_case}


def test_a_referrer_relation_opens_no_case_page(cast):
    relate(case=cast.case, user=cast.ruth, kind=Kind.REFERRER, reason="referral")

    assert set(Case.objects.visible_to(cast.ruth)) == set()


def test_opening_a_case_writes_who_looked_and_on_what_ground(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")

    response = client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/")

    look = AccessLog.objects.get(case=cast.case, action="view")
    assert response.status_code == 200
    assert (look.actor, look.audience, look.ground, look.succeeded) == (cast.thea, "therapist", "assessor", True)
    assert look.organisation == cast.provider.name


def test_missing_and_forbidden_are_the_same_answer_and_both_are_logged(cast, client_as):
    client = client_as(cast.thea)

    forbidden = client.get(f"/praktijk/zaken/{cast.case.reference}/")
    missing = client.get("/praktijk/zaken/ZK-33333333/")

    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert without_tokens(forbidden) == without_tokens(missing)
    assert AccessLog.objects.filter(action="denied", actor=cast.thea).count() == 2


def test_a_dossier_of_another_case_is_not_reachable_through_an_own_case(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    foreign = Dossier.objects.get(parent=cast.carla)

    response = client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{foreign.reference}/")

    assert response.status_code == 404


def test_a_dossier_of_a_second_own_case_does_not_open_inside_the_first(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    relate(case=cast.other_case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    other = Dossier.objects.get(parent=cast.carla)

    response = client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{other.reference}/")

    assert response.status_code == 404


def test_a_note_is_written_in_one_dossier_and_read_there(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    client = client_as(cast.thea)
    url = f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/"

    saved = client.post(
        url, {"kind": "observation", "subject": "Gesprek", "text": "Rustig gesprek.", "audience": "staff"}
    )

    assert saved.status_code == 302
    assert "Rustig gesprek." in client.get(url).content.decode()
    other = Dossier.objects.get(parent=cast.bram)
    page = client.get(f"/praktijk/zaken/{cast.case.reference}/dossier/{other.reference}/")
    assert "Rustig gesprek." not in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"subject": "x" * 121}, "subject"),
        ({"text": "x" * 200_000}, "text"),
        ({"kind": "gossip"}, "kind"),
        ({"kind": "judgement", "source": " "}, "source"),
    ],
)
def test_a_bad_note_is_refused_beside_its_field_and_what_was_typed_is_kept(cast, client_as, changes, field):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    posted = {"kind": "observation", "subject": "Bewaar mij", "text": "Tekst", "audience": "staff"} | changes

    response = client_as(cast.thea).post(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/", posted)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["subject"].value() == posted["subject"]
    assert own.notes.count() == 0


def test_a_note_moves_the_start_of_the_retention_term_and_reading_does_not(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    before = own.last_content_change_at

    client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/")
    own.refresh_from_db()
    assert own.last_content_change_at == before

    with clock.at(clock.moment_from("2031-01-01T12:00")):
        write_note(dossier=own, case=cast.case, kind="observation", subject="x", text="y", by=cast.thea)
    own.refresh_from_db()
    assert own.last_content_change_at == clock.moment_from("2031-01-01T12:00")


@pytest.mark.parametrize("name", ["coordinator-case", "therapist-case"])
def test_a_parent_never_enters_a_street_of_staff(cast, client_as, name):
    response = client_as(cast.anna).get(reverse(f"centre:{name}", args=[cast.case.reference]))

    assert response.status_code == 404


def test_a_child_of_two_families_lists_both_cases_for_staff_and_none_for_the_other_family(cast, client_as):
    join_family(child=cast.noor, family=cast.other_case.family)
    for case in (cast.case, cast.other_case):
        relate(case=case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(child=cast.noor)

    page = client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/").content.decode()

    assert cast.case.reference in page
    assert cast.other_case.reference in page
    carla = client_as(cast.carla)
    for path in ("/mijn/", "/mijn/toestemming/", "/mijn/privacy/"):
        text = carla.get(path).content.decode()
        assert cast.case.reference not in text
        assert "Anna" not in text
        assert "Bram" not in text


def test_a_colleague_of_one_case_does_not_learn_of_the_other(cast, client_as):
    join_family(child=cast.noor, family=cast.other_case.family)
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(child=cast.noor)

    page = client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/").content.decode()

    assert cast.other_case.reference not in page
