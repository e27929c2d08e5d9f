"""Messages of a case: to one parent, to both apart, from a parent to the team; never from one parent to the other."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from centre.audiences import STREETS, Audience
from centre.models import CareRelation, Message, ParentalAuthority
from centre.own_file import pieces_of
from centre.services import delivery
from centre.services.cases import relate
from centre.services.correspondence import set_limit, write_to_parents, write_to_team
from centre.services.court_decisions import record_decision
from centre.services.notices import send_message
from tests.house.addresses import walk

LETTER = {"subject": "Vakantie", "text": "Het centrum is dicht.", "once": "0123456789abcdef", "sure": "on"}
QUESTION = {"topic": "appointment", "text": "Kan het later?", "once": "0123456789abcdef"}


def case_page(cast, tail="", street="coordinatie"):
    return f"/{street}/zaken/{cast.case.reference}/berichten/{tail}"


def test_to_both_parents_gives_two_separate_mails_and_two_boxes(cast, client_as):
    client = client_as(cast.cora)
    for _twice in range(2):
        client.post(case_page(cast, "schrijven/"), LETTER | {"to": "both"})
    delivery.deliver_batch()
    assert sorted(sent.to for sent in mail.outbox) == [["anna@example.org"], ["bram@example.org"]]
    assert Message.objects.count() == 2
    assert all("Vakantie" not in sent.subject + sent.body and "dicht" not in sent.body for sent in mail.outbox)


def test_the_mail_is_shown_before_it_leaves(cast, client_as):
    client = client_as(cast.cora)
    response = client.post(case_page(cast, "schrijven/"), {**LETTER, "to": "both", "sure": ""})
    preview = response.context["preview"]
    assert not Message.objects.exists()
    client.post(case_page(cast, "schrijven/"), LETTER | {"to": "both"})
    delivery.deliver_batch()
    assert {(sent.subject, sent.body) for sent in mail.outbox} == {(preview.subject, preview.text)}


def test_to_one_parent_is_to_that_parent_alone(cast, client_as):
    why = {"why_one": "Alleen over de eigen afspraak."}
    client_as(cast.cora).post(case_page(cast, "schrijven/"), LETTER | why | {"to": cast.anna.reference})
    assert [message.recipient for message in Message.objects.all()] == [cast.anna.user]


@pytest.mark.parametrize("why", ["", "   ", "x" * 200_000])
def test_one_parent_with_authority_alone_takes_a_reason(cast, client_as, why):
    """law.md R25."""
    letter = LETTER | {"to": cast.anna.reference, "why_one": why}
    response = client_as(cast.cora).post(case_page(cast, "schrijven/"), letter)
    assert list(response.context["form"].errors) == ["why_one"]
    assert "Het centrum is dicht." in response.content.decode()
    with pytest.raises(ValidationError):
        write_to_parents(case=cast.case, to=cast.anna.reference, subject="x", text="y", by=cast.cora, once="k")
    assert not Message.objects.exists()


def test_the_reason_is_read_by_staff_and_stands_in_no_box_and_no_copy(cast, client_as):
    letter = LETTER | {"to": cast.anna.reference, "why_one": "KANARIE"}
    client_as(cast.cora).post(case_page(cast, "schrijven/"), letter)
    row = Message.objects.get()
    assert (row.why_one, row.dossier.parent) == ("KANARIE", cast.anna)
    assert "KANARIE" in client_as(cast.cora).get(case_page(cast)).content.decode()
    parent = client_as(cast.anna)
    assert "KANARIE" not in parent.get(f"/mijn/berichten/{row.reference}/").content.decode()
    assert not any("KANARIE" in piece.text for piece in pieces_of(row.dossier))


def test_a_parent_without_authority_and_the_one_who_has_it_alone_need_no_reason(cast, client_as):
    ParentalAuthority.objects.filter(parent=cast.bram).update(until=cast.noor.birth_date)
    for parent in (cast.anna, cast.bram):
        letter = LETTER | {"to": parent.reference, "once": f"{parent.pk:016x}"}
        assert client_as(cast.cora).post(case_page(cast, "schrijven/"), letter).status_code == 302


def test_staff_that_writes_reads_what_a_court_decided_about_telling(cast, client_as):
    record_decision(
        family=cast.case.family, kind="information", number="C/15/1234", since=cast.case.opened_on, by=cast.cora,
        effect="Elke ouder krijgt elke brief.",
    )  # fmt: skip
    assert "Elke ouder krijgt elke brief." in client_as(cast.cora).get(case_page(cast, "schrijven/")).content.decode()


def test_staff_sees_when_it_was_first_read_and_the_other_parent_sees_nothing(cast, client_as):
    message = send_message(
        recipient=cast.anna.user,
        subject="Brief",
        text="Tekst",
        by=cast.cora,
        dossier=cast.anna.dossiers.get(kind="parent"),
    )
    staff = client_as(cast.cora)
    assert "nog niet gelezen" in staff.get(case_page(cast)).content.decode()
    client_as(cast.anna).get(f"/mijn/berichten/{message.reference}/")
    assert "nog niet gelezen" not in staff.get(case_page(cast)).content.decode()
    assert "Brief" not in client_as(cast.bram).get("/mijn/berichten/").content.decode()


def test_a_sent_text_cannot_change_and_survives_the_account(cast):
    message = send_message(
        recipient=cast.anna.user,
        subject="Brief",
        text="Tekst",
        by=cast.cora,
        dossier=cast.anna.dossiers.get(kind="parent"),
    )
    message.text = "anders"
    with pytest.raises(TypeError):
        message.save()
    with pytest.raises(TypeError):
        Message.objects.update(text="anders")
    with pytest.raises(ProtectedError):
        cast.anna.user.delete()
    cast.anna.user.is_active = False
    cast.anna.user.save()
    assert Message.objects.get().text == "Tekst"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_there_is_no_way_to_edit_a_message(cast, client_as, method):
    message = send_message(recipient=cast.anna.user, subject="Brief", text="Tekst", by=cast.cora)
    for person, street in ((cast.anna, "mijn"), (cast.cora, "coordinatie")):
        response = getattr(client_as(person), method)(f"/{street}/berichten/{message.reference}/")
        assert response.status_code == 405


def test_no_address_of_a_parent_takes_another_person_as_receiver(cast, client_as):
    """The street map: a parent posts words at one place, and that form has no field for a receiver."""
    of_parents = [row for row in walk() if STREETS.get(row.street) == Audience.PARENT]
    writing = [row for row in of_parents if re.search(r"bericht|vraag/$|schrijf|stuur", row.route)]
    assert sorted(row.name for row in writing) == ["centre:ask-team", "centre:message-parent", "centre:messages-parent"]
    form = client_as(cast.anna).get("/mijn/vraag/").context["form"]
    assert set(form.fields) == {"topic", "text", "once"}


def test_a_parent_writes_to_the_team_and_never_to_the_other_parent(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    client = client_as(cast.anna)
    answers = QUESTION | {"recipient": cast.bram.user.pk, "to": cast.bram.reference, "dossier": cast.bram.reference}
    for _twice in range(2):
        assert client.post("/mijn/vraag/", answers).status_code == 302
    rows = Message.objects.all()
    assert {row.recipient for row in rows} == {cast.thea}
    assert {row.dossier.parent for row in rows} == {cast.anna}
    assert "Kan het later?" in client.get("/mijn/vraag/").content.decode()
    assert "Kan het later?" in client_as(cast.thea).get(case_page(cast, street="praktijk")).content.decode()
    assert "Kan het later?" not in client_as(cast.bram).get("/mijn/vraag/").content.decode()


def test_without_anybody_on_the_case_the_coordinators_of_the_region_read_it(cast):
    rows = write_to_team(parent=cast.anna, case=cast.case, subject="x", text="y", once="k")
    assert [row.recipient for row in rows] == [cast.cora]


def test_a_coordinator_does_not_read_what_a_parent_wrote_to_a_therapist(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    write_to_team(parent=cast.anna, case=cast.case, subject="Vraag", text="CANARY", once="k")
    page = client_as(cast.cora).get(case_page(cast)).content.decode()
    assert "Vraag" in page
    assert "CANARY" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": "P-FOREIGN999"}, "to"),
        ({"subject": ""}, "subject"),
        ({"text": "x" * 200_000}, "text"),
        ({"once": "<script>"}, "once"),
    ],
)
def test_a_bad_letter_is_refused_beside_its_field_and_keeps_what_was_typed(cast, client_as, changes, field):
    response = client_as(cast.cora).post(case_page(cast, "schrijven/"), LETTER | {"to": "both"} | changes)
    assert field in response.context["form"].errors
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"), [({"topic": "x"}, "topic"), ({"text": ""}, "text"), ({"text": "x" * 200_000}, "text")]
)
def test_a_bad_question_is_refused_beside_its_field(cast, client_as, changes, field):
    response = client_as(cast.anna).post("/mijn/vraag/", QUESTION | changes)
    assert list(response.context["form"].errors) == [field]


def test_a_parent_of_another_case_is_no_receiver(cast, client_as):
    response = client_as(cast.cora).post(case_page(cast, "schrijven/"), LETTER | {"to": cast.carla.reference})
    assert "to" in response.context["form"].errors
    assert client_as(cast.cora).get(case_page(cast, f"grens/{cast.carla.reference}/")).status_code == 404


def test_a_limit_is_set_and_taken_away(cast, client_as):
    client, path = client_as(cast.cora), case_page(cast, f"grens/{cast.anna.reference}/")
    assert client.post(path, {"per_week": "2"}).status_code == 302
    assert cast.anna.message_limit.per_week == 2
    assert client.post(path, {"per_week": ""}).status_code == 302
    cast.anna.refresh_from_db()
    assert not hasattr(cast.anna, "message_limit")
    for bad in ("-1", "x", "9" * 50):
        assert "per_week" in client.post(path, {"per_week": bad}).context["form"].errors
    set_limit(parent=cast.anna, per_week=None, by=cast.cora)
