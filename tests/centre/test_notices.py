"""Doorbells: asked twice is rung once; a dead worker loses nothing; mail says nothing."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from centre import clock
from centre.models import Message, Notice
from centre.models.notice import NoticeState
from centre.services import delivery
from centre.services.notices import queue_notice, send_message, send_to_both_parents, suppress_notices

FORBIDDEN = re.compile(
    r"knel|scheid|conflict|\bkind\b(?! regards)|kinder|ouder|groep|behandel|therap|haarlem|anna|bram|noor|divorce|child|parent|group",
    re.IGNORECASE,
)


def test_asking_twice_with_one_key_rings_once(cast):
    for _attempt in range(2):
        queue_notice(key="k", kind="message", recipient=cast.anna.user)

    assert delivery.deliver_batch().sent == 1
    assert delivery.deliver_batch().sent == 0


@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_a_mail_has_one_recipient_and_no_content(cast, kind, settings):
    settings.BASE_URL = "https://tweehuis.example.org"
    queue_notice(key=f"k:{kind}", kind=kind, recipient=cast.anna.user)
    delivery.deliver_batch()

    [sent] = mail.outbox
    html = sent.alternatives[0].content
    assert sent.to == [cast.anna.user.email]
    assert (sent.cc, sent.bcc) == ([], [])
    assert FORBIDDEN.search(sent.subject + sent.body + sent.from_email) is None
    assert FORBIDDEN.search(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)) is None
    assert "<img" not in html
    assert len(html) < 30_000


def test_the_forbidden_word_list_would_catch_a_slip():
    assert FORBIDDEN.search("Uw afspraak bij Kinderen uit de Knel")


def test_a_notice_waits_until_it_is_due_and_dies_when_it_is_too_late(cast):
    now = clock.now()
    queue_notice(key="later", kind="message", recipient=cast.anna.user, due_at=now + timedelta(hours=1))
    queue_notice(key="late", kind="message", recipient=cast.anna.user, not_after=now - timedelta(hours=1))

    assert delivery.deliver_batch().sent == 0
    assert Notice.objects.get(key="late").state == NoticeState.SUPPRESSED
    with clock.at(now + timedelta(hours=2)):
        assert delivery.deliver_batch().sent == 1


def test_no_mail_leaves_when_mail_is_not_safe_for_this_person(cast):
    cast.anna.mail_is_safe = False
    cast.anna.save()
    queue_notice(key="k", kind="message", recipient=cast.anna.user)

    assert delivery.deliver_batch().sent == 0
    assert mail.outbox == []


def test_a_claim_of_a_dead_worker_comes_back_with_the_same_message_id(cast):
    notice = queue_notice(key="k", kind="message", recipient=cast.anna.user)
    assert [row.pk for row in delivery.claim_due_notices(limit=9)] == [notice.pk]
    assert delivery.claim_due_notices(limit=9) == []

    with clock.at(clock.now() + delivery.LEASE * 2):
        assert delivery.deliver_batch().sent == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == delivery.message_id_for(notice)


def test_a_refused_mail_is_tried_again_and_given_up_after_the_last_wait(cast, monkeypatch):
    class Refusing(BaseEmailBackend):
        def send_messages(self, mails):
            raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(delivery, "get_connection", Refusing)
    notice = queue_notice(key="k", kind="message", recipient=cast.anna.user)
    moment = clock.now()
    for _attempt in range(len(delivery.RETRIES) + 1):
        with clock.at(moment):
            delivery.deliver_batch()
        moment += timedelta(hours=2)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.DEAD, len(delivery.RETRIES) + 1)


def test_void_doorbells_do_not_ring(cast):
    queue_notice(key="session:1:0:48", kind="appointment", recipient=cast.anna.user)
    queue_notice(key="session:2:0:48", kind="appointment", recipient=cast.anna.user)

    assert suppress_notices(key_prefix="session:1:") == 1
    assert delivery.deliver_batch().sent == 1


def test_both_parents_get_the_same_text_at_the_same_moment_apart(cast):
    for _attempt in range(2):
        send_to_both_parents(
            case=cast.case, subject="Afspraak", text="Dezelfde tekst.", by=cast.cora, sending="letter-1"
        )

    rows = Message.objects.order_by("pk")
    assert [row.recipient for row in rows] == [parent.user for parent in cast.case.family.parents.order_by("pk")]
    assert len({(row.subject, row.text, row.sent_at) for row in rows}) == 1
    assert delivery.deliver_batch().sent == 2
    assert [len(sent.to) for sent in mail.outbox] == [1, 1]


def test_reading_keeps_the_first_moment_and_a_message_of_another_is_404(cast, client_as):
    message = send_message(recipient=cast.anna.user, subject="Brief", text="Alleen voor u.", by=cast.cora)
    client = client_as(cast.anna)

    assert "Alleen voor u." in client.get(f"/mijn/berichten/{message.reference}/").content.decode()
    message.refresh_from_db()
    first = message.first_read_at
    client.get(f"/mijn/berichten/{message.reference}/")
    message.refresh_from_db()

    assert message.first_read_at == first
    assert client_as(cast.bram).get(f"/mijn/berichten/{message.reference}/").status_code == 404
    assert client.post(f"/mijn/berichten/{message.reference}/", {"text": "changed"}).status_code == 405
