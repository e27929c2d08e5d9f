"""Send whole mails that wait: claimed, one by one over one connection, each recorded before the next."""

import hashlib
import smtplib
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet

from centre import clock
from centre.models import OutgoingMail

State = OutgoingMail.State
#: A claim older than this belongs to a round that died; at most the mail in its hand leaves twice, with the same Message-ID.
LEASE = timedelta(minutes=10)
ROUND = 100


def deliver_round(
    *,
    rows: QuerySet,
    mail_for: Callable[[OutgoingMail], EmailMultiAlternatives | None],
    retries: tuple[timedelta, ...],
    limit: int = ROUND,
) -> int:
    """Send what is due of `rows`; returns how many were taken. `mail_for` gives None for what must not leave any more."""
    taken, mailer = _claim(rows, limit), get_connection()
    for row in taken:
        mail = mail_for(row)
        try:
            if mail:
                mailer.send_messages([mail])
        except (OSError, smtplib.SMTPException):
            _retry(row, retries)
        else:
            _settle(row, State.SENT if mail else State.DEAD)
    mailer.close()
    return len(taken)


def message_id(key: str, *, mark: str) -> str:
    """The same for every attempt; tells nothing. `mark`: a letter per kind of mail."""
    return f"<{mark}{hashlib.sha256(key.encode()).hexdigest()[:32]}@tweehuis>"


@transaction.atomic
def _claim(rows: QuerySet, limit: int) -> list[OutgoingMail]:
    now, claim = clock.now(), uuid.uuid4()
    due = Q(state=State.NEW, due_at__lte=now) | Q(state=State.CLAIMED, claimed_at__lt=now - LEASE)
    taken = list(rows.filter(due).select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")[:limit])
    rows.model._base_manager.filter(pk__in=[row.pk for row in taken]).update(
        state=State.CLAIMED, claimed_at=now, claim=claim
    )
    for row in taken:
        row.claim = claim
    return taken


def _settle(row: OutgoingMail, state: str) -> None:
    facts = {"state": state, "sent_at": clock.now() if state == State.SENT else None, **row.FORGETS}
    type(row)._base_manager.filter(pk=row.pk, claim=row.claim).update(**facts)


def _retry(row: OutgoingMail, retries: tuple[timedelta, ...]) -> None:
    if row.attempts >= len(retries):
        _settle(row, State.DEAD)
        return
    again = clock.now() + retries[row.attempts]
    mine = type(row)._base_manager.filter(pk=row.pk, claim=row.claim)
    mine.update(state=State.NEW, due_at=again, attempts=row.attempts + 1)
