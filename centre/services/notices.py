"""Messages in the portal and the doorbells that ring for them (law.md R24, R49).

When a doorbell rings: one text to both parents rings for both at the same minute; what goes to one member of a family
alone rings at the next fixed hour (settings.MAIL_SLOTS), so that its moment never tells what somebody else just did.
What people do themselves is confirmed at once, and professionals hear at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Q

from centre import clock
from centre.models import Case, Child, Dossier, Message, Notice, Parent, User
from centre.models.notice import NoticeState
from centre.quiet import next_slot


def queue_notice(
    *,
    key: str,
    kind: str,
    recipient: User,
    path: str = "/",
    due_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Notice:
    """Leave one doorbell in the outbox; asking again with the same key changes nothing."""
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "recipient": recipient,
            "path": path,
            "due_at": due_at or clock.now(),
            "not_after": not_after,
        },
    )
    return notice


def suppress_notices(*, key_prefix: str = "", keys: Iterable[str] = ()) -> int:
    """Void waiting doorbells whose occasion moved or ended, by prefix or by exact keys; returns how many."""
    which = Q(key__startswith=key_prefix) if key_prefix else Q(key__in=list(keys))
    waiting = Notice.objects.filter(which, state=NoticeState.NEW)
    return waiting.update(state=NoticeState.SUPPRESSED, why=Notice.Why.OCCASION)


def slot_for(recipient: User, *, by: User | None) -> datetime:
    """When a message to this person alone may ring: at once for professionals and for one's own doings."""
    now = clock.now()
    if by is not None and by.pk == recipient.pk:
        return now
    family = Exists(Parent.objects.filter(user=recipient)) | Exists(Child.objects.filter(user=recipient))
    is_family = User.objects.filter(family, pk=recipient.pk).exists()
    return next_slot(now, settings.MAIL_SLOTS) if is_family else now


@transaction.atomic(savepoint=False)
def send_message(
    *,
    recipient: User,
    subject: str,
    text: str,
    by: User | None,
    dossier: Dossier | None = None,
    sending: str = "",
    ring_at: datetime | None = None,
    answers: Message | None = None,
    why_one: str = "",
) -> Message:
    """Put a text in one person's box and ring once. A `sending` reaches the same person only once.

    `ring_at`: at once for what is about today, or for an answer to the person's own act; else `slot_for` decides.
    """
    if sending:
        message, made = Message.objects.get_or_create(
            sending=sending,
            recipient=recipient,
            defaults={"subject": subject, "text": text, "sent_by": by, "dossier": dossier, "why_one": why_one},
        )
    else:
        message, made = (
            Message.objects.create(
                recipient=recipient, subject=subject, text=text, sent_by=by, dossier=dossier, answers=answers
            ),
            True,
        )
    if made:
        # The key is as new as the message, so nobody can have asked for this doorbell before.
        Notice.objects.create(
            key=f"message:{message.reference}",
            kind=Notice.Kind.MESSAGE,
            recipient=recipient,
            path="/start/",
            due_at=ring_at or slot_for(recipient, by=by),
        )
    return message


@transaction.atomic
def send_to_both_parents(
    *, case: Case, subject: str, text: str, by: User | None, sending: str, about: Child | None = None
) -> list[Message]:
    """The only way to write to a couple: the same text at the same moment, in two separate boxes.

    `about`: the text names this child; a parent who does not read its name does not get it (ChildQuerySet.known_to).
    """
    moment = clock.now()
    with clock.at(moment):
        return [
            send_message(
                recipient=parent.user,
                subject=subject,
                text=text,
                by=by,
                dossier=parent.dossiers.get(kind=Dossier.Kind.PARENT),
                sending=f"{case.reference}:{sending}",
                ring_at=moment,
            )
            for parent in Parent.objects.filter(family=case.family, user__isnull=False).select_related("user")
            if about is None or Child.objects.known_to(parent).filter(pk=about.pk).exists()
        ]


@transaction.atomic
def send_to_couples(
    *,
    cases: Iterable[Case],
    subject: str,
    text: str,
    by: User | None,
    sending: str,
    own_texts: Mapping[int, str] = MappingProxyType({}),
) -> int:
    """`send_to_both_parents` for several couples in a handful of queries; returns how many messages were new.

    Every parent gets an own message with the same text and the same moment; nobody sees to whom else it went.
    `own_texts`: by parent, the same words with the own time of arrival, which the other parent must not read (law.md R27).
    """
    sendings = {case.family_id: f"{case.reference}:{sending}" for case in cases}
    files = Dossier.objects.filter(parent__family__in=sendings, parent__user__isnull=False)
    files = list(files.select_related("parent__user"))
    had = set(Message.objects.filter(sending__in=sendings.values()).values_list("sending", "recipient"))
    now = clock.now()
    letters = [
        Message(
            recipient=file.parent.user, dossier=file, sending=sendings[file.parent.family_id],
            subject=subject, text=own_texts.get(file.parent_id, text), sent_by=by, sent_at=now,
        )
        for file in files
        if (sendings[file.parent.family_id], file.parent.user_id) not in had
    ]  # fmt: skip
    _send_all(letters)
    return len(letters)


@transaction.atomic
def send_to_staff(*, recipients: Iterable[User], subject: str, text: str, by: User | None) -> None:
    """The same message to several members of staff, each in the own box."""
    now = clock.now()
    _send_all([Message(recipient=user, subject=subject, text=text, sent_by=by, sent_at=now) for user in recipients])


def _send_all(letters: list[Message]) -> None:
    Message.objects.bulk_create(letters)
    now = clock.now()
    Notice.objects.bulk_create(
        Notice(
            key=f"message:{letter.reference}", kind=Notice.Kind.MESSAGE, recipient=letter.recipient, path="/start/",
            due_at=now, created_at=now,
        )
        for letter in letters
    )  # fmt: skip


def mark_read(*, message: Message) -> None:
    """Keep the moment of first reading; staff may see it, the other parent never."""
    if message.first_read_at is None:
        message.first_read_at = clock.now()
        message.save(update_fields=["first_read_at"])
