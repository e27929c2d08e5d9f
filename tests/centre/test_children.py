"""What a parent may know of a child, by the day itself; what a child is asked (features.md C3 to C5, C7; law.md 1.3)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from centre import clock
from centre.agreement import consent_picture, consent_status, own_consents
from centre.audiences import Audience
from centre.authority import Status
from centre.children import Standing, authority_since, standing
from centre.models import AccessLog, Consent, Dossier, FileRequest, Notice, ParentalAuthority
from centre.services import file_requests
from centre.services.authority import end_authority, record_authority
from centre.services.notes import write_note
from centre.services.notices import send_message
from tests.cast import make_user
from tests.centre.signing_in import confirm

CHILDREN = "/mijn/kinderen/"


def at(year, month, day, hour=12):
    return clock.at(timezone.make_aware(datetime(year, month, day, hour)))


@pytest.fixture
def noors_file(cast):
    return Dossier.objects.get(child=cast.noor)


def note(cast, file, subject, audience="both"):
    return write_note(
        dossier=file,
        case=cast.case,
        kind="observation",
        subject=subject,
        text=f"{subject}.",
        by=cast.thea,
        audience=audience,
    )


def end_authority_of(cast, parent, on):
    end_authority(authority=ParentalAuthority.objects.get(child=cast.noor, parent=parent), on=on)


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (date(2030, 5, 3), Standing.FULL),
        (date(2030, 5, 4), Standing.TOGETHER),
        (date(2034, 5, 3), Standing.TOGETHER),
        (date(2034, 5, 4), Standing.ALONE),
        (date(2036, 5, 3), Standing.ALONE),
        (date(2036, 5, 4), Standing.ADULT),
    ],
)
def test_the_standing_of_a_parent_changes_on_the_birthday_itself(cast, day, stands):
    with at(day.year, day.month, day.day, 0):
        assert standing(cast.anna, cast.noor) == stands


def test_authority_that_ended_yesterday_leaves_the_outline_on_request_only(cast, client_as):
    end_authority_of(cast, cast.bram, clock.today() - timedelta(days=1))

    page = client_as(cast.bram).get(CHILDREN).content.decode()

    assert f"{CHILDREN}{cast.noor.reference}/" in page
    assert "/mijn/toestemming/" not in page.split("<main")[1]
    assert {question["child"] for question in own_consents(cast.bram, cast.case)} == {None}
    [line] = [line for line in consent_picture(cast.case, "treatment") if line["person"] == cast.noor]
    assert line["verdict"].needed == (("parent", cast.anna.pk),)


def test_a_parent_without_authority_asks_for_the_outline_and_nothing_more(cast, client_as, noors_file):
    end_authority_of(cast, cast.bram, clock.today() - timedelta(days=1))
    client = client_as(cast.bram)
    address = f"{CHILDREN}{cast.noor.reference}/"

    assert client.post(address, {"words": ""}).context["form"].errors
    long = client.post(address, {"words": "x" * 200_000})
    assert list(long.context["form"].errors) == ["words"]
    assert client.post(address, {"words": "Hoe gaat het in de groep?"}).status_code == 302

    asked = FileRequest.objects.get()
    assert (asked.kind, asked.dossier, asked.passages.count()) == ("outline", noors_file, 0)
    for kind in ("inspection", "copy", "correction"):
        with pytest.raises(ValidationError):
            file_requests.ask(parent=cast.bram, dossier=noors_file, kind=kind, words="Alles.")
    file_requests.read_first(request=asked, by=cast.thea, outcome="granted", explanation="Het gaat goed.", grounds={})
    file_requests.decide(request=asked, by=cast.cora)
    assert "Het gaat goed." in client.get("/mijn/gegevens/").content.decode()
    assert "Het gaat goed." not in client_as(cast.anna).get("/mijn/gegevens/").content.decode()


@pytest.mark.idor
def test_the_outline_is_for_who_has_no_authority_and_for_an_own_child(cast, client_as):
    assert client_as(cast.anna).get(f"{CHILDREN}{cast.noor.reference}/").status_code == 404
    assert client_as(cast.anna).get(f"{CHILDREN}{cast.sem.reference}/").status_code == 404
    assert AccessLog.objects.filter(action="denied", label="child").count() == 2
    with pytest.raises(ValidationError):
        file_requests.ask(parent=cast.anna, dossier=Dossier.objects.get(child=cast.sem), kind="outline", words="?")


def test_a_note_without_a_choice_is_the_teams_and_one_for_both_is_the_same_for_both(cast, client_as, noors_file):
    note(cast, noors_file, "Alleen wij", audience="staff")
    note(cast, noors_file, "Voor beide ouders")

    pages = [client_as(parent).get(CHILDREN).content.decode() for parent in (cast.anna, cast.bram)]

    for page in pages:
        assert "Voor beide ouders" in page
        assert "Alleen wij" not in page
    assert "Voor beide ouders" not in client_as(cast.carla).get(CHILDREN).content.decode()


@pytest.mark.two_parent
def test_a_text_for_one_parent_is_read_by_that_parent_alone(cast, client_as):
    own = cast.anna.dossiers.get()
    note(cast, own, "Alleen voor u", audience="subject")

    pages = {parent: client_as(parent).get("/mijn/teksten/").content.decode() for parent in (cast.anna, cast.bram)}

    assert "Alleen voor u" in pages[cast.anna]
    assert "Alleen voor u" not in pages[cast.bram]
    [notice] = Notice.objects.filter(key__startswith="note:")
    assert notice.recipient == cast.anna.user


@pytest.mark.two_parent
def test_a_text_for_a_child_is_read_by_the_child_and_by_no_parent(cast, client_as):
    cast.sem.user = make_user("sem", "Sem", Audience.CHILD)
    cast.sem.save()
    own, text = Dossier.objects.get(child=cast.sem), {"kind": "observation", "by": cast.thea, "audience": "subject"}
    write_note(dossier=own, case=cast.other_case, subject="Voor jou", text="Goed gedaan.", **text)

    assert "Goed gedaan." in client_as(cast.sem).get("/kind/teksten/").content.decode()
    assert "/kind/teksten/" in client_as(cast.sem).get("/kind/").content.decode()
    for page in ("/mijn/kinderen/", "/mijn/teksten/", "/mijn/"):
        assert "Goed gedaan." not in client_as(cast.carla).get(page).content.decode()
    assert client_as(cast.carla).get("/kind/teksten/").status_code == 404
    assert [notice.recipient for notice in Notice.objects.filter(key__startswith="note:")] == [cast.sem.user]


def test_a_child_under_twelve_is_not_written_to(cast, noors_file):
    with pytest.raises(ValidationError) as refusal:
        note(cast, noors_file, "Voor Noor", audience="subject")

    assert list(refusal.value.message_dict) == ["audience"]


@pytest.mark.two_parent
def test_what_was_promised_to_a_child_alone_stays_out_of_a_copy_until_a_reader_decides(cast, noors_file, noor_signs_in):
    with at(2031, 1, 1):
        noor_signs_in()
        send_message(recipient=cast.noor.user, subject="Brief", text="Lieve Noor.", by=cast.thea, dossier=noors_file)
        for subject, audience in (("Alleen voor jou", "subject"), ("Voor beide ouders", "both")):
            note(cast, noors_file, subject, audience=audience)
        asked = file_requests.ask(parent=cast.anna, dossier=noors_file, kind="copy")
        file_requests.draft(request=asked)

    grounds = {passage.heading: passage.ground for passage in asked.passages.exclude(row_kind="")}
    assert grounds == {"Brief": "child", "Alleen voor jou": "child", "Voor beide ouders": ""}


def test_a_statement_of_somebody_is_no_text_for_a_child(cast, noors_file):
    with at(2031, 1, 1), pytest.raises(ValidationError) as refusal:
        facts = {"subject": "x", "text": "x", "source": "school", "by": cast.thea, "audience": "subject"}
        write_note(dossier=noors_file, case=cast.case, kind="statement", **facts)

    assert list(refusal.value.message_dict) == ["audience"]


@pytest.mark.parametrize("year", [2027, 2031])
def test_a_parents_own_view_stands_in_the_childs_file_and_the_child_never_reads_it(
    cast, noors_file, noor_signs_in, year
):
    with at(year, 6, 1):
        asked = file_requests.ask(parent=cast.anna, dossier=noors_file, kind="statement", words="Zo zie IK het.")
        file_requests.read_first(request=asked, by=cast.thea, outcome="granted", explanation="", grounds={})
        file_requests.decide(request=asked, by=cast.cora)
        copy = file_requests.ask(parent=cast.anna, dossier=noors_file, kind="copy")
        file_requests.draft(request=copy)
        browser = noor_signs_in()

        assert copy.passages.get(is_own_statement=True).text.startswith("Zo zie IK het.")
        assert "Zo zie IK het." not in browser.get("/kind/teksten/").content.decode()
        assert "/kind/teksten/" not in browser.get("/kind/").content.decode().split("<main")[1]
        assert not Notice.objects.filter(key__startswith="note:").exists()


@pytest.mark.two_parent
def test_a_text_for_both_rings_at_the_same_moment_for_each_who_may_read_it(cast, noors_file):
    note(cast, noors_file, "Voor beide ouders")
    rung = list(Notice.objects.filter(key__startswith="note:").order_by("recipient"))

    assert {notice.recipient for notice in rung} == {cast.anna.user, cast.bram.user}
    assert len({(notice.kind, notice.path, notice.due_at, notice.created_at) for notice in rung}) == 1
    end_authority_of(cast, cast.bram, clock.today() - timedelta(days=1))
    later = note(cast, noors_file, "Daarna")
    assert [row.recipient for row in Notice.objects.filter(key__contains=later.reference)] == [cast.anna.user]
    note(cast, noors_file, "Team", audience="staff")
    assert Notice.objects.filter(key__startswith="note:").count() == 3


@pytest.mark.parametrize("count", [1, 30])
def test_texts_are_paged_and_cost_the_same(cast, client_as, count, django_assert_max_num_queries):
    for number in range(count):
        note(cast, cast.anna.dossiers.get(), f"Tekst {number}", audience="subject")
    client = client_as(cast.anna)
    client.get("/mijn/teksten/")

    with django_assert_max_num_queries(8):
        page = client.get("/mijn/teksten/")

    assert len(page.context["page"]) == min(count, 25)


def test_a_text_for_both_parents_never_stands_in_the_dossier_of_one(cast):
    with pytest.raises(ValidationError) as refusal:
        note(cast, cast.anna.dossiers.get(), "Over Anna")

    assert list(refusal.value.message_dict) == ["audience"]


def test_who_gains_authority_has_no_look_back(cast, client_as, noors_file):
    ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).delete()
    note(cast, noors_file, "Van vroeger")
    gained = clock.today() + timedelta(days=10)
    with clock.at(clock.now() + timedelta(days=10)):
        record_authority(child=cast.noor, parent=cast.bram, since=gained, evidence="court", by=cast.cora)
        note(cast, noors_file, "Van daarna")

        page = client_as(cast.bram).get(CHILDREN).content.decode()
        asked = file_requests.ask(parent=cast.bram, dossier=noors_file, kind="inspection")
        file_requests.draft(request=asked)
        full = file_requests.ask(parent=cast.anna, dossier=noors_file, kind="inspection")
        file_requests.draft(request=full)

        assert "Van daarna" in page
        assert "Van vroeger" not in page
        assert [p.heading for p in asked.passages.all()] == ["Van daarna"]
        written = {p.heading for p in full.passages.exclude(row_kind="")}
        assert written == {"Van vroeger", "Van daarna"}


def test_new_evidence_of_the_same_authority_is_no_new_start(cast):
    record_authority(child=cast.noor, parent=cast.anna, since=date(2024, 1, 1), evidence="register", by=cast.cora)

    assert authority_since(cast.anna, cast.noor) == cast.noor.birth_date


def test_at_sixteen_the_parents_part_closes_at_once_also_for_a_delivered_copy(cast, client_as, noors_file):
    note(cast, noors_file, "Voor beide ouders")
    with at(2034, 5, 3):
        asked = file_requests.ask(parent=cast.anna, dossier=noors_file, kind="copy")
        file_requests.draft(request=asked)
        file_requests.read_first(request=asked, by=cast.thea, outcome="granted", explanation="", grounds={})
        file_requests.decide(request=asked, by=cast.cora)
        client = confirm(client_as(cast.anna))
        assert "Voor beide ouders" in client.get(CHILDREN).content.decode()
        assert client.get(f"/mijn/gegevens/{asked.reference}/").status_code == 200
    with at(2034, 5, 4, 0):
        client = client_as(cast.anna)
        assert "Voor beide ouders" not in client.get(CHILDREN).content.decode()
        assert client.get(f"/mijn/gegevens/{asked.reference}/").status_code == 404
        assert f"/mijn/gegevens/{asked.reference}/" not in client.get("/mijn/gegevens/").content.decode()
        assert not [q for q in own_consents(cast.anna, cast.case) if q["child"]]


@pytest.fixture
def noor_signs_in(cast, client_as):
    cast.noor.user = make_user("noor", "Noor", Audience.CHILD)
    cast.noor.save(update_fields=["user"])
    return lambda: client_as(cast.noor)


def test_on_the_birthday_the_childs_own_question_appears(cast, noor_signs_in):
    with at(2030, 5, 3):
        assert "/kind/toestemming/" not in noor_signs_in().get("/kind/").content.decode()
        assert noor_signs_in().get("/kind/toestemming/").context["questions"] == []
    with at(2030, 5, 4, 0):
        assert "/kind/toestemming/" in noor_signs_in().get("/kind/").content.decode()
    with at(2034, 5, 4, 0):
        assert noor_signs_in().get("/kind/toestemming/").context["decides_alone"]


def test_a_child_says_yes_changes_its_mind_and_decides_alone_at_sixteen(cast, noor_signs_in):
    cast.consent_to_everything(cast.case)
    Consent.objects.filter(giver_child=cast.noor).delete()
    address = f"/kind/toestemming/{cast.case.reference}/"
    with at(2034, 5, 4):
        client = noor_signs_in()
        assert consent_status(cast.case) == Status.MISSING
        for purpose in ("treatment", "group", "research"):
            assert client.post(f"{address}{purpose}/", {"answer": "given"}).status_code == 302
        assert consent_status(cast.case) == Status.COMPLETE
        assert client.post(f"{address}group/intrekken/").status_code == 302
        assert consent_status(cast.case) != Status.COMPLETE
        assert [
            row.answer for row in Consent.objects.filter(giver_child=cast.noor, purpose="group").order_by("pk")
        ] == [
            "given",
            "withdrawn",
        ]


@pytest.mark.parametrize("way", ["intrekken/", ""])
def test_a_childs_no_after_its_yes_is_taking_it_back_under_whichever_button(cast, noor_signs_in, way):
    question = f"/kind/toestemming/{cast.case.reference}/research/"
    with at(2034, 5, 4):
        client = noor_signs_in()
        client.post(question, {"answer": "given"})
        for _again in range(2):
            client.post(f"{question}{way}", {"answer": "refused"})

    effects = AccessLog.objects.filter(action="rights", case=cast.case, audience="child", actor=cast.noor.user)
    assert [(row.label, row.purpose) for row in effects] == [("left out of research exports", "withdrawn: research")]


@pytest.mark.parametrize("posted", [{}, {"answer": ""}, {"answer": "maybe"}, {"answer": "withdrawn"}])
def test_a_childs_bad_answer_is_told_beside_the_field(cast, noor_signs_in, posted):
    with at(2031, 1, 1):
        response = noor_signs_in().post(f"/kind/toestemming/{cast.case.reference}/group/", posted)

    assert list(response.context["form"].errors) == ["answer"]
    assert not Consent.objects.exists()


@pytest.mark.idor
def test_a_child_answers_only_its_own_questions(cast, noor_signs_in):
    with at(2031, 1, 1):
        client = noor_signs_in()
        for address in (f"{cast.other_case.reference}/group/", f"{cast.case.reference}/sharing/", "ZK-33333333/group/"):
            assert client.post(f"/kind/toestemming/{address}", {"answer": "given"}).status_code == 404


def test_parents_never_see_what_the_child_answered(cast, client_as, noor_signs_in):
    with at(2031, 1, 1):
        before = [client_as(cast.anna).get(path).content for path in (CHILDREN, "/mijn/toestemming/")]
        noor_signs_in().post(f"/kind/toestemming/{cast.case.reference}/group/", {"answer": "refused"})
        after = [client_as(cast.anna).get(path).content for path in (CHILDREN, "/mijn/toestemming/")]

    strip = lambda pages: [page.split(b"<main")[1].split(b"csrfmiddlewaretoken")[0] for page in pages]  # noqa: E731
    assert strip(before) == strip(after)


def test_a_coordinator_opens_an_account_for_a_child_of_twelve(cast, client_as):
    client = client_as(cast.cora)
    young = f"/coordinatie/zaken/{cast.case.reference}/kinderen/{cast.noor.reference}/uitnodigen/"
    old = f"/coordinatie/zaken/{cast.other_case.reference}/kinderen/{cast.sem.reference}/uitnodigen/"

    assert client.post(young, {"email": "noor@example.org"}).context["form"].errors
    assert list(client.post(old, {"email": "carla@example.org"}).context["form"].errors) == ["email"]
    page = client.post(old, {"email": "sem@example.org"})

    assert len(page.context["code"]) == 6
    assert client.get(young.replace(cast.noor.reference, cast.sem.reference)).status_code == 404
