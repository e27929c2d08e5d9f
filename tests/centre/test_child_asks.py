"""A child of twelve or older asks about its own file itself: same term, two readers, and no parent learns of it."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from centre import clock, own_file
from centre.models import AccessLog, CareRelation, Dossier, FileRequest, Message, Note, Notice
from centre.models.file_request import month_after
from centre.services import file_requests
from centre.services.cases import relate
from centre.services.consents import answer_consent
from centre.services.notes import write_note
from tests.cast import make_user
from tests.centre.signing_in import confirm

pytestmark = pytest.mark.two_parent
HOME = "/kind/gegevens/"
#: Sem is thirteen on this day.
TODAY = clock.moment_from("2027-03-01T12:00")


@pytest.fixture
def sem(cast):
    """Sem (13) has an account; two therapists work with the family; the file names his mother once."""
    cast.sem.user = make_user("sem", "Sem", "child")
    cast.sem.save(update_fields=["user"])
    file = Dossier.objects.get(child=cast.sem)
    facts = {"dossier": file, "case": cast.other_case, "kind": "observation", "subject": "Gesprek", "source": ""}
    with clock.at(TODAY):
        for user in (cast.thea, cast.ulla):
            relate(case=cast.other_case, user=user, kind=CareRelation.Kind.ASSESSOR, reason="intake")
        for text in ("Sem voetbalt graag.", "Sem zegt dat Carla GEMENGD laat belt."):
            write_note(text=text, by=cast.thea, **facts)
    return cast.sem


def answered(cast, row, outcome="partly"):
    file_requests.draft(request=row)
    facts = {"explanation": "Eén stukje gaat over je moeder.", "grounds": {}}
    facts |= {"is_still_clear": True, "review_on": month_after(clock.today())}
    file_requests.read_first(request=row, by=cast.thea, outcome=outcome, **facts)
    return file_requests.decide(request=row, by=cast.ulla)


def test_a_child_asks_and_gets_its_own_copy_with_its_name_on_it(cast, client_as, sem):
    with clock.at(TODAY):
        child = client_as(sem.user)
        for _click in range(2):
            child.post(HOME, {"kind": "copy", "words": ""})
        row = FileRequest.objects.get()
        assert (row.parent, row.child, row.case, row.due_on) == (None, sem, cast.other_case, month_after(clock.today()))
        reading = client_as(cast.thea).get(f"/praktijk/verzoeken/{row.reference}/").content.decode()
        assert "Het kind vraagt dit zelf" in reading and "voetbalt" in reading

        row = answered(cast, row)
        page = child.get(HOME).content.decode()
        assert "Eén stukje gaat over je moeder." in page
        copy = confirm(child).get(f"{HOME}{row.reference}/")
        words = "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(b"".join(copy))).pages)
        assert "voetbalt" in words and "GEMENGD" not in words and str(sem) in words
        letter = Message.objects.get(recipient=sem.user, sending__startswith="file-request")
        assert letter.dossier is None and "Jouw dossier" in letter.text


def test_the_parents_learn_nothing_of_it(cast, client_as, sem):
    """Lists, logs, counts, mail, the parents' own copy of the same file."""
    with clock.at(TODAY):
        client_as(sem.user).post(HOME, {"kind": "copy", "words": "Mag ik KANARIE lezen?"})
        row = answered(cast, FileRequest.objects.get())
        for parent in (cast.carla, cast.dirk):
            browser = client_as(parent)
            pages = ["/mijn/", "/mijn/gegevens/", "/mijn/privacy/", "/mijn/berichten/", "/mijn/kinderen/"]
            pages.append(f"/mijn/kinderen/{sem.reference}/wie-keek/")
            for address in pages:
                words = browser.get(address).content.decode()
                assert row.reference not in words and "KANARIE" not in words
            assert confirm(browser).get(f"/mijn/gegevens/{row.reference}/").status_code == 404
            assert not Notice.objects.filter(recipient=parent.user, key__contains=row.reference).exists()
            assert not Message.objects.filter(recipient=parent.user).exists()
            pieces = own_file.pieces_of(Dossier.objects.get(child=sem), parent)
            assert not [piece for piece in pieces if "KANARIE" in piece.text or row.reference in piece.text]


def test_under_twelve_and_for_the_outline_a_child_cannot_ask(cast, client_as, sem):
    with clock.at(clock.moment_from("2025-05-03T12:00")):
        page = client_as(sem.user).get(HOME).content.decode()
        assert "twaalfde verjaardag" in page and 'name="kind"' not in page
        client_as(sem.user).post(HOME, {"kind": "copy", "words": ""})
        assert not FileRequest.objects.exists()
        with pytest.raises(ValidationError):
            file_requests.ask_as_child(child=sem, kind="copy")
    with clock.at(TODAY), pytest.raises(ValidationError):
        file_requests.ask_as_child(child=sem, kind="outline", words="x")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "kind"), ({"kind": "gossip"}, "kind"), ({"kind": "correction", "words": " "}, "words"),
     ({"kind": "statement", "words": "x" * 200_000}, "words")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_the_typed_text_stays(cast, client_as, sem, typed, field):
    with clock.at(TODAY):
        page = client_as(sem.user).post(HOME, typed)

    assert field in page.context["form"].errors
    assert not FileRequest.objects.exists()
    assert page.status_code == 200


def test_the_own_words_of_a_child_come_into_its_file_and_into_no_copy_of_a_parent(cast, client_as, sem):
    with clock.at(TODAY):
        client_as(sem.user).post(HOME, {"kind": "statement", "words": "Ik vind KANARIE."})
        answered(cast, FileRequest.objects.get(), outcome="granted")
        assert Note.objects.get(kind="statement").source == str(sem)

        mine = file_requests.ask_as_child(child=sem, kind="copy")[0]
        theirs = file_requests.ask(parent=cast.carla, dossier=Dossier.objects.get(child=sem), kind="copy")
        for row in (mine, theirs):
            file_requests.draft(request=row)
        own = next(passage for passage in mine.passages.all() if "KANARIE" in passage.text)
        foreign = next(passage for passage in theirs.passages.all() if "KANARIE" in passage.text)
        assert (own.ground, own.is_own_statement, foreign.ground) == ("", True, "another")


def test_the_surname_of_a_parent_is_the_childs_own_in_its_file(cast, sem):
    """Otherwise every fact about a child with the surname of a parent would be withheld beforehand."""
    cast.carla.last_name = sem.last_name
    cast.carla.save(update_fields=["last_name"])
    with clock.at(TODAY):
        answer_consent(case=cast.other_case, purpose="group", giver=sem, about_child=sem, answer="given", by=sem.user)
        row = file_requests.ask_as_child(child=sem, kind="copy")[0]
        file_requests.draft(request=row)
    held = [passage for passage in row.passages.all() if passage.ground]
    assert [passage.heading for passage in held] == ["Gesprek"], "only what names the mother by her first name"
    assert "Toestemming" in {passage.heading for passage in row.passages.all()}


def test_each_family_of_a_child_reads_its_own_part(cast, client_as, sem):
    cast.case.family.children.add(sem)
    file = Dossier.objects.get(child=sem)
    write_note(
        dossier=file, case=cast.case, kind="observation", subject="x", text="Bij Anna thuis.", source="", by=cast.thea
    )
    with clock.at(TODAY):
        rows = file_requests.ask_as_child(child=sem, kind="copy")
        assert {row.case for row in rows} == {cast.case, cast.other_case}
        for row in rows:
            file_requests.draft(request=row)
            texts = " ".join(passage.text for passage in row.passages.all())
            assert ("thuis" in texts) is (row.case == cast.case)
            assert ("voetbalt" in texts) is (row.case == cast.other_case)


def test_exactly_one_person_asks(cast, sem):
    facts = {"dossier": Dossier.objects.get(child=sem), "case": cast.other_case, "kind": "copy"}
    for people in ({}, {"parent": cast.carla, "child": sem}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FileRequest.objects.create(**facts, **people)


def test_a_question_of_another_child_is_404_and_the_reading_is_logged(cast, client_as, sem):
    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save(update_fields=["user"])
    with clock.at(TODAY):
        row = file_requests.ask_as_child(child=sem, kind="copy")[0]
        assert confirm(client_as(cast.noor.user)).get(f"{HOME}{row.reference}/").status_code == 404
        assert client_as(cast.carla).get(HOME).status_code in (302, 404)
        client_as(sem.user).get(HOME)
    assert AccessLog.objects.filter(actor=sem.user, label="my data", succeeded=True).exists()


def test_the_page_costs_few_queries(cast, client_as, sem, django_assert_max_num_queries):
    with clock.at(TODAY):
        child = client_as(sem.user)
        child.get(HOME)
        for kind in ("copy", "inspection", "portability"):
            with django_assert_max_num_queries(12):
                child.get(HOME)
            file_requests.ask_as_child(child=sem, kind=kind)
