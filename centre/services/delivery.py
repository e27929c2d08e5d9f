"""Carry doorbells out: claim, check again, send, record. Exactly once as far as mail can be (features.md H2)."""

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from centre import clock
from centre.models import ContactCard, Notice, Parent
from centre.models.notice import NoticeState
from centre.quiet import end_of_quiet

#: A claim older than this belongs to a worker that died.
LEASE = timedelta(seconds=120)
#: Waits after a failed attempt; after the last one the notice is dead and staff is told.
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))


def claim_due_notices(*, limit: int = 50) -> list[Notice]:
    """Mark due rows as being sent, so that no other worker takes them; a dead worker's claims come back."""
    now = clock.now()
    due = Q(state=NoticeState.NEW, due_at__lte=now) | Q(state=NoticeState.CLAIMED, claimed_at__lt=now - LEASE)
    with transaction.atomic():
        rows = Notice.objects.filter(due).order_by("due_at")
        rows = rows.select_for_update(skip_locked=True)
        claimed = list(rows.select_related(None)[:limit])
        Notice.objects.filter(pk__in=[row.pk for row in claimed]).update(state=NoticeState.CLAIMED, claimed_at=now)
    return claimed


@dataclass(frozen=True)
class Batch:
    """One round: how many rows were claimed and how many mails left."""

    claimed: int
    sent: int

    def __bool__(self):
        return self.claimed > 0


def deliver_batch(*, limit: int = 50) -> Batch:
    """Claim and send one round. Nothing is lost when the process ends halfway."""
    claimed = claim_due_notices(limit=limit)
    if not claimed:
        return Batch(0, 0)
    rows = Notice.objects.filter(pk__in=[row.pk for row in claimed]).select_related("recipient").order_by("due_at")
    mailer = get_connection()
    return Batch(len(claimed), sum(deliver_notice(notice=notice, mailer=mailer) for notice in rows))


def deliver_notice(*, notice: Notice, mailer=None) -> bool:
    """Send one claimed row, or suppress it when its reason has gone. True when a mail left."""
    if has_lost_its_reason(notice):
        _finish(notice, NoticeState.SUPPRESSED)
        return False
    if later := quiet_until(notice):
        _wait(notice, later)
        return False
    notice.message_id = message_id_for(notice)
    mailer = mailer or get_connection()
    if not (hasattr(mailer, "accepted") and mailer.accepted(notice.message_id)):
        try:
            mailer.send_messages([mail_for(notice)])
        except (OSError, smtplib.SMTPException):
            _retry(notice)
            return False
    notice.sent_at = clock.now()
    _finish(notice, NoticeState.SENT)
    return True


def has_lost_its_reason(notice: Notice) -> bool:
    """Checked again at the moment of sending: too late, account ended, or mail is not safe for this person."""
    if notice.not_after and notice.not_after < clock.now():
        return True
    if not notice.recipient.is_active:
        return True
    return Parent.objects.filter(user=notice.recipient, mail_is_safe=False).exists()


def quiet_until(notice: Notice) -> datetime | None:
    """When this may ring, if its person asked for quiet now; None means at once.

    Invitations (somebody expects them) and news about the account's safety never wait, nor does what would be too
    late after the quiet.
    """
    if notice.kind in (Notice.Kind.INVITATION, Notice.Kind.SECURITY):
        return None
    now = clock.now()
    cards = ContactCard.objects.filter(parent__user=notice.recipient)
    ends = [end_of_quiet(now, card.quiet_from, card.quiet_until) for card in cards]
    later = max((end for end in ends if end), default=None)
    too_late = later is not None and notice.not_after is not None and notice.not_after <= later
    return None if too_late else later


def message_id_for(notice: Notice) -> str:
    """The same for every attempt, so that a double can be recognised; tells nothing."""
    return f"<{hashlib.sha256(notice.key.encode()).hexdigest()[:32]}@tweehuis>"


def mail_for(notice: Notice) -> EmailMultiAlternatives:
    """Doorbell: no content, no names, a link that only works after signing in."""
    context = {"kind": notice.kind, "url": settings.BASE_URL.rstrip("/") + notice.path}
    with translation.override(notice.recipient.language):
        subject = render_to_string(f"mail/{notice.kind}/subject.txt", context).strip()
        text = render_to_string(f"mail/{notice.kind}/body.txt", context)
        html = render_to_string(f"mail/{notice.kind}/body.html", context)
    mail = EmailMultiAlternatives(
        subject, text, to=[notice.recipient.email], headers={"Message-ID": message_id_for(notice)}
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _finish(notice: Notice, state: str) -> None:
    notice.state = state
    notice.save(update_fields=["state", "message_id", "sent_at"])


def _wait(notice: Notice, until: datetime) -> None:
    notice.state, notice.due_at = NoticeState.NEW, until
    notice.save(update_fields=["state", "due_at"])


def _retry(notice: Notice) -> None:
    notice.attempts += 1
    if notice.attempts > len(RETRIES):
        notice.state = NoticeState.DEAD
    else:
        notice.state, notice.due_at = NoticeState.NEW, clock.now() + RETRIES[notice.attempts - 1]
    notice.save(update_fields=["state", "attempts", "due_at"])
