"""Abuse cases by an ex-partner with an ordinary account (security reference 2): AC01 to AC04, AC09, AC10, AC11."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog, Consent, ContactCard, Dossier, LaterContact, Message, Notice, Parent, VaultEntry
from centre.services import attachments, contact, contact_changes, people, recovery
from centre.services.consents import answer_consent
from centre.services.notices import send_message
from centre.services.safety import record_safety
from intake.services import voices
from tests.cast import make_user
from tests.centre.signing_in import PASSWORD
from tests.centre.test_keys import _png

ANSWERS = {
    "mail_is_safe": "yes",
    "prefers": "portal",
    "voicemail_is_safe": "no",
    "other_parent_knows": "no",
    "quiet_from": "21",
    "quiet_until": "8",
    "note": "",
    "phone": "",
    "street": "",
    "postcode": "",
    "place": "",
}


def steady(response) -> bytes:
    """The page without what is new in every answer."""
    return re.sub(
        rb'csrf[^>]*?value="[^"]+"|"X-CSRFToken": "[^"]+"|csrf[^"]*&quot;: &quot;[^&]+&quot;', b"", response.content
    )


def pages_of(client_as, parent, *paths) -> list[bytes]:
    client = client_as(parent)
    return [steady(client.get(path)) for path in paths]


OWN_PAGES = (
    "/mijn/",
    "/mijn/toestemming/",
    "/mijn/kinderen/",
    "/mijn/betrokken/",
    "/mijn/berichten/",
    "/mijn/documenten/",
    "/mijn/contact/",
    "/mijn/gegevens/",
    "/mijn/privacy/",
)


@pytest.mark.idor
def test_ac01_a_foreign_reference_is_the_answer_to_an_unknown_one_and_is_logged(cast, client_as, client):
    letter = send_message(recipient=cast.bram.user, subject="Bericht", text="Tekst.", by=cast.cora)
    file = attachments.add_attachment(
        dossier=cast.bram.dossiers.get(), case=cast.case, title="Brief", name="x.png", content=_png(), by=cast.bram.user
    )
    browser = client_as(cast.anna)

    for known, unknown in (
        (f"/mijn/berichten/{letter.reference}/", "/mijn/berichten/B-3333333333/"),
        (f"/mijn/documenten/{file.reference}/", "/mijn/documenten/A-3333333333/"),
        (f"/mijn/kinderen/{cast.sem.reference}/", "/mijn/kinderen/P-3333333333/"),
        (f"/mijn/gegevens/{file.reference}/", "/mijn/gegevens/R-3333333333/"),
    ):
        answers = [browser.get(path) for path in (known, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404], known
        assert steady(answers[0]).replace(known.encode(), b"") == steady(answers[1]).replace(unknown.encode(), b"")
        assert sorted(answers[0].headers) == sorted(answers[1].headers)
    assert AccessLog.objects.filter(actor=cast.anna.user, action="denied", succeeded=False).count() == 8
    # A way out of the portal in `next` leads back inside.
    sent = client.post(
        "/account/login/?next=https://elsewhere.example.org/", {"login": "anna@example.org", "password": PASSWORD}
    )
    assert sent["Location"].startswith("/")


@pytest.mark.idor
def test_ac02_no_method_and_no_extra_field_reaches_somebody_elses_rows(cast, client_as):
    letter = send_message(recipient=cast.bram.user, subject="Bericht", text="Tekst.", by=cast.cora)
    browser = client_as(cast.anna)
    for method in ("post", "put", "patch", "delete", "head", "options"):
        assert getattr(browser, method)(f"/mijn/berichten/{letter.reference}/").status_code in (404, 405)
    letter.refresh_from_db()
    assert letter.first_read_at is None

    extra = {"parent": cast.bram.pk, "giver_parent": cast.bram.pk, "visibility": "normal", "user": cast.bram.user.pk}
    browser.post("/mijn/toestemming/treatment/", {"answer": "given", **extra})
    browser.post("/mijn/contact/", {**ANSWERS, **extra, "street": "Kade 3", "postcode": "2011 AA", "place": "Haarlem"})

    assert [row.giver_parent for row in Consent.objects.all()] == [cast.anna]
    assert [row.parent for row in VaultEntry.objects.all()] == [cast.anna]
    assert [card.parent for card in ContactCard.objects.all()] == [cast.anna]


def test_ac03_whatever_the_other_parent_does_every_own_page_stays_the_same(cast, client_as):
    with clock.at(clock.now()):
        before = pages_of(client_as, cast.anna, *OWN_PAGES)
        browser = client_as(cast.bram)
        browser.post("/mijn/toestemming/treatment/", {"answer": "refused"})
        browser.post("/mijn/contact/", {**ANSWERS, "street": "Kade 3", "phone": "0612345678", "extra_secret": "on"})
        attachments.add_attachment(
            dossier=cast.bram.dossiers.get(),
            case=cast.case,
            title="Brief",
            name="x.png",
            content=_png(),
            by=cast.bram.user,
        )
        send_message(recipient=cast.bram.user, subject="Bericht", text="Tekst.", by=cast.cora)
        recovery.note_password_question(email="bram@example.org")
        browser.post("/mijn/gegevens/", {"kind": "inspection", "about": cast.bram.dossiers.get().reference})

        assert pages_of(client_as, cast.anna, *OWN_PAGES) == before


def test_ac04_no_page_lets_itself_be_asked_whether_it_changed(cast, client_as):
    browser = client_as(cast.anna)

    for path in OWN_PAGES:
        page = browser.get(path, headers={"if-modified-since": "Mon, 01 Jan 2035 00:00:00 GMT", "if-none-match": "*"})
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
        assert not {"ETag", "Last-Modified", "Expires"} & set(page.headers)


def test_ac09_a_forwarded_invitation_a_started_reset_and_wrong_passwords_get_nobody_in_or_out(cast, client, mailoutbox):
    cast.anna.user.set_unusable_password()
    cast.anna.user.save()
    code = people.invite_parent(parent=cast.anna, by=cast.cora)
    path = Notice.objects.get(kind="invitation").path
    for guess in ("333333", "444444", "666666", "777777"):
        assert client.post(path, {"code": guess, "password": "drie groene appels op tafel"}).status_code == 200
    assert client.post(path, {"code": code, "password": "drie groene appels op tafel"}).status_code == 302

    # Two parents never share one mailbox, in words that do not tell whose it is.
    cast.bram.contact = {"email": "anna@example.org"}
    cast.bram.save()
    with pytest.raises(Exception, match="only this person|alleen deze persoon"):
        people.invite_parent(parent=cast.bram, by=cast.cora)

    # The ex tries from elsewhere until that client is stopped; the owner signs in meanwhile.
    there = {"REMOTE_ADDR": "203.0.113.9"}
    for _try in range(12):
        Client(**there).post("/account/login/", {"login": "anna@example.org", "password": "fout"})
    stopped = Client(**there).post(
        "/account/login/", {"login": "anna@example.org", "password": "drie groene appels op tafel"}
    )
    assert stopped.status_code == 200
    own = Client(REMOTE_ADDR="198.51.100.4")
    assert (
        own.post(
            "/account/login/", {"login": "anna@example.org", "password": "drie groene appels op tafel"}
        ).status_code
        == 302
    )

    # Resets that the ex starts: one mail to the owner's own address, and the owner's own reset still goes.
    for _try in range(9):
        Client(**there).post("/account/password/reset/", {"email": "anna@example.org"})
    assert own.post("/account/password/reset/", {"email": "anna@example.org"}).status_code == 302
    assert recovery.answer_password_questions() == 1
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]
    assert recovery.answer_password_questions() == 0


def test_ac09_a_limit_of_one_client_never_counts_for_another(cast):
    for _try in range(30):
        Client(REMOTE_ADDR="203.0.113.9").post("/account/password/reset/", {"email": "anna@example.org"})

    answer = Client(REMOTE_ADDR="198.51.100.4").post("/account/password/reset/", {"email": "anna@example.org"})

    assert answer.status_code == 302
    cache.clear()


def test_ac10_in_a_victims_account_a_change_of_contact_waits_and_staff_calls(cast, client_as):
    record_safety(case=cast.case, kind="flag_set", text="Zorg.", by=cast.cora)
    contact.keep_contact(parent=cast.anna, contact={"phone": "0611111111"}, by=cast.cora)
    browser, calm = client_as(cast.anna), client_as(cast.carla)

    answer = browser.post("/mijn/contact/", {**ANSWERS, "phone": "0699999999"}, follow=True)
    same = calm.post("/mijn/contact/", {**ANSWERS, "phone": "0699999999"}, follow=True)

    waiting = LaterContact.objects.get()
    assert timedelta(hours=24) <= waiting.counts_from - waiting.asked_at <= timedelta(hours=72)
    assert cast.anna.vault.get(kind="phone").value == {"text": "0611111111"}
    assert cast.carla.vault.get(kind="phone").value == {"text": "0699999999"}
    assert Message.objects.filter(recipient=cast.cora).count() == 1
    # The page gives the risk away by nothing.
    said = [[str(message) for message in page.context["messages"]] for page in (answer, same)]
    assert said[0] == said[1]
    assert contact_changes.carry_out_due() == 0
    with clock.at(clock.now() + timedelta(hours=49)):
        assert contact_changes.carry_out_due() == 1
    assert cast.anna.vault.get(kind="phone").value == {"text": "0699999999"}


def test_ac10_staff_stops_a_change_and_what_protects_never_waits(cast, client_as):
    record_safety(case=cast.case, kind="flag_set", text="Zorg.", by=cast.cora)
    contact.keep_contact(parent=cast.anna, contact={"phone": "0611111111"}, by=cast.cora)
    client_as(cast.anna).post(
        "/mijn/contact/", {**ANSWERS, "mail_is_safe": "no", "phone": "0699999999", "extra_secret": "on"}
    )

    assert Parent.objects.get(pk=cast.anna.pk).mail_is_safe is False
    assert cast.anna.vault.get(kind="phone").visibility == "secret"
    page = f"/coordinatie/zaken/{cast.case.reference}/contact/{cast.anna.reference}/"
    assert "wijziging/stoppen/" in client_as(cast.cora).get(page).content.decode()
    assert client_as(cast.cora).post(f"{page}wijziging/stoppen/").status_code == 302
    with clock.at(clock.now() + timedelta(days=4)):
        assert contact_changes.carry_out_due() == 0
    assert cast.anna.vault.get(kind="phone").value == {"text": "0611111111"}
    assert client_as(cast.cora).post(f"{page}wijziging/stoppen/").status_code == 404


def test_ac10_another_answer_about_permission_is_told_to_staff_and_counts_at_once(cast, client_as):
    record_safety(case=cast.case, kind="flag_set", text="Zorg.", by=cast.cora)
    answer_consent(case=cast.case, purpose="treatment", giver=cast.anna, answer="given", by=cast.anna.user)

    client_as(cast.anna).post("/mijn/toestemming/treatment/intrekken/")

    assert Consent.objects.filter(answer="withdrawn").count() == 1
    # Two tasks: to call because of the risk, and, while nobody works with the family yet, to act upon the no.
    told = Message.objects.filter(recipient=cast.cora).order_by("pk").values_list("subject", flat=True)
    assert len(told) == len(set(told)) == 2
    assert not Message.objects.filter(recipient__in=[cast.anna.user, cast.bram.user]).exists()


@pytest.mark.idor
def test_ac11_a_parent_reads_nothing_of_a_childs_answers_and_cannot_answer_for_it(cast, client_as):
    cast.sem.user = make_user("sem", "Sem", Audience.CHILD)
    cast.sem.save()
    paths = ("/mijn/", "/mijn/toestemming/", "/mijn/kinderen/", "/mijn/vragenlijsten/")
    with clock.at(clock.now()):
        before = pages_of(client_as, cast.carla, *paths)
        answer = f"/kind/toestemming/{cast.other_case.reference}/group/"
        assert client_as(cast.sem).post(answer, {"answer": "refused"}).status_code == 302

        assert pages_of(client_as, cast.carla, *paths) == before
        browser = client_as(cast.carla)
        assert browser.get("/kind/toestemming/").status_code == 404
        assert browser.post(answer, {"answer": "given"}).status_code == 404
    assert Consent.objects.get().answer == "refused"
    assert Dossier.objects.own(cast.carla.user).filter(kind="child").count() == 0


def test_ac11_each_sitting_has_a_fresh_code_and_nothing_can_be_read_back(cast):
    file = Dossier.objects.get(child=cast.noor)
    facts = {"dossier": file, "case": cast.case, "by": cast.thea}
    first = voices.make_code(**facts)
    second = voices.make_code(**facts)
    assert voices.find_code(first) is None, "a newer code ends the one that a parent may have kept"
    voices.tell_with_code(code=second, answers={"hard": "GEHEIM"})

    # Whoever holds the used code, a parent too, gets the answer to an unknown one: no form, no words, no sign of either.
    with pytest.raises(ValidationError):
        voices.tell_with_code(code=second, answers={"hard": "namens Noor"})
    pages = [Client().post("/aanmelden/vertel/", {"code": code}) for code in (second, "ABCDEFGH")]
    assert [page.status_code for page in pages] == [200, 200]
    bodies = [steady(page).replace(code.encode(), b"") for page, code in zip(pages, (second, "ABCDEFGH"), strict=True)]
    assert bodies[0] == bodies[1]
    assert b"GEHEIM" not in bodies[0]
