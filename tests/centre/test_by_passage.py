"""Destroying a part of a file, the own statement that goes with every copy, portability and objection to the end."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import CareRelation, Consent, Dossier, ErasureReceipt, Note
from centre.services import erasure, file_copies, file_requests, retention
from centre.services.cases import relate
from centre.services.consents import answer_consent
from centre.services.notes import write_note


@pytest.fixture
def readers(cast):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    return cast.cora, cast.thea


@pytest.fixture
def notes(cast, readers, settings, tmp_path):
    """Three notes in Anna's file: one harmless, one that names Bram, one more; and one in Bram's."""
    settings.PRIVATE_ROOT = tmp_path
    facts = {"case": cast.case, "kind": "observation", "subject": "Gesprek", "by": cast.thea}
    own = Dossier.objects.get(parent=cast.anna)
    rows = [write_note(dossier=own, text=text, **facts) for text in ("EERSTE", "Bram TWEEDE", "DERDE")]
    return [*rows, write_note(dossier=Dossier.objects.get(parent=cast.bram), text="VIERDE", **facts)]


def asked(cast, kind, words=""):
    return file_requests.ask(parent=cast.anna, dossier=Dossier.objects.get(parent=cast.anna), kind=kind, words=words)


def answered(row, readers, outcome="granted", grounds=None):
    file_requests.draft(request=row)
    facts = {"outcome": outcome, "explanation": "Omdat.", "grounds": grounds or {}}
    weighed = {"is_still_clear": True, "review_on": clock.today() + timedelta(days=365)}
    file_requests.read_first(request=row, by=readers[0], **facts, **weighed)
    return file_requests.decide(request=row, by=readers[1])


def texts() -> set[str]:
    return {note.text for note in Note.objects.all()}


def test_only_the_passages_that_both_readers_chose_are_destroyed(cast, readers, notes):
    row = asked(cast, "destruction", "Een deel mag weg.")
    file_requests.draft(request=row)
    keep = next(passage.position for passage in row.passages.all() if passage.text == "DERDE")

    answered(row, readers, "partly", {keep: "procedure"})

    # What names somebody else stays by itself: that person's interest.
    assert texts() == {"Bram TWEEDE", "DERDE", "VIERDE"}
    receipt = ErasureReceipt.objects.get()
    assert receipt.passages == [["centre.Note", notes[0].pk]]
    assert receipt.counts == {"centre.Note": 1}
    assert "EERSTE" not in json.dumps([receipt.counts, receipt.passages])


def test_a_restored_backup_loses_these_passages_again_and_no_other(cast, readers, notes):
    answered(asked(cast, "destruction", "Een deel mag weg."), readers, "partly")
    Note.objects.bulk_create([notes[0]])
    ErasureReceipt.objects.all().delete()
    assert "EERSTE" in texts()

    assert erasure.reapply() == 1
    assert texts() == {"Bram TWEEDE", "VIERDE"}
    assert erasure.reapply() == 0


def test_a_row_that_got_the_number_of_an_erased_one_after_a_restore_stays(cast, readers, notes):
    """Erased after the backup was made: the restored database gives the number out once more."""
    answered(asked(cast, "destruction", "Een deel mag weg."), readers, "partly")
    notes[0].text, notes[0].written_at = "NIEUW", clock.now() + timedelta(days=2)
    Note.objects.bulk_create([notes[0]])

    assert erasure.reapply() == 0

    assert "NIEUW" in texts()


def test_a_hold_stops_the_destruction_of_a_part_as_well(cast, readers, notes):
    row = asked(cast, "destruction", "Een deel mag weg.")
    own = Dossier.objects.get(parent=cast.anna)
    retention.hold(dossier=own.reference, reason="Klacht", until=own.opened_on, by=cast.cora)

    with pytest.raises(ValidationError):
        answered(row, readers, "partly")

    assert "EERSTE" in texts()


def test_an_own_statement_goes_with_every_copy_and_no_reader_can_withhold_it(cast, readers, notes):
    answered(asked(cast, "statement", "Ik zie het anders: Bram belde."), readers)
    copy = asked(cast, "copy")
    file_requests.draft(request=copy)
    own = next(passage for passage in copy.passages.all() if passage.is_own_statement)

    assert (own.text.splitlines()[0], own.ground) == ("Ik zie het anders: Bram belde.", "")
    with pytest.raises(ValidationError):
        answered(copy, readers, "partly", {own.position: "another"})

    given = json.loads(file_copies.content_of(request=answered(asked(cast, "portability"), readers, "partly")))
    assert any("Ik zie het anders" in passage["text"] for passage in given)


def test_a_statement_of_somebody_else_about_the_person_is_no_own_statement(cast, readers, notes):
    own = Dossier.objects.get(parent=cast.anna)
    facts = {"kind": "statement", "subject": "x", "text": "ANDER", "source": "Bram van Bram", "by": cast.thea}
    write_note(dossier=own, case=cast.case, audience="subject", **facts)
    row = asked(cast, "copy")
    file_requests.draft(request=row)

    passage = next(each for each in row.passages.all() if each.text.startswith("ANDER"))
    assert (passage.is_own_statement, passage.ground) == (False, "another")


def test_what_is_taken_away_is_read_by_a_machine_and_holds_no_withheld_word(cast, readers, notes):
    row = answered(asked(cast, "portability"), readers, "partly")

    given = json.loads(file_copies.content_of(request=row))

    assert {passage["text"] for passage in given} >= {"EERSTE", "DERDE"}
    assert "Bram" not in json.dumps(given)


def test_an_objection_is_decided_by_two_and_changes_no_file(cast, readers, notes):
    answer_consent(case=cast.case, purpose="research", giver=cast.anna, answer="given", by=cast.anna.user)
    row = asked(cast, "objection", "Ik wil niet dat onderzoekers mijn antwoorden gebruiken.")
    before = texts()

    with pytest.raises(ValidationError):
        file_requests.decide(request=row, by=readers[1])
    answered(row, readers)

    row.refresh_from_db()
    assert (row.reader_one, row.reader_two) == readers
    assert row.key == ""
    assert texts() == before
    assert Consent.objects.filter(giver_parent=cast.anna, purpose="research").count() == 1
