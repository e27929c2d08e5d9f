"""Write to one parent, to both apart, or to the team. No parent ever addresses the other (features.md H5, H6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from centre import clock
from centre.correspondence import holders_in, may_write_again_at, team_of
from centre.models import Case, Dossier, Message, MessageLimit, Parent, User
from centre.services.notices import send_message, send_to_both_parents

BOTH = "both"


class TooManyMessages(ValidationError):
    """This parent's own number for the week is reached."""


@transaction.atomic
def write_to_parents(
    *, case: Case, to: str, subject: str, text: str, by: User, once: str, why_one: str = ""
) -> list[Message]:
    """`to`: BOTH, or the reference of one parent. `once`: the key of the form, so that sending twice is sending once.

    `why_one`: why one parent with authority alone gets it; kept with the message, for staff (law.md R25). Raises
    ValidationError by field: a parent without an account, one parent with authority alone without a reason.
    """
    parents = list(Parent.objects.filter(family=case.family_id).select_related("user"))
    wanted = parents if to == BOTH else [parent for parent in parents if parent.reference == to]
    if not wanted or any(parent.user_id is None for parent in wanted):
        raise ValidationError({"to": _("This parent has no account yet. Invite this parent first.")})
    if to == BOTH:
        return send_to_both_parents(case=case, subject=subject, text=text, by=by, sending=f"letter:{once}")
    parent = wanted[0]
    if parent.reference in holders_in(case) and not why_one.strip():
        raise ValidationError({"why_one": _("Write down why the other parent does not get this, or send it to both.")})
    message = send_message(
        recipient=parent.user,
        subject=subject,
        text=text,
        by=by,
        dossier=parent.dossiers.get(kind=Dossier.Kind.PARENT),
        sending=f"{case.reference}:letter:{once}",
        why_one=why_one,
    )
    return [message]


@transaction.atomic
def write_to_team(*, parent: Parent, case: Case, subject: str, text: str, once: str) -> list[Message]:
    """A parent writes to those who work on the case. Sending twice is sending once.

    Raises TooManyMessages: in neutral words, and only from this parent's own messages.
    """
    sending = f"{case.reference}:{parent.reference}:{once}"
    known = list(Message.objects.filter(sending=sending, sent_by=parent.user))
    if known:
        return known
    Parent.objects.select_for_update().get(pk=parent.pk)
    if again := may_write_again_at(parent):
        day = date_format(localtime(again), "l j F")
        raise TooManyMessages(
            _(
                "We have read everything that you wrote this week. From %(day)s on you can write again. "
                "Can it not wait? Please call us."
            )
            % {"day": day}
        )
    now = clock.now()
    return [
        send_message(
            recipient=reader,
            subject=subject,
            text=text,
            by=parent.user,
            dossier=parent.dossiers.get(kind=Dossier.Kind.PARENT),
            sending=sending,
            ring_at=now,
        )
        for reader in team_of(case)
    ]


@transaction.atomic
def set_limit(*, parent: Parent, per_week: int | None, by: User) -> None:
    """How many messages a week this parent may send; None: the house's number. The other parent sees nothing of it."""
    if per_week is None:
        MessageLimit.objects.filter(parent=parent).delete()
        return
    MessageLimit.objects.update_or_create(
        parent=parent, defaults={"per_week": per_week, "set_by": by, "set_at": clock.now()}
    )
