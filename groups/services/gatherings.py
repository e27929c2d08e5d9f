"""Meetings beside the sessions, in a room of their own; to most each parent invites own people by link (G14)."""

import hashlib
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.fields import blind_index
from centre.models import Parent, User
from centre.references import new_reference
from groups.models import Gathering, Group, Guest, SessionLead
from groups.services import date_letters, engagements
from groups.services.occupying import occupy_room
from groups.services.seats import cases_to_the_end, seated_cases
from groups.states import GroupState
from therapists.models import Room, Therapist


class InvitationGone(Exception):
    """Unknown, taken back, cancelled or over: the same answer for all (no oracle)."""


def token_of(guest: Guest) -> str:
    """The secret of a guest's link: follows from the reference and the portal's hash key, stored nowhere."""
    return _token(guest.reference)


@transaction.atomic
def plan_gathering(
    *, group: Group, kind: str, starts_at: datetime, minutes: int, guests_per_parent: int, room: Room, by: User
) -> Gathering:
    """Plan the meeting in a room that nobody needs then, and tell both parents of every couple at the same moment.

    Nobody brings guests to the joint start. Raises ValidationError by field, Taken for the room and for the team.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.state not in (GroupState.OPEN, GroupState.RUNNING):
        raise ValidationError(_("This group is not open for couples and does not run."))
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment that is still to come.")})
    if group.gatherings.filter(kind=kind, cancelled_at=None).exists():
        raise ValidationError({"kind": _("This meeting has been planned already. Cancel it first.")})
    ends_at = starts_at + timedelta(minutes=minutes)
    engagements.check_meeting(span=(starts_at, ends_at), therapists=_therapists(group), group=group)
    gathering = Gathering.objects.create(
        group=group, kind=kind, starts_at=starts_at, ends_at=ends_at, room=room, planned_by=by,
        guests_per_parent=0 if kind == Gathering.Kind.START else guests_per_parent,
    )  # fmt: skip
    occupy_room(room=room, practice=group.practice, starts_at=starts_at, ends_at=ends_at, gathering=gathering)
    date_letters.tell_gathering(gathering=gathering, cases=seated_cases(group), staff=_team(group), by=by)
    return gathering


@transaction.atomic
def cancel_gathering(*, gathering: Gathering, by: User) -> None:
    """It is off: the room is free, the guests' links answer 410, and both parents of every couple and the team are told.

    The couples of a completed group as well: a meeting may follow after the last session.
    """
    gathering = Gathering.objects.select_for_update().select_related("group").get(pk=gathering.pk)
    if gathering.cancelled_at:
        return
    gathering.cancelled_at = clock.now()
    gathering.save(update_fields=["cancelled_at"])
    gathering.occupancies.all().delete()
    cases = cases_to_the_end(gathering.group)
    date_letters.tell_gathering_off(gathering=gathering, cases=cases, staff=_team(gathering.group), by=by)


def cancel_all(*, group: Group, by: User) -> None:
    """Every meeting that is still to come is off."""
    for gathering in group.gatherings.filter(cancelled_at=None, ends_at__gt=clock.now()):
        cancel_gathering(gathering=gathering, by=by)


def _therapists(group: Group) -> list[Therapist]:
    leads = SessionLead.objects.filter(session__group=group, is_substitute=False).team_now()
    return list(Therapist.objects.filter(session_leads__in=leads).distinct().select_related("user"))


def _team(group: Group) -> list[User]:
    return [one.user for one in _therapists(group)]


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
