"""Mails that pages ask for wait for a worker: once, with secrets that go as soon as they left, never to an unsafe box."""

import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from centre import clock
from centre.models import AddressMail, ContactTask
from centre.services import address_mail, outgoing, pruning
from centre.services.address_mail import RETRIES, queue_mail

State = AddressMail.State
MAIL = {"address": "nieuw@example.org", "subject": "Uw link", "text": "https://example.org/geheim/"}


def test_it_leaves_once_and_its_secrets_go(db):
    queue_mail(**MAIL)
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


def test_a_mail_that_is_never_accepted_is_tried_again_and_in_the_end_its_words_go_and_somebody_calls(cast, monkeypatch):
    queue_mail(**MAIL | {"address": cast.anna.user.email})
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
    assert ContactTask.objects.get().person == cast.anna.user


@pytest.mark.parametrize("how", ["at once", "halfway"])
def test_a_server_that_is_away_for_hours_costs_no_attempt_and_no_words(db, monkeypatch, how):
    for _row in range(3):
        queue_mail(**MAIL)

    class Away(BaseEmailBackend):
        opened = sent = 0

        def open(self):
            Away.opened += 1
            if how == "at once" or Away.opened > 1:
                raise ConnectionRefusedError

        def send_messages(self, _mails):
            if Away.sent:
                raise smtplib.SMTPServerDisconnected
            Away.sent += 1

    with monkeypatch.context() as away:
        away.setattr(outgoing, "get_connection", Away)
        for hour in range(4):
            with clock.at(clock.now() + timedelta(hours=hour)):
                address_mail.deliver_round()
    waiting = AddressMail.objects.filter(state=State.NEW)
    assert {(row.attempts, row.text) for row in waiting} == {(0, MAIL["text"])}
    with clock.at(clock.now() + timedelta(hours=4)):
        address_mail.deliver_round()
    assert AddressMail.objects.filter(state=State.SENT).count() == 3


def test_one_round_makes_one_connection_and_stops_well_before_its_lease_is_over(db, monkeypatch):
    for _row in range(3):
        queue_mail(**MAIL)
    passed = iter((0, 0, 1, outgoing.LEASE.seconds * 0.6))
    monkeypatch.setattr(outgoing, "time", SimpleNamespace(monotonic=lambda: next(passed)))
    opened = []
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", lambda _mailer: opened.append(1))

    address_mail.deliver_round()

    assert (len(mail.outbox), len(opened)) == (2, 1)
    left = AddressMail.objects.get(state=State.NEW)
    assert (left.attempts, left.claim) == (0, None)


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
