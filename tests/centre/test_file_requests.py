"""A question about a file: one month, two readers, nothing of another leaves, the other parent is told nothing."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from centre import clock, own_file, own_rows
from centre import file_requests as reading
from centre.models import AccessLog, CareRelation, Dossier, FileRequest, Message, Note, Notice, ParentalAuthority
from centre.models.file_request import month_after
from centre.services import file_copies
from centre.services import file_requests as services
from centre.services.cases import relate
from centre.services.notes import write_note
from centre.services.people import add_membership, correct_contact
from tests.centre.signing_in import confirm
from tests.centre.test_access import without_tokens

HOME = "/mijn/gegevens/"
SHEETS = "/coordinatie/verzoeken/"
READING = "/praktijk/verzoeken/"


def note(cast, parent, text, kind="observation", source=""):
    dossier = Dossier.objects.get(parent=parent)
    return write_note(
        dossier=dossier, case=cast.case, kind=kind, subject="Gesprek", text=text, source=source, by=cast.thea
    )


@pytest.fixture
def asked(cast) -> FileRequest:
    """Anna asks a copy; her file holds an own passage, one that names Bram, and Bram's file holds a canary."""
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    correct_contact(parent=cast.bram, contact={"street": "KANARIEstraat 1"}, by=cast.bram.user)
    note(cast, cast.anna, "Anna slaapt beter.")
    note(cast, cast.anna, "Zij zegt dat Bram GEMENGD laat belt.")
    note(cast, cast.bram, "KANARIE van de ander")
    return services.ask(parent=cast.anna, dossier=Dossier.objects.get(parent=cast.anna), kind="copy")


def in_a_year() -> date:
    return clock.today() + timedelta(days=365)


def pass_on(request, by, outcome="partly", explanation="Een deel gaat over iemand anders.", grounds=None):
    services.draft(request=request)
    facts = {"outcome": outcome, "explanation": explanation, "grounds": grounds or {}}
    services.read_first(request=request, by=by, is_still_clear=True, review_on=in_a_year(), **facts)


@pytest.mark.parametrize(
    ("day", "deadline"),
    [
        (date(2027, 1, 15), date(2027, 2, 15)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 12, 31), date(2028, 1, 31)),
    ],
)
def test_the_term_is_a_calendar_month(day, deadline):
    assert month_after(day) == deadline


def test_the_draft_withholds_what_names_the_other_parent_and_holds_nothing_of_the_others_file(cast, asked):
    services.draft(request=asked)
    services.draft(request=asked)

    grounds = {passage.text: passage.ground for passage in asked.passages.all()}
    assert next(ground for text, ground in grounds.items() if "slaapt" in text) == ""
    assert next(ground for text, ground in grounds.items() if "GEMENGD" in text) == "another"
    assert not [text for text in grounds if "KANARIE" in text]


def test_a_statement_of_somebody_else_is_withheld_until_a_reader_gives_it(cast, asked):
    note(cast, cast.anna, "Iemand vertelt iets.", kind="statement", source="school")
    services.draft(request=asked)

    assert asked.passages.get(ground="another", position=3).text.startswith("Iemand vertelt")


def test_all_content_of_all_rooms_is_found_by_its_key():
    found = {model._meta.label for model, _path, _names in own_rows.content_models()}

    assert {"centre.Note", "centre.Message", "centre.Attachment", "intake.Application", "research.Response"} <= found
    assert not {"centre.FileRequest", "centre.Passage"} & found


def test_two_readers_then_a_pdf_with_the_readers_name_and_nothing_of_another(cast, client_as, asked):
    pass_on(asked, cast.thea)
    services.decide(request=asked, by=cast.cora)
    asked.refresh_from_db()

    browser = client_as(cast.anna)
    # Whoever sits in the account of a parent has to prove to be that parent: the copy holds the own address.
    assert browser.get(f"{HOME}{asked.reference}/")["Location"].startswith("/account/reauthenticate/")
    response = confirm(browser).get(f"{HOME}{asked.reference}/")
    reader = PdfReader(io.BytesIO(response.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "slaapt beter" in text
    assert str(cast.anna) in text.replace("\n", " ")
    for word in ("KANARIE", "GEMENGD"):
        assert word not in text
        assert word not in f"{reader.metadata}{reader.xmp_metadata and reader.xmp_metadata.stream.get_data()}"
        assert word.encode() not in response.content
    assert not reader.attachments
    assert response["Content-Disposition"].startswith("attachment")
    assert AccessLog.objects.filter(label="copy", action="export", dossier=asked.dossier).count() == 2


def test_an_address_is_in_the_own_copy_and_never_before_the_eyes_of_the_readers(cast, client_as, asked):
    correct_contact(parent=cast.anna, contact={"street": "Geheimlaan 77", "phone": "06 99"}, by=cast.anna.user)
    page = client_as(cast.thea).get(f"{READING}{asked.reference}/").content.decode()
    assert "slaapt" in page
    assert "Geheimlaan" not in page
    pass_on(asked, cast.thea)

    content = file_copies.content_of(request=services.decide(request=asked, by=cast.cora))

    assert "Geheimlaan 77" in " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)


def test_contact_among_answers_stays_out_of_a_draft():
    answers = {"contact": {"street": "Geheimlaan 77", "phone": "06 99"}, "situation": {"hope": "rust"}}

    assert list(own_file._lines(answers)) == ["situation hope: rust"]


def test_the_same_question_twice_is_one_and_another_is_another(cast, asked):
    again = services.ask(parent=cast.anna, dossier=asked.dossier, kind="copy")
    wrong = [services.ask(parent=cast.anna, dossier=asked.dossier, kind="correction", words=w) for w in ("a", "a", "b")]

    assert again == asked
    assert len(set(wrong)) == 2
    assert FileRequest.objects.count() == 3


def test_the_made_file_is_ciphertext(cast, asked):
    pass_on(asked, cast.thea)
    row = services.decide(request=asked, by=cast.cora)

    assert not file_copies.private_file("inzage", row.key).read_bytes().startswith(b"%PDF")


def test_data_to_take_away_is_json_of_what_is_given(cast, asked):
    asked.kind = "portability"
    asked.save()
    pass_on(asked, cast.thea)
    given = json.loads(file_copies.content_of(request=services.decide(request=asked, by=cast.cora)))

    assert [piece["text"] for piece in given if "slaapt" in piece["text"]]
    assert "GEMENGD" not in json.dumps(given)


def test_one_person_cannot_be_both_readers_not_even_in_the_database(cast, asked):
    pass_on(asked, cast.cora)
    for verb in (services.decide, services.send_back):
        with pytest.raises(ValidationError):
            verb(request=asked, by=cast.cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileRequest.objects.filter(pk=asked.pk).update(reader_two=cast.cora)


def test_nothing_is_decided_before_a_first_reading_or_twice(cast, asked):
    with pytest.raises(ValidationError):
        services.decide(request=asked, by=cast.cora)
    pass_on(asked, cast.thea)
    services.decide(request=asked, by=cast.cora)
    for verb in (services.decide, services.send_back):
        with pytest.raises(ValidationError):
            verb(request=asked, by=cast.ulla)
    with pytest.raises(ValidationError):
        pass_on(asked, cast.thea)


@pytest.mark.parametrize(("outcome", "explanation"), [("refused", " "), ("partly", ""), ("granted", "")])
def test_a_reading_that_does_not_explain_itself_is_refused(cast, asked, outcome, explanation):
    with pytest.raises(ValidationError):
        pass_on(asked, cast.thea, outcome=outcome, explanation=explanation)


def test_sent_back_it_is_read_first_again(cast, asked):
    pass_on(asked, cast.thea)
    services.send_back(request=asked, by=cast.cora)
    asked.refresh_from_db()
    assert (asked.reader_one, asked.outcome) == (None, "")

    pass_on(asked, cast.cora)
    services.decide(request=asked, by=cast.thea)


def test_a_childs_file_needs_authority_on_the_day_of_asking_and_of_deciding(cast):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    dossier = Dossier.objects.get(child=cast.noor)
    asked = services.ask(parent=cast.anna, dossier=dossier, kind="copy")
    pass_on(asked, cast.thea, outcome="granted", explanation="")
    held = ParentalAuthority.objects.filter(child=cast.noor, parent=cast.anna)
    held.update(until=clock.today() - timedelta(days=1))

    with pytest.raises(ValidationError):
        services.decide(request=asked, by=cast.cora)
    with pytest.raises(ValidationError):
        services.ask(parent=cast.anna, dossier=dossier, kind="copy")


def test_a_child_of_sixteen_decides_alone(cast):
    with clock.at(clock.moment_from("2034-05-04T12:00")):
        assert not services.may_ask_about(parent=cast.anna, dossier=Dossier.objects.get(child=cast.noor))
    with clock.at(clock.moment_from("2034-05-03T12:00")):
        assert services.may_ask_about(parent=cast.anna, dossier=Dossier.objects.get(child=cast.noor))


def test_an_own_statement_comes_in_the_file_unchanged(cast):
    own = Dossier.objects.get(parent=cast.anna)
    asked = services.ask(parent=cast.anna, dossier=own, kind="statement", words="Zo was het.")
    pass_on(asked, cast.thea, outcome="granted", explanation="")
    services.decide(request=asked, by=cast.cora)

    added = Note.objects.get(dossier=own)
    assert (added.text, added.kind, added.audience, added.source) == (
        "Zo was het.",
        "statement",
        "subject",
        str(cast.anna),
    )


def test_the_other_parent_notices_nothing(cast, client_as, asked):
    pages = ("/mijn/", "/mijn/berichten/", HOME, "/mijn/documenten/", "/mijn/contact/")
    browser = client_as(cast.bram)
    before = [without_tokens(browser.get(page)) for page in pages]
    pass_on(asked, cast.thea)
    services.decide(request=asked, by=cast.cora)

    assert [without_tokens(browser.get(page)) for page in pages] == before
    assert not Message.objects.filter(recipient=cast.bram.user).exists()
    assert not Notice.objects.filter(recipient=cast.bram.user).exists()
    assert browser.get(f"{HOME}{asked.reference}/").status_code == 404


def test_the_whole_way_through_the_pages(cast, client_as, asked):
    asked.delete()
    own = Dossier.objects.get(parent=cast.anna)
    assert client_as(cast.anna).post(HOME, {"kind": "inspection", "about": own.reference}).status_code == 302
    row = FileRequest.objects.get()
    assert row.reference in client_as(cast.cora).get(SHEETS).content.decode()
    there = f"{READING}{row.reference}/"
    assert client_as(cast.ulla).get(there).status_code == 404
    named = {"person": cast.ulla.reference, "until": clock.today() + timedelta(days=7)}
    assert client_as(cast.cora).post(f"{SHEETS}{row.reference}/", named).status_code == 302
    page = client_as(cast.thea).get(there)
    assert "slaapt beter" in page.content.decode()

    given = dict.fromkeys((f"passage_{number}" for number in range(1, row.passages.count() + 1)), "give")
    proposal = given | {"outcome": "partly", "explanation": "Niet alles.", "passage_2": "another"}
    bare = client_as(cast.thea).post(there, proposal)
    assert set(bare.context["form"].errors) == {"is_still_clear", "review_on"}
    assert "Niet alles." in bare.content.decode()
    weighed = {"is_still_clear": "on", "review_on": clock.today() + timedelta(days=365)}
    saved = client_as(cast.thea).post(there, proposal | weighed)
    assert saved.status_code == 302
    client_as(cast.thea).post(f"{there}akkoord/")
    row.refresh_from_db()
    assert row.decided_at is None
    assert "om te lezen" in client_as(cast.ulla).get("/praktijk/").content.decode()
    client_as(cast.ulla).post(f"{there}akkoord/")
    row.refresh_from_db()
    assert row.decided_at is not None
    assert "Niet alles." in client_as(cast.anna).get(HOME).content.decode()
    assert confirm(client_as(cast.anna)).get(f"{HOME}{row.reference}/")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({}, "kind"),
        ({"kind": "gossip"}, "kind"),
        ({"kind": "copy", "about": "D-3333333333"}, "about"),
        ({"kind": "correction"}, "words"),
        ({"kind": "correction", "words": "x" * 5001}, "words"),
    ],
)
def test_a_bad_question_is_refused_beside_its_field(cast, client_as, posted, field):
    own = Dossier.objects.get(parent=cast.anna)
    response = client_as(cast.anna).post(HOME, {"about": own.reference} | posted)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert FileRequest.objects.count() == 0


def test_the_others_file_cannot_be_asked_for(cast, client_as):
    other = Dossier.objects.get(parent=cast.bram)
    response = client_as(cast.anna).post(HOME, {"kind": "copy", "about": other.reference})

    assert response.status_code == 200
    with pytest.raises(ValidationError):
        services.ask(parent=cast.anna, dossier=other, kind="copy")


@pytest.mark.parametrize("who", ["ulla", "ruth", "rens", "gerda", "fiona", "bram"])
def test_who_does_not_work_on_the_case_reads_nothing(cast, client_as, asked, who):
    browser = client_as(getattr(cast, who))

    for street in ("praktijk", "coordinatie"):
        assert browser.get(f"/{street}/verzoeken/{asked.reference}/").status_code == 404
        assert browser.post(f"/{street}/verzoeken/{asked.reference}/akkoord/").status_code == 404


def test_the_words_of_a_passage_are_words_and_no_page(cast, client_as, asked):
    """Whoever writes to the centre puts no form, link or picture on the screen of a reader."""
    note(cast, cast.anna, "<form action=//boef.example><b>Log opnieuw in</b></form>\nTweede regel")

    page = client_as(cast.thea).get(f"{READING}{asked.reference}/").content.decode()

    assert "boef.example" in page and "<form action=//boef" not in page and "<b>Log" not in page
    assert "&lt;/form&gt;<br>Tweede regel" in page


def test_a_coordinator_guards_the_term_and_reads_no_word_of_a_file(cast, client_as, asked):
    """law.md R26: not on the list, not on the sheet, and no answer of a coordinator counts."""
    FileRequest.objects.filter(pk=asked.pk).update(words="EIGENWOORDEN")
    pass_on(asked, cast.thea, explanation="UITLEG")
    browser = client_as(cast.cora)
    pages = [browser.get(SHEETS), browser.get(f"{SHEETS}{asked.reference}/")]

    for page in pages:
        assert page.status_code == 200
        assert asked.reference in page.content.decode()
        for words in ("slaapt", "GEMENGD", "EIGENWOORDEN", "UITLEG"):
            assert words not in page.content.decode()
    assert "Thea" in pages[1].content.decode()
    for verb in ("akkoord", "terug"):
        assert browser.post(f"{SHEETS}{asked.reference}/{verb}/").status_code == 404
    asked.refresh_from_db()
    assert asked.decided_at is None


def test_whose_hat_of_a_therapist_is_for_other_families_reads_nothing_either(cast, client_as, asked):
    """A coordinator of this region who treats families as well reads only of those families."""
    add_membership(user=cast.cora, audience="therapist", organisation=cast.provider)
    for kind in ("emergency", "safety"):
        relate(case=cast.case, user=cast.cora, kind=kind, reason="x")
        assert client_as(cast.cora).get(f"{READING}{asked.reference}/").status_code == 404
    relate(case=cast.case, user=cast.cora, kind="assessor", reason="intake")
    assert client_as(cast.cora).get(f"{READING}{asked.reference}/").status_code == 200
    relate(case=cast.case, user=cast.cora, kind="excluded", reason="buren")
    assert client_as(cast.cora).get(f"{READING}{asked.reference}/").status_code == 404


def test_without_two_readers_a_coordinator_is_asked_to_name_them(cast, client_as, asked):
    browser = client_as(cast.cora)
    assert reading.followed(cast.cora).get().readers == 1
    assert "staat stil" in browser.get("/coordinatie/").content.decode()

    relate(case=cast.case, user=cast.ulla, kind="substitute", reason="leest", until=clock.end_of(clock.today()))

    assert reading.followed(cast.cora).get().readers == 2
    assert reading.readers_of(asked) == [cast.thea, cast.ulla]
    assert "staat stil" not in browser.get("/coordinatie/").content.decode()
    FileRequest.objects.update(due_on=clock.today() - timedelta(days=1))
    assert reading.without_readers(cast.cora).get() == asked


def test_what_is_late_stands_out_and_stands_first(cast, client_as, asked):
    late = services.ask(parent=cast.carla, dossier=Dossier.objects.get(parent=cast.carla), kind="copy")
    FileRequest.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=1))

    page = client_as(cast.cora).get(SHEETS).content.decode()

    assert list(FileRequest.objects.overdue()) == [late]
    assert page.index(late.reference) < page.index(asked.reference)
    assert page.count('class="is-late"') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_as_for_three(cast, client_as, django_assert_max_num_queries, count):
    for _number in range(count):
        services.ask(parent=cast.anna, dossier=Dossier.objects.get(parent=cast.anna), kind="copy")
    browser = client_as(cast.cora)
    browser.get(SHEETS)
    with django_assert_max_num_queries(9):
        browser.get(SHEETS)
