"""Carry doorbells out: claim, check again, send, record. Exactly once as far as mail can be (features.md H2)."""

import smtplib
import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import get_connection
from django.db import transaction

from centre import clock
from centre.doorbell_mail import LetterCase, message_id_for
from centre.guards import Guards
from centre.models import Notice
from centre.models.notice import NoticeState
from centre.services import undelivered
from centre.services.claiming import (
    GROUP,
    LEASE,
    SENSITIVE,
    Trail,
    claim_due_notices,
    give_back,
    held_by,
    mark_uncertain,
    record_sent,
)
from centre.services.mail_line import FAILURES, open_line, still_open

__all__ = ["LEASE", "RETRIES", "Batch", "claim_due_notices", "deliver_batch", "message_id_for"]

#: Rows of one round: many share its queries, and it is over well within the lease.
ROUND = 500
#: Waits after a failed attempt; after the last one the notice is dead and staff is told.
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
FOR_GOOD = 500


@dataclass(frozen=True)
class Batch:
    """One round: how many rows were claimed and how many mails left."""

    claimed: int
    sent: int

    def __bool__(self):
        return self.claimed > 0


def deliver_batch(*, limit: int = ROUND) -> Batch:
    """Claim and send one round over one connection. Nothing is lost when the process ends halfway."""
    started, mailer = time.monotonic(), get_connection()
    claimed = claim_due_notices(limit=limit, mailer=mailer)
    if not claimed:
        return Batch(0, 0)
    guards = Guards(claimed)
    rows = _settle(claimed, guards)
    if not rows:
        return Batch(len(claimed), 0)
    if not open_line(mailer):
        _outage(rows)
        return Batch(len(claimed), 0)
    try:
        return Batch(len(claimed), _send(rows, LetterCase(guards.roles), mailer, until=started + LEASE.seconds / 2))
    finally:
        mailer.close()


@transaction.atomic
def _settle(claimed: list[Notice], guards: Guards) -> list[Notice]:
    """Void what lost its reason, put off what meets quiet hours; returns what rings now, in the round's order."""
    ringing, refused, waiting = [], {}, {}
    for row in claimed:
        if why := guards.why_not(row):
            refused.setdefault(why, []).append(row)
        elif later := guards.wait_until(row):
            waiting.setdefault(later, []).append(row.pk)
        else:
            ringing.append(row)
    for why, rows in refused.items():
        held_by(claimed[0], [row.pk for row in rows]).update(state=NoticeState.SUPPRESSED, why=why)
        undelivered.ask_for_calls(notices=rows, why=why)
    for later, pks in waiting.items():
        held_by(claimed[0], pks).update(state=NoticeState.NEW, due_at=later, claim=None)
    return ringing


def _send(rows: list[Notice], letters: LetterCase, mailer, *, until: float) -> int:
    """Hand the mails over one by one; recorded in groups, with the trail beside it for who dies in between."""
    with Trail(rows[0].claim) as trail:
        accepted: list[Notice] = []
        sent = 0
        for number, row in enumerate(rows):
            if time.monotonic() > until:
                give_back(rows[number:])
                break
            try:
                mailer.send_messages([letters.mail_for(row)])
            except FAILURES as error:
                _refused(row, error)
                if not still_open(mailer, error):
                    _outage(rows[number + 1 :])
                    break
                continue
            trail.add(row.pk)
            accepted.append(row)
            sent += 1
            if len(accepted) == GROUP:
                record_sent(accepted)
                accepted = []
        record_sent(accepted)
    trail.remove()
    return sent


def _outage(rows: list[Notice]) -> None:
    """The mail server is away: nobody's attempt is counted, the round is tried again in a minute."""
    give_back(rows, due_at=clock.now() + RETRIES[0])


def _refused(notice: Notice, error: Exception) -> None:
    """For good: a bounce. For now: once more later. A break in the middle of something sensitive: a person decides."""
    code, status = _answer_of(error)
    if code >= FOR_GOOD:
        undelivered.record_bounce(notice=notice, status=status)
    elif code == 0 and notice.kind in SENSITIVE and not isinstance(error, ConnectionRefusedError):
        mark_uncertain(notice=notice)
    else:
        _retry(notice)


def _answer_of(error: Exception) -> tuple[int, str]:
    """(SMTP code, enhanced status); (0, "") when the line broke."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    words = words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)
    return code, undelivered.status_in(words) or f"{code // 100}.0.0"


def _retry(notice: Notice) -> None:
    notice.attempts += 1
    if notice.attempts > len(RETRIES):
        undelivered.give_up(notice=notice)
        return
    again = clock.now() + RETRIES[notice.attempts - 1]
    held_by(notice, [notice.pk]).update(state=NoticeState.NEW, attempts=notice.attempts, due_at=again, claim=None)
