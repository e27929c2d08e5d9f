"""A round of doorbells: checked again, one connection, at most one in doubt, never at night, nothing lost."""

import smtplib
import time
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centre import clock
from centre.models import ContactTask, Notice, User
from centre.models.notice import NoticeState
from centre.services import contact, delivery
from centre.services.claiming import GROUP, MOST_RESENDS, Trail, claim_due_notices
from centre.services.consents import answer_consent
from centre.services.notices import queue_notice, send_message, send_to_both_parents
from centre.services.people import end_membership
from tests.cast import make_user

Why = Notice.Why


def ring(cast, key="k", kind="message", **facts) -> Notice:
    return queue_notice(key=key, kind=kind, recipient=facts.pop("recipient", cast.anna.user), **facts)


def after_the_lease():
    return clock.at(clock.now() + delivery.LEASE * 2)


def backend(monkeypatch, send):
    """A mail server that answers as the test says."""

    class Server(BaseEmailBackend):
        def send_messages(self, mails):
            return send(mails)

    monkeypatch.setattr(delivery, "get_connection", Server)
    return Server


@pytest.mark.parametrize("kind", ["message", "appointment", "questionnaire"])
def test_a_doorbell_of_a_dead_round_is_sent_once_more_and_then_waits_for_a_person(cast, kind):
    notice = ring(cast, kind=kind)
    claim_due_notices(limit=9)
    with after_the_lease():
        assert delivery.deliver_batch().sent == 1
    Notice.objects.filter(pk=notice.pk).update(recoveries=MOST_RESENDS)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.CLAIMED)
    with clock.at(clock.now() + delivery.LEASE * 4):
        assert delivery.deliver_batch().sent == 0
    notice.refresh_from_db()
    assert notice.state == NoticeState.UNCERTAIN
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1


@pytest.mark.parametrize("kind", ["invitation", "security"])
def test_something_sensitive_of_a_dead_round_is_possibly_sent_and_a_coordinator_sees_it(cast, client_as, kind):
    notice = ring(cast, kind=kind)
    claim_due_notices(limit=9)
    with after_the_lease():
        assert delivery.deliver_batch().sent == 0
    notice.refresh_from_db()
    assert notice.state == NoticeState.UNCERTAIN
    client = client_as(cast.cora)
    assert "Mogelijk verzonden".lower() in client.get("/coordinatie/bezorging/").content.decode().lower()
    task = ContactTask.objects.get()
    assert client.post(f"/coordinatie/bezorging/{task.reference}/", {"outcome": "resend"}).status_code == 302
    assert delivery.deliver_batch().sent == 1


def test_of_a_dead_round_only_the_mail_in_hand_is_in_doubt(cast):
    rows = [ring(cast, key=f"k{n}", kind="security") for n in range(5)]
    claimed = claim_due_notices(limit=9)
    with Trail(claimed[0].claim) as trail:
        trail.add(rows[0].pk)
        trail.add(rows[1].pk)
    with after_the_lease():
        delivery.deliver_batch()
    states = list(Notice.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["sent", "sent", "uncertain", "sent", "sent"]
    assert len(mail.outbox) == 2


def test_without_a_trail_one_group_is_in_doubt_and_no_more(cast):
    for number in range(GROUP + 3):
        ring(cast, key=f"k{number:02}", kind="security")
    claim_due_notices(limit=99)
    with after_the_lease():
        delivery.deliver_batch()
    assert Notice.objects.filter(state=NoticeState.UNCERTAIN).count() == GROUP
    assert len(mail.outbox) == 3


def test_a_transport_that_knows_what_it_accepted_leaves_no_doubt(cast, monkeypatch):
    asked = []
    server = backend(monkeypatch, asked.extend)
    server.accepted = lambda self, message_id: True
    notice = ring(cast, kind="security")
    claim_due_notices(limit=9)
    with after_the_lease():
        delivery.deliver_batch()
    notice.refresh_from_db()
    assert (notice.state, asked) == (NoticeState.SENT, [])


def test_a_mail_server_that_is_away_costs_nobody_an_attempt(cast, monkeypatch):
    server = backend(monkeypatch, list)
    server.open = lambda self: (_ for _ in ()).throw(ConnectionRefusedError())
    for number in range(3):
        ring(cast, key=f"k{number}")
    moment = clock.now()
    for minutes in range(0, 6 * 60, 30):
        with clock.at(moment + timedelta(minutes=minutes)):
            assert delivery.deliver_batch().sent == 0
    assert set(Notice.objects.values_list("state", "attempts")) == {("new", 0)}


def test_a_break_halfway_loses_nothing(cast, monkeypatch):
    sent = []

    def send(mails):
        if len(sent) == 2:
            sent.append("broken")
            raise smtplib.SMTPServerDisconnected("gone")
        sent.extend(mails)

    backend(monkeypatch, send)
    for number in range(5):
        ring(cast, key=f"k{number}")
    delivery.deliver_batch()
    with clock.at(clock.now() + timedelta(minutes=2)):
        delivery.deliver_batch()
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert len(sent) == 6


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (smtplib.SMTPServerDisconnected("gone"), "message"),
        (smtplib.SMTPServerDisconnected("gone"), "security"),
        (smtplib.SMTPDataError(450, b"4.2.0 later"), "message"),
        (None, "message"),
    ],
)
def test_a_round_that_stood_still_beyond_its_lease_undoes_nothing_of_the_next_one(cast, monkeypatch, fault, kind):
    """The process is stopped (SIGSTOP, a machine put aside) while a mail is in its hand, and goes on much later."""
    sent, paused = [], []

    def send(mails):
        if not paused:
            paused.append(True)
            with after_the_lease():
                delivery.deliver_batch()
            # The clock of the machine went on meanwhile.
            later = time.monotonic() + 2 * delivery.LEASE.seconds
            monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: later))
            if fault:
                raise fault
        sent.extend(mails)

    backend(monkeypatch, send)
    for number in range(GROUP + 20):
        ring(cast, key=f"k{number}", kind=kind)
    delivery.deliver_batch()
    with clock.at(clock.now() + timedelta(hours=2)):
        delivery.deliver_batch()

    # The one in its hand may have left twice; of the others each left once, whatever the stopped round believes.
    times = Counter(row.extra_headers["Message-ID"] for row in sent)
    assert GROUP + 19 <= len(times) <= len(sent) <= GROUP + 21


def test_a_round_that_stood_still_before_it_weighed_its_rows_voids_nothing_of_the_next_one(cast, monkeypatch):
    notice = ring(cast)
    weigh = delivery.Guards

    def slowly(rows):
        monkeypatch.setattr(delivery, "Guards", weigh)
        with after_the_lease():
            delivery.deliver_batch()
        cast.anna.user.is_active = False
        cast.anna.user.save()
        return weigh(Notice.objects.filter(pk__in=[row.pk for row in rows]).select_related("recipient"))

    monkeypatch.setattr(delivery, "Guards", slowly)
    delivery.deliver_batch()

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT


def test_the_cost_of_a_round_does_not_grow_with_its_mails(cast):
    def cost(count, start):
        for number in range(count):
            ring(cast, key=f"k{start + number}")
        with CaptureQueriesContext(connection) as queries:
            assert delivery.deliver_batch().sent == count
        return len(queries)

    assert cost(2, 0) == cost(20, 100) <= 25


def _card(parent, **changes):
    choices = {"mail_is_safe": True, "prefers": "portal", "quiet_from": 21, "quiet_until": 8} | changes
    contact.set_card(parent=parent, by=parent.user, **choices)


def _no_mail(cast):
    answer_consent(case=cast.case, purpose="mail", giver=cast.anna, answer="refused", by=cast.anna.user)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda cast: User.objects.filter(pk=cast.anna.user.pk).update(is_active=False), Why.ACCOUNT),
        (lambda cast: [end_membership(membership=hat) for hat in cast.anna.user.memberships.all()], Why.ACCOUNT),
        (lambda cast: _card(cast.anna, mail_is_safe=False), Why.UNSAFE),
        (lambda cast: _card(cast.anna, prefers="call"), Why.CALL),
        (lambda cast: _card(cast.anna, prefers="sms", mail_is_safe=False), Why.CALL),
        (_no_mail, Why.CONSENT),
    ],
)
def test_what_changed_since_it_was_asked_counts_at_the_moment_of_sending(cast, change, why):
    notice = ring(cast)
    change(cast)
    assert delivery.deliver_batch().sent == 0
    notice.refresh_from_db()
    assert (notice.state, notice.why) == (NoticeState.SUPPRESSED, why)
    assert ContactTask.objects.filter(sort="call").count() == (why == Why.CALL)


def test_no_to_mail_never_stops_news_about_the_own_account(cast):
    _no_mail(cast)
    ring(cast, kind="security")
    assert delivery.deliver_batch().sent == 1


@pytest.mark.parametrize(
    ("asked", "rings"),
    [
        ("2027-03-10T21:00", "2027-03-11T08:00"),
        ("2027-03-11T07:59", "2027-03-11T08:00"),
        ("2027-03-10T20:59", "2027-03-10T20:59"),
        ("2026-10-24T23:30", "2026-10-25T08:00"),  # the night with an hour more
        ("2026-10-25T02:30", "2026-10-25T08:00"),
        ("2027-03-27T23:30", "2027-03-28T08:00"),  # the night with an hour less
        ("2027-03-28T03:00", "2027-03-28T08:00"),
    ],
)
def test_a_family_without_a_card_has_quiet_nights_also_when_the_clock_changes(cast, settings, asked, rings):
    settings.QUIET_HOURS = (21, 8)
    asked, rings = clock.moment_from(asked), clock.moment_from(rings)
    with clock.at(asked):
        notice = ring(cast)
        assert delivery.deliver_batch().sent == (asked == rings)
    notice.refresh_from_db()
    assert notice.due_at == rings
    with clock.at(rings):
        delivery.deliver_batch()
    assert len(mail.outbox) == 1


def test_a_child_has_quiet_nights_and_is_spoken_to_as_je(cast, settings):
    settings.QUIET_HOURS = (21, 8)
    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save()
    with clock.at(clock.moment_from("2027-03-10T22:00")):
        ring(cast, recipient=cast.noor.user)
        assert delivery.deliver_batch().sent == 0
    with clock.at(clock.moment_from("2027-03-11T08:00")):
        delivery.deliver_batch()
    body = mail.outbox[0].body.split("Met vriendelijke groet")[0]
    assert " je" in body.lower()
    assert " u " not in body.lower()


def test_professionals_hear_at_once_also_at_night(cast, settings):
    settings.QUIET_HOURS = (21, 8)
    with clock.at(clock.moment_from("2027-03-10T22:00")):
        ring(cast, recipient=cast.fiona)
        assert delivery.deliver_batch().sent == 1


@pytest.mark.parametrize(
    ("written", "rings"),
    [
        ("2027-03-10T08:59", "2027-03-10T09:00"),
        ("2027-03-10T09:00", "2027-03-10T09:00"),
        ("2027-03-10T09:01", "2027-03-10T13:00"),
        ("2027-03-10T17:30", "2027-03-11T09:00"),
        ("2026-10-24T18:00", "2026-10-25T09:00"),
        ("2027-03-27T18:00", "2027-03-28T09:00"),
    ],
)
def test_a_message_to_one_parent_rings_at_a_fixed_hour(cast, settings, written, rings):
    settings.MAIL_SLOTS = [17, 9, 13]
    with clock.at(clock.moment_from(written)):
        send_message(recipient=cast.anna.user, subject="x", text="y", by=cast.cora)
    assert Notice.objects.get().due_at == clock.moment_from(rings)


def test_a_text_to_both_rings_for_both_at_the_same_minute(cast, settings):
    settings.MAIL_SLOTS = [9, 13, 17]
    with clock.at(clock.moment_from("2027-03-10T10:20")):
        send_to_both_parents(case=cast.case, subject="x", text="y", by=cast.cora, sending="s")
        assert delivery.deliver_batch().sent == 2
    assert len(set(Notice.objects.values_list("due_at", flat=True))) == 1
    assert [len(sent.to) for sent in mail.outbox] == [1, 1]


def test_what_one_does_oneself_is_confirmed_at_once_and_staff_hears_at_once(cast, settings):
    settings.MAIL_SLOTS = [9, 13, 17]
    with clock.at(clock.moment_from("2027-03-10T10:20")):
        send_message(recipient=cast.anna.user, subject="x", text="y", by=cast.anna.user)
        send_message(recipient=cast.cora, subject="x", text="y", by=None)
        assert delivery.deliver_batch().sent == 2
