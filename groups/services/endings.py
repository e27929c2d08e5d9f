"""Looking back: the evaluation per person apart, the report about one parent, the talk after six months."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import Dossier, Milestone, Parent, User
from centre.services.cases import reach
from centre.services.notices import send_message
from centre.sharing import agreed_to_share
from groups.models import Attendance, ClosingReport, Evaluation, EvaluationVoice, FollowUp, Occupancy, Placement
from groups.people import couples_of
from groups.refusals import NotYet
from groups.services import engagements, letters, team
from groups.services.incidents import refuse_names
from groups.services.talks_back import check_moments, sending_of, take_time, voice_of, where
from referrals.selectors import own_number, referrer_of
from therapists.models import Room, Therapist

Kind = EvaluationVoice.Kind
#: Days from the last session to the follow-up talk: about six months (domain.md 2).
FOLLOW_UP_DAYS = 182


@transaction.atomic
def plan_evaluation(
    *, placement: Placement, moments: dict[Parent, datetime], by: User, referrer_at: datetime | None = None,
    room: Room | None = None, leads: Iterable[Therapist] = (),
) -> Evaluation:  # fmt: skip
    """Invite each parent apart, at an own moment, and the referrer when both parents agreed to sharing.

    `room`: at the group's location; without one by telephone or elsewhere. `leads` hear everybody, one after the other;
    when nobody is named, who plans does. Twice is the same as once for who was invited already. Parents who are kept apart
    do not come shortly after each other. Raises ValidationError by field, LeadIsExcluded, Taken for the room, and by moment
    for the leads.
    """
    leads = list(leads) or list(Therapist.objects.filter(user=by))
    check_moments(case=placement.case, moments=moments, referrer_at=referrer_at, room=room, leads=leads)
    team.check_excluded(leads, [placement.case])
    engagements.lock(leads)
    evaluation, _made = Evaluation.objects.get_or_create(placement=placement, defaults={"planned_by": by})
    # What was planned before gives its room and its people back first: two talks may change places.
    again = Q(voice__user__in=[one.user for one in moments]) | Q(voice__kind=Kind.REFERRER if referrer_at else None)
    Occupancy.objects.filter(again, voice__evaluation=evaluation).delete()
    with clock.at(clock.now()):
        for parent, moment in moments.items():
            _invite_parent(evaluation, parent, moment, room, leads, by)
        if referrer_at:
            _invite_referrer(evaluation, referrer_at, room, leads, by)
    return evaluation


@transaction.atomic
def add_network_voice(
    *, evaluation: Evaluation, parent: Parent, name: str, moment: datetime, room: Room | None = None,
    leads: Iterable[Therapist] = (),
) -> EvaluationVoice:  # fmt: skip
    """Somebody of this parent's network is heard as well, by `leads`; it is kept in this parent's dossier only.

    Raises ValidationError at the field `moment` when that is over; LeadIsExcluded; Taken for the room and, at `moment`, for the leads.
    """
    leads = list(leads)
    # People before rooms, as everywhere: the other order waits for ever on who plans a meeting at the same moment.
    engagements.lock(leads)
    if moment <= clock.now():
        raise ValidationError({"moment": _("Choose a moment that is still to come.")})
    team.check_excluded(leads, [evaluation.placement.case])
    dossier = Dossier.objects.get(kind=Dossier.Kind.PARENT, parent=parent)
    voice = EvaluationVoice.objects.create(
        evaluation=evaluation, kind=Kind.NETWORK, dossier=dossier, name=name, moment=moment, room=room
    )
    take_time(voice, leads, "moment")
    return voice


@transaction.atomic
def record_voice(*, voice: EvaluationVoice, text: str) -> None:
    """What this person said about how it went."""
    voice.text, voice.heard_at = text, clock.now()
    voice.save(update_fields=["text", "heard_at"])
    if voice.dossier_id:
        _touch(voice.dossier_id)


@transaction.atomic
def agree(*, evaluation: Evaluation, text: str, by: User) -> None:
    """What was agreed: one text, sent to both parents at the same moment. Raises NotYet before both were heard."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.agreed_at:
        raise NotYet(_("This was agreed and sent already."))
    if evaluation.voices.filter(kind=Kind.PARENT, heard_at__isnull=False).count() < 2:
        raise NotYet(_("First hear both parents, each apart."))
    evaluation.agreed, evaluation.agreed_at = text, clock.now()
    evaluation.save(update_fields=["agreed", "agreed_at"])
    with translation.override(settings.LANGUAGE_CODE):
        letters.tell_couples(
            cases=[evaluation.placement.case],
            subject=_("What we agreed at the end"),
            text=text,
            by=by,
            sending=f"agreed:{evaluation.pk}",
        )


@transaction.atomic
def write_report(*, placement: Placement, parent: Parent, text: str, by: User, checked: bool = False) -> ClosingReport:
    """The final report about one parent; can be rewritten until a second person has read it.

    `checked`: the writer looked at the names of others that were found in it (law.md R23). Raises NotYet, NamesInNote.
    """
    if not checked:
        _refuse_others_in(text, placement, parent)
    dossier = Dossier.objects.get(kind=Dossier.Kind.PARENT, parent=parent)
    known = ClosingReport.objects.select_for_update().filter(placement=placement, dossier=dossier).first()
    if known and known.read_at:
        raise NotYet(_("A colleague has read this report; it does not change any more."))
    values = {"text": text, "facts": facts_of(placement, parent), "written_by": by, "written_at": clock.now()}
    report, _made = ClosingReport.objects.update_or_create(placement=placement, dossier=dossier, defaults=values)
    _touch(dossier.pk)
    return report


def _refuse_others_in(text: str, placement: Placement, parent: Parent) -> None:
    """A report about one parent names nobody else of the group, nor the other parent."""
    cases = list(Placement.objects.filter(group=placement.group_id).values_list("case", flat=True))
    couples = couples_of(cases, [clock.today()], with_children=placement.group.with_children)
    own = next((person for person in couples[placement.case_id].parents if person.pk == parent.pk), None)
    refuse_names(text, own, list(couples.values()), "text")


@transaction.atomic
def read_report(*, report: ClosingReport, by: User) -> bool:
    """The second reader agrees. Both reports read: both parents get their own at the same moment; returns whether so.

    Raises ValidationError when the writer reads it.
    """
    placement = Placement.objects.select_for_update().get(pk=report.placement_id)
    report = ClosingReport.objects.get(pk=report.pk)
    if report.written_by_id == by.pk:
        raise ValidationError(_("A colleague has to read it as well; you wrote it."))
    if report.read_at is None:
        report.read_by, report.read_at = by, clock.now()
        report.save(update_fields=["read_by", "read_at"])
    return _send_reports(placement, by)


def facts_of(placement: Placement, parent: Parent) -> dict:
    """What can be counted about one parent: sessions held, and this parent's own marks."""
    held = placement.group.sessions.filter(attendance_taken_at__isnull=False, cancelled_at=None)
    marks = Counter(Attendance.objects.filter(session__in=held, parent=parent).values_list("mark", flat=True))
    days = sorted(session.on for session in held)
    return {
        "sessions": len(days),
        **{mark: marks[mark] for mark in Attendance.Mark.values},
        "first": days[0].isoformat() if days else "",
        "last": days[-1].isoformat() if days else "",
    }


def plan_follow_ups(*, placements: list[Placement]) -> None:
    """A talk with each parent apart, about six months after the last session that the couple could attend."""
    due = {row.case.family_id: _last_day(row) + timedelta(days=FOLLOW_UP_DAYS) for row in placements}
    family = {placement.case.family_id: placement for placement in placements}
    dossiers = Dossier.objects.filter(kind=Dossier.Kind.PARENT, parent__family__in=family).select_related("parent")
    rows = [
        FollowUp(placement=family[row.parent.family_id], dossier=row, due_on=due[row.parent.family_id])
        for row in dossiers
    ]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)


def _last_day(placement: Placement) -> date:
    """Of the last session held while the couple had its seat; without one the day on which it left."""
    until = placement.ended_on or clock.today()
    held = placement.group.sessions.filter(attendance_taken_at__isnull=False, cancelled_at=None)
    return max((session.on for session in held if session.on <= until), default=until)


@transaction.atomic
def record_follow_up(
    *, follow_up: FollowUp, by: User, held_on: date | None = None, text: str = "", skipped_reason: str = ""
) -> None:
    """The talk was held, or could not be. When both parents' talks are done the case is followed up.

    Raises ValidationError by field for a day that is still to come, or when neither a day nor a reason is given.
    """
    if held_on and held_on > clock.today():
        raise ValidationError({"held_on": _("This day is still to come.")})
    if not held_on and not skipped_reason:
        raise ValidationError({"held_on": _("Give the day of the talk, or say why there was none.")})
    follow_up.held_on, follow_up.text, follow_up.skipped_reason, follow_up.by = held_on, text, skipped_reason, by
    follow_up.save(update_fields=["held_on", "text", "skipped_reason", "by"])
    _touch(follow_up.dossier_id)
    if not FollowUp.objects.filter(placement=follow_up.placement_id, held_on=None, skipped_reason="").exists():
        reach(case=follow_up.placement.case, kind=Milestone.Kind.FOLLOWED_UP, by=by)


def _invite_parent(
    evaluation: Evaluation, parent: Parent, moment: datetime, room: Room | None, leads: list[Therapist], by: User
) -> None:
    dossier = Dossier.objects.get(kind=Dossier.Kind.PARENT, parent=parent)
    facts = {"kind": Kind.PARENT, "dossier": dossier, "name": str(parent)}
    voice = voice_of(evaluation, parent.user, facts, moment, room)
    take_time(voice, leads, f"at-{parent.reference}")
    with translation.override(settings.LANGUAGE_CODE):
        text = _("We would like to look back with you: %(moment)s. You come alone. It takes about 45 minutes.")
        send_message(
            recipient=parent.user,
            subject=_("Looking back together with us"),
            text=text % {"moment": letters.spoken(moment)} + where(voice),
            by=by,
            dossier=dossier,
            sending=sending_of(voice),
        )


def _invite_referrer(
    evaluation: Evaluation, moment: datetime, room: Room | None, leads: list[Therapist], by: User
) -> None:
    case = evaluation.placement.case
    user = referrer_of(case)
    if user is None:
        raise ValidationError({"referrer_at": _("This family has no referrer in the portal.")})
    if not agreed_to_share(case, user.organisations_as(Audience.REFERRER)):
        raise ValidationError({"referrer_at": _("Not both parents agreed to sharing with the referrer.")})
    voice = voice_of(evaluation, user, {"kind": Kind.REFERRER, "name": user.name}, moment, room)
    take_time(voice, leads, "referrer_at")
    with translation.override(settings.LANGUAGE_CODE):
        number, text = own_number(case, user), _("We would like to look back with you on a referral: %(moment)s.")
        if number:
            text = _("We would like to look back with you on your referral %(number)s: %(moment)s.")
        send_message(
            recipient=user,
            subject=_("Looking back on a referral"),
            text=text % {"number": number, "moment": letters.spoken(moment)} + where(voice),
            by=by,
            sending=sending_of(voice),
        )


def _send_reports(placement: Placement, by: User) -> bool:
    reports = list(
        placement.closing_reports.filter(read_at__isnull=False, sent_at=None).select_related("dossier__parent__user")
    )
    if len(reports) < Parent.objects.filter(family=placement.case.family_id).count():
        return False
    now = clock.now()
    with clock.at(now), translation.override(settings.LANGUAGE_CODE):
        for report in reports:
            _send_report(report, by)
    ClosingReport.objects.filter(pk__in=[report.pk for report in reports]).update(sent_at=now)
    return True


def _send_report(report: ClosingReport, by: User) -> None:
    if report.dossier.parent.user is None:
        return
    send_message(
        recipient=report.dossier.parent.user,
        subject=_("Your final report"),
        text="\n\n".join([facts_in_words(report.facts), report.text]),
        by=by,
        dossier=report.dossier,
        sending=f"closing-report:{report.pk}",
    )


def facts_in_words(facts: dict) -> str:
    """The counted facts of one parent as a sentence."""
    days = {
        name: date_format(date.fromisoformat(facts[name]), "j F Y") if facts[name] else "–"
        for name in ("first", "last")
    }
    text = _(
        "There were %(sessions)s sessions, from %(first)s to %(last)s. You were there %(there)s times, of which %(late)s late. "
        "You missed %(missed)s."
    )
    there, missed = facts["present"] + facts["late"], facts["excused"] + facts["absent"]
    return text % {**facts, **days, "there": there, "missed": missed}


def _touch(dossier_id: int) -> None:
    Dossier.objects.filter(pk=dossier_id).update(last_content_change_at=clock.now())
