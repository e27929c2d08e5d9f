"""Something of the safety file is given out by two people, to one person, and nobody else hears of it (law.md R54)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from centre import correspondence, own_file
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Dossier, Message, SafetyRelease
from centre.services.cases import relate
from centre.services.safety_releases import propose, settle
from tests.cast import make_user
from tests.centre.test_budgets import SHEET, cost
from tests.centre.test_reporting_code import make_guard, walked

TEXT = "Wij hebben gesproken over hoe het veilig blijft."


@pytest.fixture
def dossier(cast):
    """Thea and Ulla are named; Ulla is officer for the reporting code of the region."""
    make_guard(cast, cast.ulla)
    walked(cast, until="consult")
    row = Dossier.objects.get(kind=Dossier.Kind.SAFETY, case=cast.case)
    for user in (cast.thea, cast.ulla):
        relate(case=cast.case, user=user, kind=CareRelation.Kind.SAFETY, reason="x")
    return row


def own(parent) -> Dossier:
    return Dossier.objects.get(parent=parent)


def proposed(cast, dossier, **changed) -> SafetyRelease:
    facts = {"to": own(cast.anna), "decision": "give", "text": TEXT, "reason": "Overlegd met Ulla."} | changed
    return propose(dossier=dossier, by=cast.thea, **facts)


def base(cast, street="praktijk") -> str:
    return f"/{street}/zaken/{cast.case.reference}/veiligheid/"


@pytest.mark.two_parent
def test_two_people_give_one_person_a_text_and_the_other_parent_hears_nothing(cast, client_as, dossier):
    pages = ("/mijn/", "/mijn/berichten/", "/mijn/privacy/")
    before = [client_as(cast.bram).get(page).content.count(b"<li") for page in pages]
    typed = {"to": own(cast.anna).reference, "decision": "give", "text": TEXT, "reason": "Overlegd met Ulla."}
    assert client_as(cast.thea).post(f"{base(cast)}vrijgave/", typed).status_code == 302
    row = SafetyRelease.objects.get()
    assert not Message.objects.filter(recipient=cast.anna.user).exists(), "one person alone gives nothing"
    assert row.reference in client_as(cast.ulla).get(base(cast)).content.decode()
    assert f"{base(cast)}vrijgave/{row.reference}/" not in client_as(cast.thea).get(base(cast)).content.decode()

    agree = f"{base(cast)}vrijgave/{row.reference}/akkoord/"
    assert [client_as(cast.ulla).post(agree).status_code for _twice in range(2)] == [302, 302]

    letter = Message.objects.get(recipient=cast.anna.user)
    assert (letter.text, letter.dossier, letter.sent_by) == (TEXT, dossier, None)
    assert not Message.objects.filter(recipient=cast.bram.user).exists()
    assert [client_as(cast.bram).get(page).content.count(b"<li") for page in pages] == before
    looks = AccessLog.objects.filter(label="safety release", dossier=dossier)
    assert looks.filter(action="export", actor=cast.ulla).count() == 1


def test_what_was_given_is_read_by_the_receiver_and_by_nobody_who_is_not_named(cast, client_as, dossier):
    settle(release=proposed(cast, dossier), by=cast.ulla, agrees=True)
    letter = Message.objects.get(recipient=cast.anna.user)

    assert TEXT in client_as(cast.anna).get(f"/mijn/berichten/{letter.reference}/").content.decode()
    assert (
        letter.subject
        not in client_as(cast.cora).get(f"/coordinatie/zaken/{cast.case.reference}/berichten/").content.decode()
    )
    assert letter not in correspondence.of_case(cast.case)
    assert TEXT not in [piece.text for piece in own_file.pieces_of(own(cast.anna))]


@pytest.mark.two_parent
def test_a_child_reads_what_it_is_given_in_its_own_box_and_no_copy_for_a_parent_holds_it(cast, client_as, dossier):
    cast.noor.user = make_user("noor", "Noor", Audience.CHILD)
    cast.noor.save(update_fields=["user"])
    file = Dossier.objects.get(child=cast.noor)
    settle(release=proposed(cast, dossier, to=file), by=cast.ulla, agrees=True)
    letter, child = Message.objects.get(recipient=cast.noor.user), client_as(cast.noor)
    address = f"/kind/berichten/{letter.reference}/"

    assert address in child.get("/kind/").content.decode()
    assert f"{letter.reference}/" in child.get("/kind/berichten/").content.decode()
    assert TEXT in child.get(address).content.decode()
    assert address not in child.get("/kind/").content.decode(), "what was read waits no longer"
    assert TEXT not in [piece.text for piece in own_file.pieces_of(file, cast.anna)]
    assert [client_as(parent).get(address).status_code for parent in (cast.anna, cast.bram)] == [404, 404]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "Volgens BRAM is het onveilig."}, "text"),
        ({"to": "carla"}, "to"),
        ({"to": "noor"}, "to"),
        ({"to": "safety"}, "to"),
    ],
)
def test_what_cannot_be_proposed_is_said_beside_the_field(cast, dossier, changed, field):
    if "to" in changed:
        child = Dossier.objects.get(child=cast.noor)
        changed = {"to": {"carla": own(cast.carla), "noor": child, "safety": dossier}[changed["to"]]}
    with pytest.raises(ValidationError) as refusal:
        proposed(cast, dossier, **changed)

    assert list(refusal.value.message_dict) == [field]
    assert not SafetyRelease.objects.exists()


def test_a_text_that_names_the_other_parent_goes_only_when_that_was_weighed(cast, dossier):
    assert proposed(cast, dossier, text="Bram weet hiervan.", others_weighed=True).text == "Bram weet hiervan."


def test_nobody_decides_alone_and_one_of_the_two_is_the_officer(cast, dossier):
    relate(case=cast.case, user=cast.cora, kind=CareRelation.Kind.SAFETY, reason="x")
    row = proposed(cast, dossier)
    for by in (cast.thea, cast.cora):
        with pytest.raises(ValidationError):
            settle(release=row, by=by, agrees=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyRelease.objects.update(settled_by=cast.thea, settled_at=row.proposed_at, is_agreed=True)

    assert settle(release=row, by=cast.cora, agrees=False).went_out is False
    assert not Message.objects.filter(recipient=cast.anna.user).exists()
    with pytest.raises(ValidationError):
        settle(release=row, by=cast.ulla, agrees=True)


def test_withholding_takes_two_as_well_and_keeps_no_text(cast, dossier):
    row = proposed(cast, dossier, decision="withhold")
    with pytest.raises(ValidationError) as refusal:
        proposed(cast, dossier)
    assert list(refusal.value.message_dict) == ["to"], "one proposal for a person at a time"

    settle(release=row, by=cast.ulla, agrees=True)

    assert (row.text, Message.objects.filter(recipient=cast.anna.user).exists()) == ("", False)


@pytest.mark.idor
def test_it_does_not_exist_for_who_is_not_named(cast, client_as, dossier):
    row = proposed(cast, dossier)
    for tail in ("vrijgave/", f"vrijgave/{row.reference}/akkoord/"):
        assert client_as(cast.cora).post(f"{base(cast, 'coordinatie')}{tail}", {}).status_code == 404
        assert client_as(cast.anna).post(f"{base(cast)}{tail}", {}).status_code == 404
    unknown = f"{base(cast)}vrijgave/B-3333333333/akkoord/"
    assert client_as(cast.ulla).post(unknown).status_code == 404
    assert client_as(cast.ulla).post(f"{base(cast)}vrijgave/{row.reference}/misschien/").status_code == 404
    row.refresh_from_db()
    assert row.settled_at is None


def test_wrong_input_keeps_what_was_typed(cast, client_as, dossier):
    page = client_as(cast.thea).post(f"{base(cast)}vrijgave/", {"text": "Wat ik typte", "decision": "x"})

    assert {"to", "decision", "reason"} <= set(page.context["form"].errors)
    assert "Wat ik typte" in page.content.decode()
    huge = client_as(cast.thea).post(f"{base(cast)}vrijgave/", {"text": "x" * 200_000})
    assert "text" in huge.context["form"].errors


@pytest.mark.parametrize("count", [1, 3])
def test_the_file_costs_the_same_with_more_decisions(cast, client_as, dossier, count):
    for number in range(count):
        row = proposed(cast, dossier, text=f"{TEXT} {number}")
        settle(release=row, by=cast.ulla, agrees=True)
    client = client_as(cast.thea)
    client.get(base(cast))

    assert cost(client, "get", base(cast)) <= SHEET
