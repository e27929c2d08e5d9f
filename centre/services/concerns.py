"""The reporting code step by step, in the safety dossier; nothing is changed afterwards, nothing is skipped."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centre import reporting_code
from centre.models import CareRelation, Case, ConcernStep, Dossier, SafetyConcern, User
from centre.reporting_code import DECISION, QUESTIONS, REPORT, SIGNALS, WEIGHINGS
from centre.safety_file import guards_of
from centre.services.cases import relate, relate_team

Kind = ConcernStep.Kind


@transaction.atomic
def open_concern(*, case: Case, signals: dict, by: User) -> SafetyConcern:
    """Take the first step: what was seen or heard. Names the writer and the region's officers for the safety dossier."""
    dossier, _made = Dossier.objects.get_or_create(kind=Dossier.Kind.SAFETY, case=case)
    relate(case=case, user=by, kind=CareRelation.Kind.SAFETY, reason=_("Reported a worry about safety"))
    reason = _("Officer for the reporting code")
    relate_team(cases=[case], users=guards_of(case), kind=CareRelation.Kind.SAFETY, reason=reason)
    concern = SafetyConcern.objects.create(dossier=dossier, opened_by=by)
    ConcernStep.objects.create(concern=concern, kind=SIGNALS, answers=signals, taken_by=by)
    return concern


@transaction.atomic
def take_step(*, concern: SafetyConcern, kind: str, answers: dict, by: User) -> ConcernStep:
    """Write down one step. `answers`: what the step's form holds, dates as ISO text.

    Raises ValidationError when a step before it is missing, when it was taken already, and for a decision that is not
    reasoned or not signed by the officer where the law asks so.
    """
    concern = SafetyConcern.objects.select_for_update().get(pk=concern.pk)
    taken = dict(concern.steps.exclude(kind=Kind.FOLLOW_UP).values_list("kind", "answers"))
    wanted = reporting_code.next_step(taken)
    if kind == Kind.FOLLOW_UP:
        if wanted is not None:
            raise ValidationError(_("First finish the five steps."))
    elif kind != wanted:
        done = _("This step was taken already.")
        first = wanted and _("First take the step “%(step)s”. No step is skipped.") % {"step": Kind(wanted).label}
        raise ValidationError(done if kind in taken else first)
    if kind == DECISION:
        _check_decision(taken[QUESTIONS], answers, concern, by)
    try:
        with transaction.atomic():
            return ConcernStep.objects.create(concern=concern, kind=kind, answers=answers, taken_by=by)
    except IntegrityError as error:
        raise ValidationError(_("This step was taken already.")) from error


def advice_of(concern: SafetyConcern) -> reporting_code.Advice | None:
    """What the five answers advise; None before they are given."""
    step = concern.steps.filter(kind=QUESTIONS).first()
    return step and reporting_code.advice(yes_and_no(step.answers))


def yes_and_no(answers: dict) -> dict[str, bool]:
    """The five answers without their motives."""
    return {question: answers[question] == "yes" for question in WEIGHINGS}


def _check_decision(questions: dict, answers: dict, concern: SafetyConcern, by: User) -> None:
    weighed, decision = yes_and_no(questions), answers["decision"]
    errors = {}
    if decision != reporting_code.advice(weighed).decision and not answers.get("reason"):
        errors["reason"] = _("The answers advise otherwise. Write down why you decide differently.")
    if decision == REPORT and not answers.get("reported_on"):
        errors["reported_on"] = _("Fill in on which day the report was made.")
    if reporting_code.needs_guard(weighed, decision) and by not in guards_of(concern.dossier.case):
        errors["decision"] = _(
            "You answered that it is unsafe. Then a report follows; only the officer for the reporting code can sign otherwise."
        )
    if errors:
        raise ValidationError(errors)
