"""Let go of what has served: doorbells, finished tasks, drafts, sign-ups that were never confirmed, old log.

Terms stand in centre/mail_settings.py with their source. Dossiers go elsewhere (centre/services/retention.py).
"""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from centre import append_only, clock
from centre.models import (
    AccessSeal,
    AddressMail,
    Bounce,
    Complaint,
    ContactTask,
    MailTemplate,
    NewsletterIssue,
    NewsletterMail,
    Notice,
    Subscriber,
)
from centre.models.notice import NoticeState
from centre.services.sealing import bounds

FINISHED = (NoticeState.SENT, NoticeState.SUPPRESSED, NoticeState.DEAD)
#: Years are counted in days with the leap days, so that nothing goes too early.
YEAR = timedelta(days=366)


def over() -> dict[str, QuerySet]:
    """What may go now, by name; the log of who looked is apart (`prunable_days`)."""
    now = clock.now()
    mail, draft = now - timedelta(days=settings.MAIL_KEEP_DAYS), now - timedelta(days=settings.DRAFT_KEEP_DAYS)
    open_tasks = ContactTask.objects.filter(done_at=None).exclude(notice=None).values("notice")
    doorbells = Notice.objects.filter(Q(not_after=None) | Q(not_after__lt=now), state__in=FINISHED, due_at__lt=mail)
    return {
        "doorbells": doorbells.filter(created_at__lt=mail).exclude(pk__in=open_tasks),
        "finished tasks": ContactTask.objects.filter(done_at__lt=mail),
        "bounces": Bounce.objects.filter(at__lt=mail),
        "mails of the newsletter": NewsletterMail.objects.filter(state__in=["sent", "dead"], due_at__lt=mail),
        "mails to an address": AddressMail.objects.filter(state__in=["sent", "dead"], due_at__lt=mail),
        "drafts of wording": MailTemplate.objects.filter(published_at=None, made_at__lt=draft, notices=None),
        "drafts of issues": NewsletterIssue.objects.filter(sent_at=None, written_at__lt=draft),
        "finished complaints": _finished_complaints(),
        "sign-ups without confirmation": Subscriber.objects.filter(confirmed_at=None, asked_at__lt=draft),
    } | _of_rooms()


def _of_rooms() -> dict[str, QuerySet]:
    """What the rooms above let go of: `pruning.py` with `over()`, found by name."""
    found = {}
    for room in settings.ROOMS:
        if find_spec(f"{room}.pruning"):
            found |= import_module(f"{room}.pruning").over()
    return found


def _finished_complaints() -> QuerySet:
    """By the centre's own term; while that is not settled none goes."""
    months = settings.COMPLAINT_TERMS["keep_months"]
    if not months:
        return Complaint.objects.none()
    return Complaint.objects.filter(closed_on__lt=clock.today() - months * YEAR / 12)


@transaction.atomic
def prune() -> dict[str, int]:
    """Remove it; returns how many rows per name."""
    return {name: rows.delete()[0] for name, rows in over().items()} | {"days of the log": prune_log()}


def prunable_days() -> QuerySet[AccessSeal]:
    """Sealed days of which the term is over and that still hold rows."""
    limit = clock.today() - settings.ACCESS_LOG_KEEP_YEARS * YEAR
    return AccessSeal.objects.filter(day__lt=limit, pruned_at=None).order_by("day")


@transaction.atomic
def prune_log() -> int:
    """Remove the rows of old sealed days, oldest first; the seals stay, so that the chain can still be verified.

    The database itself refuses rows of less than five years (centre/append_only.py).
    """
    days = list(prunable_days())
    for seal in days:
        start, end = bounds(seal.day)
        append_only.prune(connection, since=start, before=end)
        seal.pruned_at = clock.now()
        seal.save(update_fields=["pruned_at"])
    return len(days)
