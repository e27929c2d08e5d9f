"""Send whole mails that wait: claimed, one by one over one connection, each recorded before the next."""

import hashlib
import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet

from centre import clock
from centre.models import OutgoingMail
from centre.services.mail_line import FAILURES, open_line, still_open

logger = logging.getLogger(__name__)
State = OutgoingMail.State
#: A claim older than this belongs to a round that died; at most the mail in its hand leaves twice, with the same Message-ID.
LEASE = timedelta(minutes=10)
ROUND = 100
#: The wait when there is no mail server; no attempt is counted.
OUTAGE = timedelta(minutes=1)


def deliver_round(
    *,
    rows: QuerySet,
    mail_for: Callable[[OutgoingMail], EmailMultiAlternatives | None],
    retries: tuple[timedelta, ...],
    gave_up: Callable[[OutgoingMail], None] | None = None,
    limit: int = ROUND,
) -> int:
    """Send what is due of `rows`; returns how many were taken. `mail_for` gives None for what must not leave any more.

    A server that is away costs no row an attempt. `gave_up` hears of a row whose attempts are over, while it still has
    its address; the log counts it too.
    """
    until, mailer = time.monotonic() + LEASE.seconds / 2, get_connection()
    taken = _claim(rows, limit)
    if not taken:
        return 0
    if not open_line(mailer):
        _put_back(taken, wait=OUTAGE)
        return len(taken)
    try:
        for number, row in enumerate(taken):
            # Well before the lease is over: what another round would claim is no longer in this one's hands.
            if time.monotonic() > until:
                _put_back(taken[number:])
                break
            if not _is_line_up_after(row, mailer, mail_for, retries, gave_up):
                _put_back(taken[number:], wait=OUTAGE)
                break
    finally:
        mailer.close()
    return len(taken)


def _is_line_up_after(row, mailer, mail_for, retries, gave_up) -> bool:
    """Send one; False when the server went away meanwhile, so that it was nobody's attempt."""
    try:
        mail = mail_for(row)
        if mail:
            mailer.send_messages([mail])
    except FAILURES as error:
        if not still_open(mailer, error):
            return False
        _retry(row, retries, gave_up)
    except Exception as error:
        # A row that cannot become a mail keeps nobody behind it waiting. Only the kind of error is written down: what it
        # says may hold the address or the words.
        logger.error("%s %s could not be made into a mail: %s", row._meta.label, row.pk, type(error).__name__)
        _retry(row, retries, gave_up)
    else:
        _settle(row, State.SENT if mail else State.DEAD)
    return True


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


def _put_back(rows: list[OutgoingMail], *, wait: timedelta | None = None) -> None:
    """Not tried by this round: another one takes them, now or after `wait`."""
    later = {"due_at": clock.now() + wait} if wait else {}
    mine = type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows], claim=rows[0].claim, state=State.CLAIMED)
    mine.update(state=State.NEW, claim=None, **later)


def _retry(row: OutgoingMail, retries: tuple[timedelta, ...], gave_up) -> None:
    if row.attempts >= len(retries):
        logger.error("%s %s could not be delivered: every attempt failed", row._meta.label, row.pk)
        if gave_up:
            gave_up(row)
        _settle(row, State.DEAD)
        return
    again = clock.now() + retries[row.attempts]
    mine = type(row)._base_manager.filter(pk=row.pk, claim=row.claim)
    mine.update(state=State.NEW, due_at=again, attempts=row.attempts + 1)
