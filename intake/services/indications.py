"""Which help fits: rules advise, a professional decides, a second one approves, both parents read the same words."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Dossier, Milestone, Parent, User
from centre.services.cases import reach
from centre.services.notices import send_to_both_parents
from centre.workflow import IllegalMove
from intake.criteria import ABSENT, Advice
from intake.letters import letter_in_full
from intake.models import Indication, Registration
from intake.selectors import flag_went_up_since
from intake.services.registrations import move_registration
from intake.states import RegistrationState

Outcome = Indication.Outcome


class NotTheSecondPerson(Exception):
    """Nobody approves the own indication (features.md B6)."""


class FlagWentUp(Exception):
    """The group was advised before somebody put the safety flag up: what was weighed is not what is known now."""


@transaction.atomic
def record_indication(
    *,
    case: Case,
    domains: dict,
    advice: Advice,
    outcome: str,
    rationale: str,
    letter: str,
    by: User,
    findings: dict | None = None,
    changes: list[dict] | None = None,
    deviation_reason: str = "",
    reason_for_parents: str = "",
    alternative: str = "",
    review_on: date | None = None,
) -> Indication:
    """Keep the professional's decision until a second person has looked.

    Another help than the group needs an alternative, its reason in the letter and a date to look again; another
    outcome than the rules advise needs a reason. `findings`: {item: {level, reason}}; what is there needs a reason, and
    gets who judged it and on which day. `changes`: see intake.smallest_changes.
    Raises ValidationError by field, IllegalMove when the family is not being assessed.
    """
    registration = Registration.objects.select_for_update().get(case=case)
    if registration.state != RegistrationState.ASSESSING:
        raise IllegalMove("RegistrationState", registration.state, "indication")
    findings = findings or {}
    errors = _missing(advice, outcome, findings, deviation_reason, reason_for_parents, alternative, review_on)
    if Indication.objects.filter(case=case, approved_at=None, returned_at=None).exists():
        errors["outcome"] = _("An indication is already waiting for a second look.")
    if errors:
        raise ValidationError(errors)
    today = clock.today().isoformat()
    indication = Indication.objects.create(
        case=case,
        domains=domains,
        findings={item: {**told, "by": by.name, "on": today} for item, told in findings.items()},
        advice=advice.as_dict(changes or ()),
        outcome=outcome,
        rationale=rationale,
        deviation_reason=deviation_reason,
        reason_for_parents=reason_for_parents,
        letter=letter,
        alternative=alternative,
        review_on=review_on,
        decided_by=by,
    )
    _content_changed(case)
    return indication


@transaction.atomic
def approve_indication(*, indication: Indication, by: User) -> Indication:
    """The second person agrees: the registration moves on and both parents get the same letter at the same moment.

    Raises NotTheSecondPerson, IllegalMove (already approved or returned, or the family is not being assessed), FlagWentUp.
    """
    row = Indication.objects.select_for_update().select_related("case").get(pk=indication.pk)
    if row.decided_by_id == by.pk:
        raise NotTheSecondPerson
    _refuse_a_decided(row)
    if row.outcome == Outcome.GROUP and flag_went_up_since(row.case, row.decided_at):
        raise FlagWentUp
    row.approved_by, row.approved_at = by, clock.now()
    row.save(update_fields=["approved_by", "approved_at"])
    to = RegistrationState.INDICATED if row.outcome == Outcome.GROUP else RegistrationState.NOT_INDICATED
    move_registration(
        registration=Registration.objects.get(case=row.case),
        to=to,
        by=by,
        reason=_("indication approved: %(outcome)s") % {"outcome": row.get_outcome_display()},
    )
    reach(case=row.case, kind=Milestone.Kind.ASSESSED, by=by)
    send_to_both_parents(
        case=row.case, subject=_("Our advice"), text=letter_in_full(row), by=row.decided_by, sending=f"letter:{row.pk}"
    )
    return row


@transaction.atomic
def return_indication(*, indication: Indication, remark: str, by: User) -> Indication:
    """The second person asks for another look. Raises NotTheSecondPerson, IllegalMove, ValidationError."""
    row = Indication.objects.select_for_update().get(pk=indication.pk)
    if row.decided_by_id == by.pk:
        raise NotTheSecondPerson
    _refuse_a_decided(row)
    if not remark.strip():
        raise ValidationError({"remark": _("Write down what should be looked at again.")})
    row.returned_by, row.returned_at, row.return_remark = by, clock.now(), remark
    row.save(update_fields=["returned_by", "returned_at", "return_remark"])
    return row


@transaction.atomic
def look_again(*, indication: Indication, note: str, by: User, assess_again: bool = False) -> Indication:
    """Somebody looked again at another help than the group: it still fits, or the family is assessed once more.

    Raises ValidationError (no note), IllegalMove (not approved, looked at already, or a newer decision stands).
    """
    row = Indication.objects.select_for_update().select_related("case").get(pk=indication.pk)
    if not row.approved_at or row.reviewed_at or row.outcome == Outcome.GROUP:
        raise IllegalMove("Indication", "reviewed" if row.reviewed_at else "open", "reviewed")
    if not note.strip():
        raise ValidationError({"note": _("Write down what you found.")})
    row.reviewed_by, row.reviewed_at, row.review_note = by, clock.now(), note
    row.save(update_fields=["reviewed_by", "reviewed_at", "review_note"])
    _content_changed(row.case)
    if assess_again:
        registration = Registration.objects.get(case=row.case)
        reason = _("looked again: %(outcome)s") % {"outcome": row.get_outcome_display()}
        move_registration(registration=registration, to=RegistrationState.ASSESSING, by=by, reason=reason)
    return row


def _missing(advice, outcome, findings, deviation_reason, reason_for_parents, alternative, review_on) -> dict[str, str]:
    """{field: what is missing}."""
    errors = {}
    for item, told in findings.items():
        if told["level"] != ABSENT and not told.get("reason", "").strip():
            errors[f"reason_{item}"] = _("Write down what this rests on.")
    if outcome != advice.outcome and not deviation_reason.strip():
        errors["deviation_reason"] = _("The rules advise something else. Write down why you decide otherwise.")
    if outcome != Outcome.GROUP:
        if not reason_for_parents.strip():
            errors["reason_for_parents"] = _("Both parents read why it is not the group now.")
        if not alternative.strip():
            errors["alternative"] = _("Name the help that does fit, so that nobody leaves with only a no.")
        if review_on is None:
            errors["review_on"] = _("Choose a date to look again.")
    if review_on and review_on <= clock.today():
        errors["review_on"] = _("Choose a date that is still to come.")
    return errors


def _refuse_a_decided(row: Indication) -> None:
    if row.approved_at or row.returned_at:
        raise IllegalMove("Indication", "approved" if row.approved_at else "returned", "approved")


def _content_changed(case: Case) -> None:
    parents = Parent.objects.filter(family=case.family_id)
    Dossier.objects.filter(parent__in=parents).update(last_content_change_at=clock.now())
