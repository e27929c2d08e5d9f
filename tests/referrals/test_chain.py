"""The chain of a case: partners, questions by link, handovers, the court."""

import io
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from centre import clock, virus_scan
from centre.models import AccessLog, CareRelation
from centre.services.cases import reach, relate
from centre.services.notes import write_note
from referrals import selectors, services, tasks
from referrals.desk import cards
from referrals.models import ChainLink, CourtTrack, Handover, ReplyLink
from referrals.services.replies import LinkGone, token_of
from tests.cast import make_user
from tests.centre.hostile_files import EICAR, action, pdf, root
from tests.centre.signing_in import confirm

#: Page name → what a good form holds.
FORMS = {
    "add-link": {
        "domain": "school", "name": "Basisschool", "parent": "", "since": "2026-01-05", "basis": "both_parents",
        "basis_explained": "", "advice": "none",
    },
    "ask-partner": {"to_name": "School", "to_email": "ib@example.org", "question": "Hoe gaat het?", "basis": "legal_duty"},
    "hand-over": {"to_name": "Praktijk", "what": "Gezinstherapie", "handed_on": "2026-01-05"},
    "court-track": {
        "court": "Rechtbank", "case_number": "C/15/1", "hearing_on": "", "pro_forma_on": "2027-03-01", "goals": "Rust\nContact",
        "decision": "",
    },
}  # fmt: skip
ROWS = {"add-link": ChainLink, "ask-partner": ReplyLink, "hand-over": Handover, "court-track": CourtTrack}


def page(name, case, row=None, suffix=""):
    return reverse(f"referrals:{name}{suffix}", args=[case.reference, *([row.reference] if row else [])])


def a_link(cast, **facts) -> ChainLink:
    stated = {"domain": "school", "name": "School", "since": date(2026, 1, 5), "basis": "both_parents", "by": cast.cora}
    return services.add_link(case=cast.case, **stated | facts)


def a_question(cast, case=None, words="Kanarievraag over de klas") -> ReplyLink:
    return services.ask_partner(
        case=case or cast.case,
        to_email="ib@example.org",
        to_name="Juf Saskia van school",
        question=words,
        basis="legal_duty",
        by=cast.cora,
    )


def a_handover(cast, on=date(2026, 9, 7)) -> Handover:
    return services.hand_over(
        case=cast.case, to_name="Praktijk", what="Gezinstherapie", is_warm=True, handed_on=on, by=cast.cora
    )


def a_track(cast, pro_forma_on=date(2027, 3, 1)) -> CourtTrack:
    return services.record_court_track(
        case=cast.case,
        court="Rechtbank",
        case_number="C/15/1",
        pro_forma_on=pro_forma_on,
        goals="Rust\n\nContact",
        by=cast.cora,
    )


def test_a_legal_basis_is_explained(cast):
    with pytest.raises(ValidationError):
        a_link(cast, basis="legal_duty")

    assert ChainLink.objects.count() == 0


def test_different_advice_of_those_involved_today_is_noticed(cast):
    first = a_link(cast, advice="go_on")
    a_link(cast, advice="none")
    assert selectors.advice_differs(list(selectors.chain_of(cast.case))) is False

    a_link(cast, advice="slower")
    assert selectors.advice_differs(list(selectors.chain_of(cast.case))) is True

    services.end_link(link=first, on=clock.today() - timedelta(days=1))
    assert selectors.advice_differs(list(selectors.chain_of(cast.case))) is False


def test_an_involvement_ends_once_and_never_before_it_began(cast):
    link = a_link(cast, since=date(2026, 5, 1))

    services.end_link(link=link, on=date(2026, 4, 1))
    services.end_link(link=link, on=date(2026, 6, 1))

    link.refresh_from_db()
    assert link.until == date(2026, 5, 1)


def test_a_partner_answers_once_without_an_account(cast, client):
    link = a_question(cast)
    assert tasks.queue_partner_questions() == 1
    assert tasks.queue_partner_questions() == 0
    address = re.search(r"http://testserver(/antwoord/\S+/)", mail.outbox[0].body).group(1)

    looked = [client.get(address).status_code for _look in range(2)]
    answered = client.post(address, {"answered_by": "Juf Saskia", "answer": "Het gaat beter."})
    again = client.get(address), client.post(address, {"answered_by": "X", "answer": "Y"})

    link.refresh_from_db()
    assert looked == [200, 200]
    assert answered.status_code == 200
    assert [answer.status_code for answer in again] == [410, 410]
    assert (link.answer, link.answered_by) == ("Het gaat beter.", "Juf Saskia")


def test_the_mail_to_a_partner_says_nothing(cast):
    a_question(cast)
    tasks.queue_partner_questions()

    letter = mail.outbox[0]
    everything = letter.subject + letter.body + letter.alternatives[0][0]
    assert letter.to == ["ib@example.org"]
    assert [
        word for word in ("Kanarie", "Anna", "Bram", "Noor", "Saskia", cast.case.reference) if word in everything
    ] == []


@pytest.mark.parametrize("token", ["onzin", "a" * 64, "a" * 5000])
def test_an_unknown_link_is_gone_like_a_used_one(cast, client, token):
    assert client.get(reverse("referrals:reply", args=[token])).status_code == 410


def test_a_link_ends_after_four_weeks_and_when_it_is_let_go(cast):
    old, closed = a_question(cast), a_question(cast, cast.other_case)
    services.let_go(link=closed)

    with pytest.raises(LinkGone):
        services.find_link(token=token_of(closed.reference))
    assert services.find_link(token=token_of(old.reference)) == old
    with clock.at(clock.now() + timedelta(days=28, minutes=1)), pytest.raises(LinkGone):
        services.find_link(token=token_of(old.reference))


def test_an_answer_stands_when_the_worker_lets_go_later(cast):
    link = a_question(cast)
    services.answer_link(link=link, answer="Beter.", answered_by="Saskia")

    services.let_go(link=link)

    link.refresh_from_db()
    assert link.let_go_at is None
    with pytest.raises(LinkGone):
        services.answer_link(link=link, answer="Anders.", answered_by="Saskia")


@pytest.mark.parametrize("typed", [{}, {"answer": "Beter."}, {"answered_by": "S", "answer": "a" * 200_000}])
def test_half_an_answer_does_not_use_up_the_link(cast, client, typed):
    link = a_question(cast)

    answer = client.post(reverse("referrals:reply", args=[token_of(link.reference)]), typed)

    link.refresh_from_db()
    assert (answer.status_code, link.answered_at) == (200, None)


def test_the_database_alone_does_not_open_a_link(cast):
    link = a_question(cast)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_replylink")
        raw = str(cursor.fetchall())

    assert token_of(link.reference) not in raw
    assert [word for word in ("Kanarie", "ib@example.org", "Saskia") if word in raw] == []


@pytest.mark.parametrize(("days", "number"), [(13, 0), (14, 1), (40, 1)])
def test_a_silent_partner_comes_back_to_the_worker(cast, days, number):
    a_question(cast)

    with clock.at(clock.now() + timedelta(days=days)):
        assert selectors.silent_questions(cast.cora).count() == number
        chain = page("chain", cast.case)
        assert len([card for card in cards(cast.cora, "coordinator") if card.url == chain]) == number


@pytest.mark.parametrize(("day", "overdue"), [(date(2026, 9, 28), False), (date(2026, 9, 29), True)])
def test_a_handover_is_watched_for_fifteen_working_days(cast, day, overdue):
    row = a_handover(cast)

    with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))):
        assert (row.due_on, row.is_overdue) == (date(2026, 9, 28), overdue)
        chain = page("chain", cast.case)
        assert [card.tone for card in cards(cast.cora, "coordinator") if card.url == chain] == ["bad"] * overdue
        services.confirm_start(handover=row, on=day, by=cast.cora)
        services.confirm_start(handover=row, on=date(2026, 9, 8), by=cast.cora)
        assert selectors.watched_handovers(cast.cora) == []

    row.refresh_from_db()
    assert row.started_on == day


def test_help_does_not_start_before_the_handover(cast):
    row = a_handover(cast)

    with pytest.raises(ValidationError):
        services.confirm_start(handover=row, on=date(2026, 9, 1), by=cast.cora)


@pytest.mark.parametrize(
    ("day", "tone", "late"),
    [
        (date(2027, 1, 17), "", False),
        (date(2027, 1, 18), "info", False),
        (date(2027, 1, 31), "info", False),
        (date(2027, 2, 1), "warn", False),
        (date(2027, 2, 7), "warn", False),
        (date(2027, 2, 8), "bad", False),
        (date(2027, 2, 9), "bad", True),
        (date(2027, 3, 20), "bad", True),
    ],
)
def test_the_report_to_the_court_is_due_three_weeks_before_the_pro_forma_date(cast, day, tone, late):
    track = a_track(cast)
    chain = page("chain", cast.case)

    with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))):
        assert (track.due_on, track.urgency, track.is_late) == (date(2027, 2, 8), tone, late)
        assert [card.tone for card in cards(cast.cora, "coordinator") if card.url == chain] == [tone] * bool(tone)
        services.report_sent(track=track, on=day)
        assert [card for card in cards(cast.cora, "coordinator") if card.url == chain] == []
    assert track.goal_list == ["Rust", "Contact"]


def test_the_pro_forma_date_comes_after_the_hearing(cast):
    with pytest.raises(ValidationError):
        services.record_court_track(
            case=cast.case, court="R", case_number="1", hearing_on=date(2027, 4, 1), pro_forma_on=date(2027, 3, 1), goals="-",
            by=cast.cora,
        )  # fmt: skip


@pytest.mark.parametrize("name", list(FORMS))
def test_each_part_of_the_chain_is_written_and_shown(cast, client_as, name):
    client = client_as(cast.cora)
    assert client.get(page(name, cast.case)).status_code == 200

    answer, second_click = (client.post(page(name, cast.case), FORMS[name]) for _click in range(2))

    assert (answer.status_code, answer.url) == (302, page("chain", cast.case))
    assert (second_click.status_code, second_click.url) == (302, answer.url)
    assert ROWS[name].objects.filter(case=cast.case).count() == 1
    assert client.get(page("chain", cast.case)).status_code == 200
    assert AccessLog.objects.filter(action="create", case=cast.case).count() == 2


@pytest.mark.parametrize(
    ("name", "corrected"),
    [
        ("add-link", {"basis": "legal_duty", "basis_explained": "Gezagsbeperking"}),
        ("add-link", {"basis_explained": "Beiden bij de intake"}),
        ("ask-partner", {"basis": "anonymous"}),
        ("hand-over", {"is_warm": "on"}),
        ("court-track", {"hearing_on": "2026-12-01"}),
        ("court-track", {"decision": "Beschikking 12"}),
    ],
)
def test_what_is_sent_again_with_one_word_corrected_is_kept_as_corrected(cast, client_as, name, corrected):
    client = client_as(cast.cora)
    for typed in (FORMS[name], FORMS[name] | corrected, FORMS[name] | corrected):
        assert client.post(page(name, cast.case), typed).status_code == 302

    field, _said = next(iter(corrected.items()))
    first, second = ROWS[name].objects.filter(case=cast.case).order_by("pk")
    assert getattr(first, field) != getattr(second, field)


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("huge", [False, True])
def test_an_empty_or_huge_form_stores_nothing(cast, client_as, name, huge):
    typed = dict.fromkeys(FORMS[name], "a" * 200_000) if huge else {}

    answer = client_as(cast.cora).post(page(name, cast.case), typed)

    assert answer.status_code == 200
    assert ROWS[name].objects.count() == 0


def test_the_moves_of_the_chain_are_made_by_post(cast, client_as):
    client = client_as(cast.cora)
    link, question, handover, track = a_link(cast), a_question(cast), a_handover(cast, date(2026, 1, 5)), a_track(cast)

    for name, row in (("end-link", link), ("let-go", question), ("court-report", track)):
        assert client.get(page(name, cast.case, row)).status_code == 405
        assert client.post(page(name, cast.case, row)).status_code == 302
    assert client.get(page("confirm-start", cast.case, handover)).status_code == 200
    assert client.post(page("confirm-start", cast.case, handover), {"on": "2026-01-01"}).status_code == 200
    assert client.post(page("confirm-start", cast.case, handover), {"on": "2026-01-06"}).status_code == 302

    for row in (link, question, handover, track):
        row.refresh_from_db()
    assert all([link.until, question.let_go_at, handover.started_on, track.reported_on])


@pytest.mark.idor
@pytest.mark.parametrize("suffix", ["", "-therapist"])
@pytest.mark.parametrize("name", ["chain", *FORMS])
@pytest.mark.parametrize("key", ["east", "thea", "wim", "ruth", "rens", "gerda", "fiona", "anna", "bram"])
def test_strangers_find_no_chain(cast, client_as, name, key, suffix):
    user = (
        make_user("east", "Oost", "coordinator", organisation=cast.centre, region=cast.east)
        if key == "east"
        else getattr(cast, key)
    )

    assert client_as(user).get(page(name, cast.case, suffix=suffix)).status_code == 404


@pytest.mark.idor
def test_a_row_of_another_case_is_not_reached_through_ones_own(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    foreign = services.add_link(
        case=cast.other_case, domain="school", name="X", since=date(2026, 1, 5), basis="both_parents", by=cast.cora
    )
    client = client_as(cast.thea)

    own = client.get(page("chain", cast.case, suffix="-therapist"))
    answer = client.post(page("end-link", cast.case, foreign, suffix="-therapist"))

    foreign.refresh_from_db()
    assert (own.status_code, answer.status_code, foreign.until) == (200, 404, None)


def test_a_therapist_sees_the_countdown_of_the_own_case_only(cast):
    a_track(cast, pro_forma_on=clock.today() + timedelta(days=20))
    assert cards(cast.thea, "therapist") == []

    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")

    assert [card.url for card in cards(cast.thea, "therapist")] == [page("chain", cast.case, suffix="-therapist")]


@pytest.mark.parametrize("n", [1, 3])
def test_the_chain_asks_the_same_few_questions(cast, client_as, django_assert_max_num_queries, n):
    for number in range(n):
        a_link(cast, name=f"School {number}")
        a_question(cast, words=f"Vraag {number}")
        a_handover(cast, date(2026, 9, 7 + number))
        a_track(cast, date(2027, 3, 1 + number))
    client = client_as(cast.cora)
    client.get(page("chain", cast.case))

    with django_assert_max_num_queries(12):
        assert client.get(page("chain", cast.case)).status_code == 200


PDF = pdf()


def test_a_file_comes_along_unreadable_on_disk_and_is_downloaded_by_the_team(cast, client, client_as):
    link = a_question(cast)
    address = reverse("referrals:reply", args=[token_of(link.reference)])

    client.post(address, {"answered_by": "S", "answer": "Zie bestand.", "file": SimpleUploadedFile("Noor.pdf", PDF)})

    link.refresh_from_db()
    with link.file.open("rb") as stored:
        assert b"%PDF" not in stored.read()
    assert "Noor" not in link.file.name
    answer = confirm(client_as(cast.cora)).get(page("answer-file", cast.case, link))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{link.reference}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AccessLog.objects.filter(action="export", case=cast.case).count() == 1
    assert page("answer-file", cast.case, link) in client_as(cast.cora).get(page("chain", cast.case)).content.decode()
    assert client_as(cast.wim).get(page("answer-file", cast.case, link)).status_code == 404
    link.file.delete(save=False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.svg", b"<svg/>"),
        ("a.exe", b"MZ\x90"),
        ("a.pdf", PDF + b"0" * 10_500_000),
    ],
)
def test_a_file_of_another_kind_or_too_large_is_refused(cast, client, name, content):
    link = a_question(cast)
    address = reverse("referrals:reply", args=[token_of(link.reference)])

    answer = client.post(address, {"answered_by": "S", "answer": "Zie.", "file": SimpleUploadedFile(name, content)})

    link.refresh_from_db()
    assert (answer.status_code, link.answered_at, bool(link.file)) == (200, None, False)


@pytest.mark.parametrize("scanner", ["finds a virus", "is silent"])
def test_a_file_with_a_virus_signature_is_not_kept_and_the_answer_waits(cast, client, settings, monkeypatch, scanner):
    def scan(content):
        if scanner == "is silent":
            raise virus_scan.ScannerSilent
        return EICAR in content

    settings.CLAMAV_ADDRESS = "tcp://127.0.0.1:3310"
    monkeypatch.setattr(virus_scan, "is_infected", scan)
    link = a_question(cast)
    address = reverse("referrals:reply", args=[token_of(link.reference)])
    sent = {"answered_by": "S", "answer": "Zie bestand."}

    refused = client.post(address, {**sent, "file": SimpleUploadedFile("a.pdf", PDF + EICAR)})
    link.refresh_from_db()
    assert (refused.status_code, link.answered_at, bool(link.file)) == (200, None, False)
    assert "Zie bestand." in refused.content.decode()
    assert client.post(address, sent).status_code == 200
    link.refresh_from_db()
    assert link.answer == "Zie bestand."


def test_scripts_in_a_partners_file_stay_behind(cast, client):
    link = a_question(cast)
    address = reverse("referrals:reply", args=[token_of(link.reference)])
    hostile = pdf(root("/OpenAction", lambda new: action("JavaScript", JS="app.alert(1)")))

    client.post(address, {"answered_by": "S", "answer": "Zie.", "file": SimpleUploadedFile("a.pdf", hostile)})

    link.refresh_from_db()
    kept = services.content_of(link=link)
    assert b"JavaScript" in hostile
    assert b"JavaScript" not in kept
    link.file.delete(save=False)


def test_a_partner_is_reminded_once_before_the_link_ends_and_never_after_an_answer(cast):
    silent, answered = a_question(cast), a_question(cast, cast.other_case)
    tasks.queue_partner_questions()
    services.answer_link(link=answered, answer="Ja", answered_by="S")
    mail.outbox.clear()
    early, late = silent.asked_at + timedelta(days=20), silent.asked_at + timedelta(days=21, minutes=1)

    sent = [tasks.queue_partner_questions(now=moment.isoformat()) for moment in (early, late, late)]

    assert sent == [0, 1, 0]
    assert len(mail.outbox) == 1
    assert token_of(silent.reference) in mail.outbox[0].body
    assert "Kanarievraag" not in mail.outbox[0].body


def test_a_link_that_was_forwarded_tells_nothing_but_the_question_and_dies_with_the_first_answer(cast, client):
    link = a_question(cast)
    address = reverse("referrals:reply", args=[token_of(link.reference)])

    page = client.get(address)
    body = page.content.decode().split("<main")[1]

    assert "Kanarievraag" in body
    for secret in (cast.case.reference, "Anna", "Bram", "Noor", link.to_email):
        assert secret not in body
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    client.post(address, {"answered_by": "Iemand anders", "answer": "Doorgestuurd"})
    assert client.get(address).status_code == 410


def test_the_check_and_the_report_of_facts_of_a_court_track(cast, client_as):
    track, client = a_track(cast), client_as(cast.cora)
    base = f"{page('chain', cast.case)}rechtbank/{track.reference}/"
    reach(case=cast.case, kind="started", by=cast.cora, on=date(2026, 9, 1))
    write_note(
        dossier=cast.anna.dossiers.get(),
        case=cast.case,
        kind="observation",
        subject="S",
        text="Kanarienotitie",
        by=cast.thea,
    )
    wrong = client.post(f"{base}toets/", {"on": "2099-01-01", "outcome": ""})
    client.post(f"{base}toets/", {"on": "2026-09-02", "outcome": "clear"})
    asked = client.get(f"{base}verslag.pdf")
    assert asked["Location"].startswith("/account/reauthenticate/")
    answer = confirm(client).get(f"{base}verslag.pdf")
    words = "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)

    assert set(wrong.context["form"].errors) == {"on", "outcome"}
    assert answer["Content-Type"] == "application/pdf"
    assert "C/15/1" in words
    assert "Rust" in words
    assert "2026" in words
    for secret in ("Kanarienotitie", "Anna", "Bram", "Noor"):
        assert secret not in words
    assert AccessLog.objects.filter(action="export", label="court report", case=cast.case).count() == 1
    elsewhere = base.replace(cast.case.reference, cast.other_case.reference)
    assert client.get(f"{elsewhere}verslag.pdf").status_code == 404
    assert client.post(f"{elsewhere}toets/", {"on": "2026-09-02", "outcome": "clear"}).status_code == 404


def test_an_answer_without_a_file_has_none_to_open(cast, client_as):
    link = a_question(cast)
    services.answer_link(link=link, answer="Beter.", answered_by="Saskia")

    assert client_as(cast.cora).get(page("answer-file", cast.case, link)).status_code == 404
