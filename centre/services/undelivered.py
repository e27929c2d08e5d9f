"""What did not arrive: keep the fact, ask a person to do something about it, never another address (features.md H4)."""

import mailbox
import re
from collections.abc import Iterable
from datetime import timedelta
from email import message_from_binary_file, policy
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.bounces import read_report
from centre.guards import PERSONAL, digest_of
from centre.models import Bounce, Case, ContactTask, Notice, Parent, User
from centre.models.notice import NoticeState
from centre.services.notices import send_to_staff
from centre.undelivered import coordinators_by_region, regions_of

Sort, Outcome, Why = ContactTask.Sort, ContactTask.Outcome, Notice.Why
#: So many soft bounces within so many days count as one that is for good (security reference 10.10).
SOFT_LIMIT, SOFT_DAYS = 5, 5
#: All attempts failed although no server said "never": RFC 3463, delivery time expired.
EXPIRED = "4.4.7"
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def status_in(words: str) -> str:
    """The enhanced status code in a server's answer, or ""."""
    found = _STATUS.search(words)
    return found[1] if found else ""


@transaction.atomic
def record_bounce(*, notice: Notice, status: str) -> Bounce:
    """Keep one report; for good (or too often) the address counts as unreachable and staff gets a task. Twice is once."""
    is_hard = status.startswith("5")
    bounce, made = Bounce.objects.get_or_create(
        notice=notice,
        status=status,
        defaults={
            "recipient": notice.recipient,
            "address_digest": digest_of(notice.recipient.email),
            "is_hard": is_hard,
            "at": clock.now(),
        },
    )
    if is_hard:
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DEAD)
    if made and (is_hard or _soft_ones(bounce) >= SOFT_LIMIT):
        _ask(notice)
    return bounce


@transaction.atomic
def give_up(*, notice: Notice) -> None:
    """Every attempt failed: the doorbell is dead and staff is told. Nothing where another round has the row by now."""
    mine = Notice.objects.filter(pk=notice.pk, claim=notice.claim, state=NoticeState.CLAIMED)
    if not mine.update(state=NoticeState.DEAD, attempts=notice.attempts):
        return
    notice.state = NoticeState.DEAD
    record_bounce(notice=notice, status=EXPIRED)
    _ask(notice)


def _soft_ones(bounce: Bounce) -> int:
    since = clock.now() - timedelta(days=SOFT_DAYS)
    rows = Bounce.objects.filter(recipient=bounce.recipient_id, address_digest=bounce.address_digest, at__gte=since)
    return rows.filter(is_hard=False).count()


def give_up_on_account(*, address: str) -> None:
    """Mail about an account did not arrive either: somebody calls, if there is an account. Asked twice is one task."""
    user = User.objects.filter(email__iexact=address).first()
    if user:
        _ask_for(user, about="account")


def _ask(notice: Notice) -> None:
    _ask_for(notice.recipient, about=str(notice.pk), notice=notice)


def _ask_for(user: User, *, about: str, notice: Notice | None = None) -> None:
    digest = digest_of(user.email)
    ContactTask.objects.get_or_create(
        person=user,
        address_digest=digest,
        sort=Sort.UNDELIVERED,
        done_at=None,
        defaults={"key": f"undelivered:{about}:{user.pk}:{digest[:16]}:{clock.now():%s%f}", "notice": notice},
    )


def ask_for_calls(*, notices: Iterable[Notice], why: str) -> None:
    """Who wants a call instead of a mail, or may not get one that matters, becomes work for a person."""
    if why == Why.CALL:
        wanted = list(notices)
    else:
        wanted = [notice for notice in notices if why == Why.UNSAFE and notice.kind in PERSONAL]
    ContactTask.objects.bulk_create(
        (
            ContactTask(
                key=f"call:{notice.pk}",
                sort=Sort.CALL,
                person_id=notice.recipient_id,
                notice=notice,
                opened_at=clock.now(),
            )
            for notice in wanted
        ),
        ignore_conflicts=True,
    )


def box() -> Path:
    """Where mail servers report to."""
    return Path(settings.BOUNCE_MAILDIR or settings.STATE_DIR / "bounces")


def read_box(*, folder: Path) -> tuple[int, int]:
    """Read and empty a maildir of reports; returns (bounces kept, mails ignored). No mail is kept."""
    kept = ignored = 0
    if not (folder / "new").is_dir():
        return 0, 0
    box = mailbox.Maildir(folder, factory=lambda file: message_from_binary_file(file, policy=policy.default))
    for name, mail in box.items():
        report = _readable(mail)
        notice = Notice.objects.select_related("recipient").filter(pk=report.notice_pk).first() if report else None
        if notice is None:
            ignored += 1
        else:
            record_bounce(notice=notice, status=report.status)
            kept += 1
        box.remove(name)
    return kept, ignored


def _readable(mail):
    try:
        return read_report(mail)
    except (ValueError, LookupError, AttributeError, TypeError):
        # The email package stumbles over some broken mails; a box that anybody can write to may hold anything.
        return None


@transaction.atomic
def settle(*, task: ContactTask, outcome: str, by: User) -> ContactTask:
    """A person did it. Sending once more is for what was possibly sent. Raises ValidationError when it was settled before."""
    row = ContactTask.objects.select_for_update(of=("self",)).select_related("notice").get(pk=task.pk)
    if row.done_at is not None:
        raise ValidationError(_("A colleague has settled this already."))
    if outcome not in outcomes_of(row):
        raise ValidationError({"outcome": _("This does not fit this task.")})
    if outcome == Outcome.RESEND:
        notice = row.notice
        notice.state, notice.due_at, notice.claim, notice.recoveries = NoticeState.NEW, clock.now(), None, 0
        notice.save(update_fields=["state", "due_at", "claim", "recoveries"])
    row.done_at, row.done_by, row.outcome = clock.now(), by, outcome
    row.save(update_fields=["done_at", "done_by", "outcome"])
    return row


def outcomes_of(task: ContactTask) -> list[str]:
    """What may be said about this task."""
    answers = [Outcome.REACHED, Outcome.ADDRESS, Outcome.ENOUGH]
    can_ring = task.sort == Sort.UNCERTAIN and task.notice and task.notice.state == NoticeState.UNCERTAIN
    return [Outcome.RESEND, *answers] if can_ring else answers


@transaction.atomic
def send_digest() -> int:
    """Tell the coordinators of each region what did not arrive since the last digest, each task once; returns how many."""
    rows = ContactTask.objects.select_for_update(of=("self",)).filter(told_at=None, done_at=None)
    rows = list(rows.select_related("person").order_by("opened_at", "pk"))
    regions = regions_of({row.person_id for row in rows})
    for region, staff in coordinators_by_region({region for ids in regions.values() for region in ids}).items():
        mine = [row for row in rows if region in regions.get(row.person_id, ())]
        send_to_staff(recipients=staff, subject=_("Mail that did not arrive"), text=_digest_text(mine), by=None)
    now = clock.now()
    ContactTask.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    return len(rows)


def _digest_text(rows: list[ContactTask]) -> str:
    count = len(rows)
    head = ngettext("%(count)s person to reach.", "%(count)s people to reach.", count) % {"count": count}
    lines = [f"– {row.person.name}: {row.get_sort_display()}" for row in rows]
    return "\n".join(
        [head, *lines, "", _("You find them under Delivery of mail. Never use another address or the other parent.")]
    )


@transaction.atomic
def ask_to_recheck() -> int:
    """Boxes and domains change owner: of families in care the address is asked again (AC20); returns how many tasks are new."""
    limit = clock.now() - timedelta(days=30 * settings.CONTACT_RECHECK_MONTHS)
    parents = Parent.objects.filter(
        family__cases__in=Case.objects.open(), user__is_active=True, user__date_joined__lt=limit
    )
    parents = parents.exclude(contact_card__changed_at__gte=limit)
    recent = ContactTask.objects.filter(sort=Sort.RECHECK).exclude(done_at__lt=limit)
    parents = parents.exclude(user__contact_tasks__in=recent).values_list("user_id", flat=True).distinct()
    rows = [
        ContactTask(key=f"recheck:{user}:{clock.today()}", sort=Sort.RECHECK, person_id=user, opened_at=clock.now())
        for user in parents
    ]
    return len(ContactTask.objects.bulk_create(rows, ignore_conflicts=True))
