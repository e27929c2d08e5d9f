"""The outbox under random kills, outages, moves and times: nothing is lost, and never more doubles than kills."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from centre import clock
from centre.models import ContactTask, Notice, Parent
from centre.models.notice import NoticeState
from centre.services import claiming
from centre.services.delivery import deliver_batch, message_id_for
from centre.services.notices import queue_notice, suppress_notices
from tests.stateful.running import Walk, walk

START = datetime(2026, 10, 24, 9, tzinfo=UTC)
keys = st.integers(0, 5)


class Killed(BaseException):
    """The process is gone, in the middle of a round."""


class Outbox(Walk):
    cast, monkeypatch = None, None

    def __init__(self):
        super().__init__()
        Notice.objects.all().delete()
        mail.outbox = []
        self.now, self.kills, self.dies = START, 0, None
        #: The model: key → [kind, due, not after]; the number sent when an occasion ended.
        self.asked: dict[str, list] = {}
        self.over: dict[str, int] = {}
        self.monkeypatch.setattr(EmailBackend, "send_messages", lambda _backend, messages: self.sends(messages))

    def sends(self, messages):
        """One mail at a time; dies before or after it was accepted when its turn comes."""
        before = self.dies == ("before", 0)
        if self.dies is not None and self.dies[1] > 0:
            self.dies = (self.dies[0], self.dies[1] - 1)
        elif self.dies is not None:
            self.dies = None
            self.kills += 1
            if before:
                raise Killed
            mail.outbox.extend(messages)
            raise Killed
        mail.outbox.extend(messages)
        return len(messages)

    @property
    def sent(self) -> Counter:
        return Counter(message.extra_headers["Message-ID"] for message in mail.outbox)

    def count_of(self, key: str) -> int:
        return self.sent[message_id_for(Notice(key=key))]

    @rule(number=keys, kind=st.sampled_from(("message", "appointment", "invitation")), due=st.integers(-60, 600),
          late=st.one_of(st.none(), st.integers(60, 900)))  # fmt: skip
    def asks(self, number, kind, due, late):
        key = f"walk:{number}"
        facts = {"due_at": self.now + timedelta(minutes=due), "not_after": None}
        if late is not None:
            facts["not_after"] = self.now + timedelta(minutes=late)
        with clock.at(self.now):
            queue_notice(key=key, kind=kind, recipient=self.cast.anna.user, **facts)
        self.asked.setdefault(key, [kind, facts["due_at"], facts["not_after"]])

    @rule(number=keys)
    def the_occasion_ends(self, number):
        key = f"walk:{number}"
        if suppress_notices(keys=[key]):
            self.over[key] = self.count_of(key)

    @rule(is_safe=st.booleans())
    def mail_becomes_safe_or_not(self, is_safe):
        Parent.objects.filter(pk=self.cast.anna.pk).update(mail_is_safe=is_safe)

    @rule()
    def a_worker_runs(self):
        self.runs()

    @rule(where=st.sampled_from(("before", "after")), turn=st.integers(0, 3))
    def a_worker_is_killed(self, where, turn):
        self.dies = (where, turn)
        self.runs()
        self.dies = None

    @rule()
    def a_worker_dies_right_after_claiming(self):
        with clock.at(self.now):
            claiming.claim_due_notices(limit=10)

    @rule()
    def the_mail_server_is_away(self):
        with self.monkeypatch.context() as away:
            away.setattr("centre.services.delivery.open_line", lambda _mailer: False)
            self.runs()

    @rule(minutes=st.one_of(st.integers(1, 30), st.sampled_from((300, 24 * 60))))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    def runs(self):
        with clock.at(self.now):
            try:
                deliver_batch()
            except Killed:
                return

    @invariant()
    def doubles_are_never_more_than_kills(self):
        assert sum(count - 1 for count in self.sent.values()) <= self.kills

    @invariant()
    def what_ended_is_not_sent_any_more(self):
        assert all(self.count_of(key) == before for key, before in self.over.items())

    @precondition(lambda self: self.asked)
    @rule()
    def in_the_end_everything_is_settled(self):
        """Long after the last kill: each doorbell rang, was rightly voided, or waits before a person's eyes."""
        Parent.objects.filter(pk=self.cast.anna.pk).update(mail_is_safe=True)
        for _round in range(12):
            self.now += timedelta(hours=2)
            self.runs()
        assert set(Notice.objects.values_list("key", flat=True)) == set(self.asked)
        for row in Notice.objects.all():
            assert row.state not in (NoticeState.NEW, NoticeState.CLAIMED), row.key
            if row.state == NoticeState.SENT:
                assert self.count_of(row.key) >= 1, "said to be sent, and nobody got it"
            elif row.state == NoticeState.UNCERTAIN:
                assert self.kills or row.recoveries or row.kind in claiming.SENSITIVE
                assert ContactTask.objects.filter(notice=row).exists()
            else:
                assert row.state == NoticeState.SUPPRESSED
                assert row.why
                assert row.why != Notice.Why.LATE or self.asked[row.key][2] < self.now


def machine_of(cast, monkeypatch):
    return type("OutboxHere", (Outbox,), {"cast": cast, "monkeypatch": monkeypatch})


def test_nothing_is_lost_and_doubles_are_never_more_than_kills(cast, monkeypatch):
    walk(machine_of(cast, monkeypatch), steps=25)


@pytest.mark.parametrize("fault", ["a dead round is forgotten", "what is claimed is sent again at once"])
def test_the_walk_finds_a_planted_fault(cast, monkeypatch, fault):
    if fault == "a dead round is forgotten":
        monkeypatch.setattr(claiming, "recover_dead_claims", lambda **_mailer: 0)
    else:
        monkeypatch.setattr(claiming, "record_sent", claiming.give_back)
        monkeypatch.setattr("centre.services.delivery.record_sent", claiming.give_back)

    with pytest.raises(AssertionError):
        walk(machine_of(cast, monkeypatch), steps=25, examples=60)
