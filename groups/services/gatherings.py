"""A meeting with the networks: each parent invites own people by link, and the names never cross (G14)."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from centre import clock
from centre.fields import blind_index
from centre.models import Parent, User
from centre.references import new_reference
from groups.models import Gathering, Group, Guest
from groups.services import letters
from groups.services.sessions import seated_cases
from groups.states import GroupState


class InvitationGone(Exception):
    """Unknown, taken back, cancelled or over: the same answer for all (no oracle)."""


def token_of(guest: Guest) -> str:
    """The secret of a guest's link: follows from the reference and the portal's hash key, stored nowhere."""
    return _token(guest.reference)


@transaction.atomic
def plan_gathering(
    *, group: Group, kind: str, starts_at: datetime, minutes: int, guests_per_parent: int, by: User
) -> Gathering:
    """Plan the meeting and tell both parents of every couple at the same moment. Raises ValidationError by field."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.state not in (GroupState.OPEN, GroupState.RUNNING):
        raise ValidationError(_("This group is not open for couples and does not run."))
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment that is still to come.")})
    if group.gatherings.filter(kind=kind, cancelled_at=None).exists():
        raise ValidationError({"kind": _("This meeting has been planned already. Cancel it first.")})
    gathering = Gathering.objects.create(
        group=group, kind=kind, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
        guests_per_parent=guests_per_parent, planned_by=by,
    )  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        letters.tell_couples(
            cases=seated_cases(group),
            subject=_("A meeting with people around you"),
            text=_(
                "On %(moment)s there is a meeting for people around the families. You can invite people of your own, "
                "for example a grandparent or a friend. You find it under My appointments. "
                "The other parent does not see whom you invite."
            )
            % {"moment": letters.spoken(starts_at)},
            by=by,
            sending=f"gathering:{gathering.reference}",
        )
    return gathering


@transaction.atomic
def cancel_gathering(*, gathering: Gathering, by: User) -> None:
    """It is off: the guests' links answer 410 from now on, and both parents of every couple are told."""
    gathering = Gathering.objects.select_for_update().select_related("group").get(pk=gathering.pk)
    if gathering.cancelled_at:
        return
    gathering.cancelled_at = clock.now()
    gathering.save(update_fields=["cancelled_at"])
    with translation.override(settings.LANGUAGE_CODE):
        letters.tell_couples(
            cases=seated_cases(gathering.group),
            subject=_("A meeting is cancelled"),
            text=_("The meeting of %(moment)s is cancelled. Please tell the people whom you invited.")
            % {"moment": letters.spoken(gathering.starts_at)},
            by=by,
            sending=f"gathering-off:{gathering.reference}",
        )


@transaction.atomic
def invite_guest(*, gathering: Gathering, parent: Parent, name: str, relation: str) -> Guest:
    """A parent invites somebody of the own network. Raises ValidationError when it is full or over."""
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if gathering.cancelled_at or gathering.is_over:
        raise ValidationError(_("This meeting is over."))
    if gathering.guests.filter(parent=parent, revoked_at=None).count() >= gathering.guests_per_parent:
        raise ValidationError(_("You can invite at most %(count)s people.") % {"count": gathering.guests_per_parent})
    reference = new_reference("GA", 10)
    return Guest.objects.create(
        reference=reference, gathering=gathering, parent=parent, name=name, relation=relation,
        token_digest=_digest(_token(reference)),
    )  # fmt: skip


def take_back_invitation(*, guest: Guest) -> None:
    """The link says nothing any more; twice is the same as once."""
    if guest.revoked_at is None:
        guest.revoked_at = clock.now()
        guest.save(update_fields=["revoked_at"])


def find_invitation(*, token: str) -> Guest:
    """The invitation behind a link, until the meeting is over. Raises InvitationGone."""
    rows = Guest.objects.select_related("gathering__group__practice")
    guest = rows.filter(
        token_digest=_digest(token), revoked_at=None, gathering__cancelled_at=None, gathering__ends_at__gt=clock.now()
    ).first()
    if guest is None:
        raise InvitationGone
    return guest


def answer_invitation(*, guest: Guest, comes: bool) -> None:
    """The guest's own answer; may change until the meeting."""
    guest.answer = Guest.Answer.COMES if comes else Guest.Answer.STAYS_AWAY
    guest.answered_at = clock.now()
    guest.save(update_fields=["answer", "answered_at"])


def _token(reference: str) -> str:
    return blind_index(reference, purpose="guest of a gathering")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
