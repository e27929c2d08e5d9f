"""The newsletter: nothing before confirming, left with one click without signing in, no key to anybody in the portal."""

import re
import smtplib

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from centre import clock
from centre.models import NewsletterIssue, NewsletterMail, Subscriber
from centre.services import newsletter, outgoing
from centre.services.outgoing import LEASE


@pytest.fixture
def reader(db):
    newsletter.ask_to_subscribe(email="Lezer@example.org", language="nl")
    row = Subscriber.objects.get()
    newsletter.confirm(secret=row.secret)
    NewsletterMail.objects.all().delete()
    row.refresh_from_db()
    return row


def words_of(response) -> str:
    """The page without the keys of its forms, and without the visitor's own address, which the choice of language keeps."""
    own = f'name="next" value="{response.wsgi_request.get_full_path()}"'
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", response.content.decode().replace(own, ""))


def issue(**changes) -> NewsletterIssue:
    return newsletter.write_issue(**{"subject": "Nieuws", "text": "Nieuwe groepen.", "by_name": "Cora"} | changes)


def test_nothing_is_sent_before_the_address_is_confirmed(client, db):
    client.post("/nieuwsbrief/", {"email": "lezer@example.org"})
    newsletter.send_issue(issue=issue())
    newsletter.deliver_round()
    [question] = mail.outbox
    assert "Nieuwe groepen" not in question.body
    row = Subscriber.objects.get()
    path = f"/nieuwsbrief/bevestigen/{row.secret}/"
    assert path in question.body
    client.get(path)
    row.refresh_from_db()
    assert row.confirmed_at is None
    client.post(path)
    newsletter.send_issue(issue=issue(subject="Twee"))
    newsletter.deliver_round()
    assert [sent.subject for sent in mail.outbox[1:]] == ["Twee"]


def test_the_answer_is_the_same_for_every_address(client, reader):
    known = client.post("/nieuwsbrief/", {"email": "lezer@example.org"})
    unknown = client.post("/nieuwsbrief/", {"email": "ander@example.org"})
    assert words_of(known) == words_of(unknown)
    newsletter.deliver_round()
    assert [sent.to for sent in mail.outbox] == [["ander@example.org"]]


def test_asking_often_sends_one_question_a_day(client, db):
    for _again in range(5):
        client.post("/nieuwsbrief/", {"email": "lezer@example.org"})
    newsletter.deliver_round()
    assert len(mail.outbox) == 1


def test_one_click_in_the_mail_program_leaves_without_signing_in(reader):
    newsletter.send_issue(issue=issue())
    newsletter.deliver_round()
    [sent] = mail.outbox
    address = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix("http://testserver")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert Subscriber.objects.exists()
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()
    again, never = strict.post(path), strict.post("/nieuwsbrief/afmelden/never-was/")
    assert words_of(answer) == words_of(again) == words_of(never)


def test_no_table_of_the_newsletter_has_a_key_to_another_table():
    own = {Subscriber, NewsletterIssue, NewsletterMail}
    for model in own:
        assert {field.related_model for field in model._meta.get_fields() if field.is_relation} <= own
    for model in set(apps.get_models()) - own:
        assert not {field.related_model for field in model._meta.get_fields() if field.is_relation} & own


def test_an_issue_goes_once_to_each_reader_and_does_not_change_any_more(cast, client_as, reader):
    client = client_as(cast.cora)
    client.post("/coordinatie/nieuwsbrief/nieuw/", {"subject": "Nieuws", "text": "Tekst."})
    row = NewsletterIssue.objects.get()
    assert "Tekst." in client.get(f"/coordinatie/nieuwsbrief/{row.reference}/").content.decode()
    for _twice in range(2):
        client.post(f"/coordinatie/nieuwsbrief/{row.reference}/versturen/")
    while newsletter.deliver_round():
        pass
    assert [sent.to for sent in mail.outbox] == [["lezer@example.org"]]
    client.post(f"/coordinatie/nieuwsbrief/{row.reference}/wijzigen/", {"subject": "Anders", "text": "Anders."})
    row.refresh_from_db()
    assert (row.subject, row.written_by) == ("Nieuws", "Cora")


def test_a_refused_mail_waits_and_a_dead_worker_loses_none(reader, monkeypatch):
    class Refusing(BaseEmailBackend):
        def send_messages(self, mails):
            raise smtplib.SMTPServerDisconnected("gone")

    newsletter.send_issue(issue=issue())
    with monkeypatch.context() as patch:
        patch.setattr(outgoing, "get_connection", Refusing)
        assert newsletter.deliver_round() == 1
    assert newsletter.deliver_round() == 0
    NewsletterMail.objects.update(state="claimed", claimed_at=clock.now() - 2 * LEASE)
    assert newsletter.deliver_round() == 1
    assert len(mail.outbox) == 1


def test_an_issue_that_cannot_become_a_mail_keeps_nobody_behind_it_waiting(reader):
    bad = issue(subject="Nieuws\nBcc: b@example.org")
    for row in (bad, issue()):
        newsletter.send_issue(issue=row)

    assert newsletter.deliver_round() == 2

    assert [sent.subject for sent in mail.outbox] == ["Nieuws"]
    assert NewsletterMail.objects.get(issue=bad).attempts == 1


@pytest.mark.parametrize("email", ["", "geen adres", "a@b", "x" * 200_000, "a@example.org\nBcc: b@example.org"])
def test_a_bad_address_is_refused_beside_its_field(client, db, email):
    response = client.post("/nieuwsbrief/", {"email": email})
    assert list(response.context["form"].errors) == ["email"]
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "Nieuws\nBcc: b@example.org"}, "subject"),
        ({"text": ""}, "text"),
        ({"text": "x" * 200_000}, "text"),
    ],
)
def test_a_bad_issue_is_refused_beside_its_field(cast, client_as, changes, field):
    response = client_as(cast.cora).post("/coordinatie/nieuwsbrief/nieuw/", {"subject": "a", "text": "b"} | changes)
    assert list(response.context["form"].errors) == [field]
