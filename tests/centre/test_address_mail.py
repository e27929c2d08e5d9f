"""Mails that pages ask for wait for a worker: once, with secrets that go as soon as they left, never to an unsafe box."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from centre import clock
from centre.models import AddressMail
from centre.services import address_mail, outgoing, pruning
from centre.services.address_mail import RETRIES, queue_mail

State = AddressMail.State
MAIL = {"address": "nieuw@example.org", "subject": "Uw link", "text": "https://example.org/geheim/"}


def test_asked_twice_for_one_occasion_it_leaves_once_and_its_secrets_go(db):
    for _twice in range(2):
        queue_mail(key="link:1", **MAIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, text FROM centre_addressmail")
        assert "geheim" not in str(cursor.fetchall())

    assert (address_mail.deliver_round(), address_mail.deliver_round()) == (1, 0)

    (sent,) = mail.outbox
    assert (sent.to, sent.body) == ([MAIL["address"]], MAIL["text"])
    row = AddressMail.objects.get()
    assert (row.state, row.address, row.text) == (State.SENT, "", "")


def test_a_dead_round_sends_again_with_the_same_message_id(db):
    queue_mail(**MAIL)
    outgoing._claim(AddressMail.objects.all(), 9)
    assert address_mail.deliver_round() == 0

    with clock.at(clock.now() + outgoing.LEASE * 2):
        assert address_mail.deliver_round() == 1

    row = AddressMail.objects.get()
    assert mail.outbox[0].extra_headers["Message-ID"] == outgoing.message_id(row.key, mark="a")


def test_a_server_that_is_away_is_tried_again_and_in_the_end_the_words_go(db, monkeypatch):
    queue_mail(**MAIL)
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda *_mails: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected()),
    )
    now = clock.now()
    for wait in (timedelta(), *RETRIES):
        now += wait
        with clock.at(now):
            assert address_mail.deliver_round() == 1
            assert address_mail.deliver_round() == 0
    row = AddressMail.objects.get()
    assert (row.state, row.attempts, row.text) == (State.DEAD, len(RETRIES), "")


def test_who_said_meanwhile_that_mail_is_not_safe_gets_none(cast):
    queue_mail(**MAIL | {"address": cast.anna.user.email.upper()})
    cast.anna.mail_is_safe = False
    cast.anna.save()

    address_mail.deliver_round()

    assert mail.outbox == []
    assert AddressMail.objects.get().state == State.DEAD


@pytest.mark.parametrize(("days", "kept"), [(80, 1), (100, 0)])
def test_the_row_goes_with_the_other_mail(db, days, kept):
    queue_mail(**MAIL)
    address_mail.deliver_round()
    with clock.at(clock.now() + timedelta(days=days)):
        pruning.prune()
    assert AddressMail.objects.count() == kept
