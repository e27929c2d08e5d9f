"""Plan, move, cancel and record the talks of a case. Every guest gets an own invitation and nobody sees the others."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock, selectors
from centre.models import CareRelation, Case, Child, Dossier, Note, Notice, User
from centre.models.consent import Purpose
from centre.services.cases import relate
from centre.services.notes import write_note
from centre.services.notices import queue_notice, send_message, suppress_notices
from centre.workflow import IllegalMove
from intake.models import Registration, Talk, TalkGuest
from intake.selectors import is_flagged
from intake.services.registrations import move_registration
from intake.states import RegistrationState

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
    children = list(children)
    _refuse_children(case, kind, children)
    if Talk.objects.filter(case=case, kind=kind, cancelled_at=None).exists():
        raise ValidationError({"kind": _("This talk has been planned already. Move it, or cancel it first.")})
    talk = Talk.objects.create(
        case=case, kind=kind, form=form, starts_at=starts_at, minutes=minutes, place=place, led_by=led_by, planned_by=by
    )
    relate(case=case, user=led_by, kind=CareRelation.Kind.ASSESSOR, reason=_("leads the talks"))
    if registration.state == RegistrationState.COMPLETE:
        move_registration(
            registration=registration, to=RegistrationState.ASSESSING, by=by, reason=_("first talk planned")
        )
    parents = [parent for parent in selectors.parents_of(case) if parent.user_id]
    for parent, arrives_at in zip(parents, _arrivals(talk, len(parents)), strict=True):
        TalkGuest.objects.create(talk=talk, parent=parent, user=parent.user, arrives_at=arrives_at)
    if referrer:
        TalkGuest.objects.create(talk=talk, user=referrer, arrives_at=starts_at)
    for child in children:
        TalkGuest.objects.create(talk=talk, child=child, user=child.user, arrives_at=starts_at)
    _invite(talk)
    return talk


@transaction.atomic
def move_talk(*, talk: Talk, starts_at: datetime, place: str, by: User) -> Talk:
    """Another moment or place: old doorbells are void, every guest hears the new time. Raises ValidationError."""
    _refuse_a_finished(talk)
    _refuse_the_past(starts_at)
    shift = starts_at - talk.starts_at
    talk.starts_at, talk.place, talk.sequence = starts_at, place, talk.sequence + 1
    talk.save(update_fields=["starts_at", "place", "sequence"])
    for guest in talk.guests.all():
        guest.arrives_at += shift
        guest.save(update_fields=["arrives_at"])
    suppress_notices(key_prefix=f"talk:{talk.reference}:")
    _invite(talk)
    return talk


@transaction.atomic
def cancel_talk(*, talk: Talk, by: User) -> Talk:
    """The talk is off: no reminder rings any more and every guest hears it at the same moment."""
    _refuse_a_finished(talk)
    talk.cancelled_at, talk.sequence = clock.now(), talk.sequence + 1
    talk.save(update_fields=["cancelled_at", "sequence"])
    suppress_notices(key_prefix=f"talk:{talk.reference}:")
    for guest in talk.guests.filter(user__isnull=False).select_related("user", "parent"):
        send_message(
            recipient=guest.user,
            subject=_("Your appointment is cancelled"),
            text=_("The appointment of %(moment)s is cancelled. We will make a new one with you.")
            % {"moment": spoken(guest.arrives_at)},
            by=by,
            dossier=_dossier_of(guest),
            sending=f"talk:{talk.reference}:cancelled",
        )
    return talk


@transaction.atomic
def record_talk(*, talk: Talk, attended: dict[str, bool], reports: dict[Dossier, list[Report]], by: User) -> Talk:
    """Say who came (by guest reference) and write typed reports per person in that person's own dossier.

    Raises ValidationError when the talk has not begun or was cancelled.
    """
    if talk.cancelled_at or talk.starts_at > clock.now():
        raise ValidationError(_("This talk has not been held yet."))
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


def spoken(moment: datetime) -> str:
    """A moment as people say it: dinsdag 3 maart, 15:30."""
    return date_format(timezone.localtime(moment), "l j F, H:i")


def _refuse_children(case: Case, kind: str, children: list[Child]) -> None:
    if not children:
        return
    if kind != Talk.Kind.INTAKE_2:
        raise ValidationError({"children": _("Children come to the second intake.")})
    lines = {line["person"]: line["verdict"] for line in selectors.consent_picture(case, Purpose.TREATMENT)}
    for child in children:
        if child not in lines or not lines[child].allows:
            words = _("Not everybody who decides about %(name)s has agreed yet.") % {"name": child.first_name}
            raise ValidationError({"children": words})


def _refuse_the_past(starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment that is still to come.")})


def _refuse_a_finished(talk: Talk) -> None:
    if talk.cancelled_at or talk.held_on:
        raise ValidationError(_("This talk has been held or cancelled; it cannot change any more."))


def _arrivals(talk: Talk, count: int) -> list[datetime]:
    """Together: everybody at the start. Apart: one after the other, in an order drawn by lot."""
    if talk.form == Talk.Form.TOGETHER:
        return [talk.starts_at] * count
    step = timedelta(minutes=talk.minutes + GAP)
    return secrets.SystemRandom().sample([talk.starts_at + step * i for i in range(count)], k=count)


def _invite(talk: Talk) -> None:
    """A message now and a doorbell the day before, for each guest apart."""
    guests = list(talk.guests.select_related("user", "parent", "child").prefetch_related("parent__dossiers"))
    along = ", ".join(guest.child.first_name for guest in guests if guest.child)
    for guest in (guest for guest in guests if guest.user):
        send_message(
            recipient=guest.user,
            subject=_("An appointment for you"),
            text=_invitation_text(talk, guest, along),
            by=talk.planned_by,
            dossier=_dossier_of(guest),
            sending=f"talk:{talk.reference}:{talk.sequence}",
        )
        queue_notice(
            key=f"talk:{talk.reference}:{talk.sequence}:{guest.user.reference}",
            kind=Notice.Kind.APPOINTMENT,
            recipient=guest.user,
            path="/start/",
            due_at=max(clock.now(), guest.arrives_at - timedelta(days=1)),
            not_after=guest.arrives_at,
        )


def _invitation_text(talk: Talk, guest: TalkGuest, along: str) -> str:
    facts = {
        "moment": spoken(guest.arrives_at),
        "place": talk.place,
        "minutes": talk.minutes,
        "case": talk.case.reference,
    }
    if guest.child is not None:
        return (
            _("You come to us on %(moment)s, %(place)s. You need not say anything that you do not want to say.") % facts
        )
    if guest.parent is None:
        return (
            _(
                "We invite you to a talk with a family that you referred (%(case)s): %(moment)s, %(place)s. "
                "It takes about %(minutes)s minutes."
            )
            % facts
        )
    lines = [
        _("We would like to get to know you: %(moment)s, %(place)s. The talk takes about %(minutes)s minutes.") % facts,
        _("Can you not come? Please call us. You need not prepare anything."),
    ]
    if along:
        lines.insert(1, _("This time we also meet %(children)s. We agree with each of you how.") % {"children": along})
    return "\n\n".join(lines)


def _dossier_of(guest: TalkGuest) -> Dossier | None:
    if guest.parent is None:
        return None
    return next(dossier for dossier in guest.parent.dossiers.all() if dossier.kind == Dossier.Kind.PARENT)
