"""Plan, move, cancel and record the talks of a case. Every guest gets an own invitation and nobody sees the others."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import agreement, clock, selectors
from centre.busy_hours import is_needed
from centre.models import CareRelation, Case, Child, Dossier, Note, User
from centre.models.consent import Purpose
from centre.quiet import next_slot
from centre.services.cases import relate
from centre.services.notes import write_note
from centre.services.notices import suppress_notices
from centre.workflow import IllegalMove
from intake.models import Registration, Talk, TalkGuest
from intake.selectors import is_flagged
from intake.services import invitations
from intake.services.registrations import move_registration
from intake.states import RegistrationState
from intake.talks import is_taken_back, joint_without_a_parent, led_between

#: Minutes between the end of one parent's talk and the other's arrival when they come apart.
GAP = 30


@dataclass(frozen=True)
class Report:
    """One typed piece of a report: what was seen, who said it, or a judgement with what it rests on (law.md R21)."""

    text: str
    kind: str = Note.Kind.OBSERVATION
    source: str = ""


class TalkMustBeApart(Exception):
    """The safety flag is up: these parents are not invited together."""


@transaction.atomic
def plan_talk(
    *,
    case: Case,
    kind: str,
    form: str,
    starts_at: datetime,
    place: str,
    led_by: User,
    by: User,
    minutes: int = 60,
    referrer: User | None = None,
    children: Iterable[Child] = (),
) -> Talk:
    """Plan a talk and invite both parents (and the referrer), each apart. The first talk starts the assessment.

    `children` come to the second intake, after everybody who decides agreed to their treatment (domain.md 2).
    Raises TalkMustBeApart, IllegalMove (not both parts are in, or already decided), ValidationError by field.
    """
    registration = Registration.objects.select_for_update().get(case=case)
    if registration.state not in (RegistrationState.COMPLETE, RegistrationState.ASSESSING):
        raise IllegalMove("RegistrationState", registration.state, RegistrationState.ASSESSING)
    if form == Talk.Form.TOGETHER and is_flagged(case):
        raise TalkMustBeApart
    _refuse_the_past(starts_at)
    _refuse_taken_back(case)
    children = list(children)
    _refuse_children(case, kind, children)
    if Talk.objects.filter(case=case, kind=kind, cancelled_at=None).exists():
        raise ValidationError({"kind": _("This talk has been planned already. Move it, or cancel it first.")})
    parents = [parent for parent in selectors.parents_of(case) if parent.user_id]
    _refuse_busy(led_by, starts_at, _length(form, minutes, len(parents)))
    talk = Talk.objects.create(
        case=case, kind=kind, form=form, starts_at=starts_at, minutes=minutes, place=place, led_by=led_by, planned_by=by
    )
    relate(case=case, user=led_by, kind=CareRelation.Kind.ASSESSOR, reason=_("leads the talks"))
    if registration.state == RegistrationState.COMPLETE:
        move_registration(
            registration=registration, to=RegistrationState.ASSESSING, by=by, reason=_("first talk planned")
        )
    for parent, arrives_at in zip(parents, _arrivals(talk, len(parents)), strict=True):
        TalkGuest.objects.create(talk=talk, parent=parent, user=parent.user, arrives_at=arrives_at)
    if referrer:
        TalkGuest.objects.create(talk=talk, user=referrer, arrives_at=starts_at)
    for child in children:
        TalkGuest.objects.create(talk=talk, child=child, user=child.user, arrives_at=starts_at)
    invitations.invite(talk)
    return talk


@transaction.atomic
def move_talk(*, talk: Talk, starts_at: datetime, place: str, by: User, form: str = "") -> Talk:
    """Another moment or place, or from together to apart: old doorbells are void, every guest hears the own new time.

    Raises TalkMustBeApart, ValidationError.
    """
    talk = Talk.objects.select_for_update(of=("self",)).select_related("case").get(pk=talk.pk)
    _refuse_a_finished(talk)
    _refuse_the_past(starts_at)
    parents = talk.guests.exclude(parent=None).count()
    _refuse_busy(talk.led_by, starts_at, _length(form or talk.form, talk.minutes, parents), but=talk)
    shift, was = starts_at - talk.starts_at, talk.form
    talk.starts_at, talk.place, talk.sequence, talk.form = starts_at, place, talk.sequence + 1, form or talk.form
    if talk.form == Talk.Form.TOGETHER:
        _refuse_taken_back(talk.case)
        if is_flagged(talk.case):
            raise TalkMustBeApart
    talk.save(update_fields=["starts_at", "place", "sequence", "form"])
    for guest in talk.guests.all():
        guest.arrives_at += shift
        guest.save(update_fields=["arrives_at"])
    if talk.form != was:
        _arrive_anew(talk)
    suppress_notices(key_prefix=f"talk:{talk.reference}:")
    invitations.invite(talk)
    return talk


@transaction.atomic
def cancel_talk(*, talk: Talk, by: User | None) -> Talk:
    """The talk is off: no reminder rings any more and everybody who is still invited hears it at the same moment.

    Raises ValidationError when it was held or cancelled already.
    """
    row = Talk.objects.select_for_update(of=("self",)).select_related("case").get(pk=talk.pk)
    _refuse_a_finished(row)
    _cancel(row, by=by)
    return row


def cancel_joint_talks(*, case: Case | None = None) -> int:
    """Call off joint talks, of one case or of all, of which a parent took the own part back; returns how many.

    At the next fixed hour of the mail, so that the other parent cannot read from the moment what happened when; a talk
    before that hour goes at once. Every talk by itself: one family's never rests on another's.
    """
    return sum(_cancel_joint(talk) for talk in joint_without_a_parent(case))


@transaction.atomic
def _cancel_joint(talk: Talk) -> int:
    """Looks again under the lock: somebody may have cancelled this talk, or moved it to apart, a moment ago."""
    row = joint_without_a_parent(talk.case).select_for_update(of=("self",)).filter(pk=talk.pk).first()
    if row is None:
        return 0
    hour = next_slot(row.taken_back_at, settings.MAIL_SLOTS)
    if clock.now() < hour <= row.starts_at:
        return 0
    _cancel(row, by=None)
    return 1


def _cancel(talk: Talk, *, by: User | None) -> None:
    invitations.call_off(talk)
    if talk.case.closed_on is None:
        invitations.tell_cancelled(talk, by=by)


@transaction.atomic
def record_talk(*, talk: Talk, attended: dict[str, bool], reports: dict[Dossier, list[Report]], by: User) -> Talk:
    """Say who came (by guest reference) and write typed reports per person in that person's own dossier.

    Raises ValidationError when the talk has not begun, was cancelled or has its reports: a second click doubles no note.
    """
    talk.refresh_from_db(from_queryset=Talk.objects.select_for_update())
    if talk.cancelled_at or talk.starts_at > clock.now():
        raise ValidationError(_("This talk has not been held yet."))
    _refuse_a_finished(talk)
    talk.held_on = timezone.localdate(talk.starts_at)
    talk.save(update_fields=["held_on"])
    for guest in talk.guests.all():
        guest.attended = attended.get(guest.reference)
        guest.save(update_fields=["attended"])
    for dossier, pieces in reports.items():
        for piece in pieces:
            if piece.text.strip():
                write_note(
                    dossier=dossier,
                    case=talk.case,
                    kind=piece.kind,
                    subject=str(talk.get_kind_display()),
                    text=piece.text,
                    source=piece.source,
                    by=by,
                )
    return talk


def _arrive_anew(talk: Talk) -> None:
    """Another form of the talk gives the parents other times."""
    guests = list(talk.guests.exclude(parent=None))
    for guest, arrives_at in zip(guests, _arrivals(talk, len(guests)), strict=True):
        guest.arrives_at = arrives_at
        guest.save(update_fields=["arrives_at"])


def _refuse_children(case: Case, kind: str, children: list[Child]) -> None:
    if not children:
        return
    if kind != Talk.Kind.INTAKE_2:
        raise ValidationError({"children": _("Children come to the second intake.")})
    lines = {line["person"]: line["verdict"] for line in agreement.consent_picture(case, Purpose.TREATMENT)}
    for child in children:
        if child not in lines or not lines[child].allows:
            words = _("Not everybody who decides about %(name)s has agreed yet.") % {"name": child.first_name}
            raise ValidationError({"children": words})


def _refuse_the_past(starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment that is still to come.")})


def _refuse_busy(led_by: User, starts_at: datetime, length: timedelta, *, but: Talk | None = None) -> None:
    """Whoever leads the talk leads no other talk then, nor a session, and has no meeting of an own group.

    Locks the person first: two who plan at the same moment cannot both find the hour free. `but`: the talk that moves.
    """
    User.objects.select_for_update(no_key=True).get(pk=led_by.pk)
    ends_at = starts_at + length
    if any(talk != but for talk in led_between([led_by.pk], starts_at, ends_at)):
        text = _("%(name)s leads another talk then. Choose another moment.")
        raise ValidationError({"starts_at": text % {"name": led_by.name}})
    if is_needed(led_by, starts_at, ends_at):
        text = _("%(name)s leads a group or has a meeting then. Choose another moment.")
        raise ValidationError({"starts_at": text % {"name": led_by.name}})


def _length(form: str, minutes: int, parents: int) -> timedelta:
    """How long it takes whoever leads it; parents who come apart come one after the other."""
    after_the_first = (parents - 1) * (minutes + GAP) if form == Talk.Form.APART and parents else 0
    return timedelta(minutes=minutes + after_the_first)


def _refuse_taken_back(case: Case) -> None:
    if is_taken_back(case):
        raise ValidationError(_("A parent took the own part back. Call this parent before you plan anything."))


def _refuse_a_finished(talk: Talk) -> None:
    if talk.cancelled_at or talk.held_on:
        raise ValidationError(_("This talk has been held or cancelled; it cannot change any more."))


def _arrivals(talk: Talk, count: int) -> list[datetime]:
    """Together: everybody at the start. Apart: one after the other, in an order drawn by lot."""
    if talk.form == Talk.Form.TOGETHER:
        return [talk.starts_at] * count
    step = timedelta(minutes=talk.minutes + GAP)
    return secrets.SystemRandom().sample([talk.starts_at + step * i for i in range(count)], k=count)
