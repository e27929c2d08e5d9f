"""What a copy holds and what never comes along: facts of all rooms, another family's part, a child's own voice."""

from datetime import timedelta

import pytest

from centre import clock, own_file
from centre.models import CareRelation, Dossier, ErasureReceipt, Note
from centre.services import attachments, file_requests
from centre.services.cases import ChildFacts, add_child, relate
from centre.services.consents import answer_consent
from centre.services.court_decisions import record_decision
from centre.services.notes import write_note
from groups.models import Arrival, Attendance, Gathering, Guest
from intake.models import ChildVoice
from tests.centre.hostile_files import picture
from tests.factories import groups


@pytest.fixture
def noors_file(cast, settings, tmp_path):
    """Noor lives in two families; each wrote in her one file."""
    settings.PRIVATE_ROOT = tmp_path
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    cast.noor.families.add(cast.other_case.family)
    file = Dossier.objects.get(child=cast.noor)
    for case, text in ((cast.case, "EIGEN gezin."), (cast.other_case, "HUIS van een ander.")):
        write_note(dossier=file, case=case, kind="observation", subject="Gesprek", text=text, by=cast.thea)
    return file


def drafted(cast, dossier, kind="copy", words=""):
    row = file_requests.ask(parent=cast.anna, dossier=dossier, kind=kind, words=words)
    file_requests.draft(request=row)
    return row


def ground_of(row, text) -> str:
    return next(passage.ground for passage in row.passages.all() if text in passage.text)


@pytest.mark.two_parent
def test_a_childs_file_holds_nothing_of_the_other_family_that_the_child_lives_in(cast, noors_file):
    texts = "".join(passage.text for passage in drafted(cast, noors_file).passages.all())

    assert "EIGEN" in texts
    assert "HUIS" not in texts


@pytest.mark.two_parent
def test_a_decision_of_a_court_is_only_in_the_file_of_the_child_and_with_the_family_it_is_about(cast, noors_file):
    cast.noor.birth_date = clock.today() - timedelta(days=13 * 366)
    cast.noor.save()
    sibling = add_child(
        family=cast.case.family,
        facts=ChildFacts(
            first_name="Pim", last_name="van Beiden", birth_date=cast.noor.birth_date, municipality=cast.haarlem
        ),
        on=clock.today(),
        holders=[cast.anna],
    )
    scopes = [(cast.case, None, "C/15/1"), (cast.case, cast.noor, "C/15/2"), (cast.case, sibling, "C/15/3")]
    scopes += [(cast.other_case, None, "C/15/4"), (cast.other_case, cast.noor, "C/15/5")]
    for case, child, number in scopes:
        facts = {"kind": "contact", "number": number, "child": child, "since": clock.today(), "by": cast.cora}
        record_decision(family=case.family, **facts)

    asked = [drafted(cast, noors_file), *file_requests.ask_as_child(child=cast.noor, kind="copy")]
    found = {}
    for row in asked:
        file_requests.draft(request=row)
        texts = "".join(passage.text for passage in row.passages.all())
        who = "child" if row.child_id else "parent"
        found[who, row.case.pk] = [number for _case, _child, number in scopes if number in texts]

    assert found == {
        ("parent", cast.case.pk): ["C/15/1", "C/15/2"],
        ("child", cast.case.pk): ["C/15/1", "C/15/2"],
        ("child", cast.other_case.pk): ["C/15/4", "C/15/5"],
    }


def test_who_could_not_read_the_whole_file_does_not_destroy_the_whole_file(cast, noors_file):
    row = drafted(cast, noors_file, "destruction", "Weg ermee.")
    file_requests.read_first(request=row, by=cast.cora, outcome="granted", explanation="", grounds={})
    file_requests.decide(request=row, by=cast.thea)

    assert [note.text for note in Note.objects.filter(dossier=noors_file)] == ["HUIS van een ander."]
    assert ErasureReceipt.objects.get().counts == {"centre.Note": 1}


@pytest.mark.two_parent
def test_what_a_child_said_itself_stays_until_a_reader_decides_otherwise(cast, noors_file):
    facts = {"hard": "GEHEIM van Noor", "how": "2"}
    ChildVoice.objects.create(case=cast.case, dossier=noors_file, answers=facts)
    answer_consent(
        case=cast.case, purpose="group", giver=cast.noor, about_child=cast.noor, answer="refused", by=cast.cora
    )
    row = drafted(cast, noors_file)

    assert ground_of(row, "GEHEIM") == "child"
    said = [passage.ground for passage in row.passages.all() if "groep" in passage.text.lower()]
    assert said == ["child"]


@pytest.mark.two_parent
def test_what_the_other_parent_added_to_a_childs_file_stays_and_ones_own_is_given(cast, noors_file):
    for parent in (cast.anna, cast.bram):
        attachments.add_attachment(
            dossier=noors_file,
            case=cast.case,
            title=f"BRIEF {parent.side}",
            name="x.jpg",
            content=picture(),
            by=parent.user,
        )
    row = drafted(cast, noors_file)

    assert ground_of(row, f"BRIEF {cast.anna.side}") == ""
    assert ground_of(row, f"BRIEF {cast.bram.side}") == "another"


def test_facts_of_every_room_are_in_the_own_copy_and_none_of_the_others(cast):
    circle = groups.circle(cast, couples=1)
    placement, session = circle.placements[0], circle.group.sessions.first()
    gathering = Gathering.objects.create(
        group=circle.group, starts_at=session.starts_at, ends_at=session.ends_at, planned_by=cast.cora
    )
    for parent, word in ((cast.anna, "AANNA"), (cast.bram, "BBRAM")):
        who = {"parent": parent}
        marked = {"session": session, "case": cast.case, "mark": "excused", "taken_by": cast.thea}
        Attendance.objects.create(**who, **marked, reason=f"{word} griep")
        Arrival.objects.update_or_create(**who, placement=placement, defaults={"note": f"{word} achterdeur"})
        Guest.objects.create(**who, gathering=gathering, name=f"{word} oma", relation="oma", token_digest=word)

    text = "\n".join(f"{piece.heading}: {piece.text}" for piece in own_file.pieces_of(cast.anna.dossiers.get()))

    for told in ("AANNA griep", "AANNA achterdeur", "AANNA oma", "anna@example.org"):
        assert told in text
    assert "BBRAM" not in text
    assert "bram" not in text.lower()
