"""The safety flag, the phase, the plan with its review, and who is named; invisible to the family (law.md R54)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, Dossier, Membership, SafetyEntry, SafetyPhase, SafetyPlan, User
from centre.safety_file import guards_of, named_in, overdue_plans, phase_of, plan_of, staff_of_region
from centre.services.cases import relate
from centre.services.notices import send_message
from centre.team import overseers_of

Phase = SafetyPhase.Phase
#: Which phase may follow which: no silent skipping upwards, falling back is always possible.
NEXT_PHASE = {
    None: set(Phase.values),
    Phase.DIRECT: {Phase.RISK},
    Phase.RISK: {Phase.DIRECT, Phase.RECOVERY},
    Phase.RECOVERY: {Phase.DIRECT, Phase.RISK},
}


@transaction.atomic
def record_safety(*, case: Case, kind: str, text: str, by: User | None) -> SafetyEntry:
    """Append one entry to the case's safety dossier, which is made at the first entry.

    Raises ValidationError when the flag would come down while the phase of direct safety holds (domain.md 6).
    """
    dossier, _made = Dossier.objects.get_or_create(kind=Dossier.Kind.SAFETY, case=case)
    holds = phase_of(dossier) if kind == SafetyEntry.Kind.FLAG_LIFTED else None
    if holds and holds.phase == Phase.DIRECT:
        # Who is not named in the safety file hears that the flag stays, not what stands there.
        raise ValidationError({"up": _("The flag stays up for now. Ask the officer for the reporting code.")})
    return SafetyEntry.objects.create(dossier=dossier, kind=kind, text=text, entered_by=by)


@transaction.atomic
def set_phase(*, dossier: Dossier, phase: str, reason: str, by: User) -> SafetyPhase:
    """Say which phase holds from now. In the first phase the flag goes up, so that nobody plans a meeting of both.

    Raises ValidationError for a phase that skips one, or that holds already.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    now = phase_of(dossier)
    if now and now.phase == phase:
        raise ValidationError({"phase": _("This phase holds already.")})
    if phase not in NEXT_PHASE[now and now.phase]:
        raise ValidationError({"phase": _("No phase is skipped: first stable safety, then recovery.")})
    row = SafetyPhase.objects.create(dossier=dossier, phase=phase, reason=reason, decided_by=by)
    if phase == Phase.DIRECT:
        record_safety(case=dossier.case, kind=SafetyEntry.Kind.FLAG_SET, text=reason, by=by)
    return row


@transaction.atomic
def write_plan(
    *, dossier: Dossier, agreements: str, owner: User, review_on: date, by: User, looking_back: str = ""
) -> SafetyPlan:
    """The agreements from now, who sees to it and when to look again. Raises ValidationError by field.

    `looking_back`: how the agreements before held; obligatory when a plan runs.
    """
    errors = {}
    if review_on <= clock.today():
        errors["review_on"] = _("Choose a day after today.")
    if plan_of(dossier) and not looking_back:
        errors["looking_back"] = _("Write down how the agreements held so far.")
    if not named_in(dossier.case).filter(user=owner).exists():
        errors["owner"] = _("Choose somebody who is named in this file.")
    if errors:
        raise ValidationError(errors)
    return SafetyPlan.objects.create(
        dossier=dossier,
        agreements=agreements,
        owner=owner,
        review_on=review_on,
        written_by=by,
        looking_back=looking_back,
    )


@transaction.atomic
def close_plan(*, dossier: Dossier, looking_back: str, by: User) -> SafetyPlan:
    """End the plan, with how it held. Raises ValidationError when none runs."""
    plan = plan_of(dossier)
    if plan is None:
        raise ValidationError(_("There is no plan to close."))
    return SafetyPlan.objects.create(
        dossier=dossier,
        agreements=plan.agreements,
        owner=plan.owner,
        is_closing=True,
        written_by=by,
        looking_back=looking_back,
    )


@transaction.atomic
def name_colleague(*, dossier: Dossier, user: User, by: User) -> CareRelation:
    """Let one more colleague read the safety dossier. Raises ValidationError when that cannot be."""
    if not staff_of_region(dossier.case).filter(pk=user.pk).exists():
        raise ValidationError({"person": _("Choose a colleague of this region who is not excluded from the case.")})
    reason = _("Named by %(name)s") % {"name": by.name}
    return relate(case=dossier.case, user=user, kind=CareRelation.Kind.SAFETY, reason=reason)


def appoint_guard(*, membership: Membership, is_guard: bool) -> None:
    """Make this person officer for the reporting code of the hat's region, or end that."""
    membership.guards_safety = is_guard
    membership.save(update_fields=["guards_safety"])


def escalate_overdue_plans() -> int:
    """Ring the owner and the officers once for every plan that was not looked at in time; returns how many plans.

    Without an officer the overseers of the case hear it; an owner who may no longer read the file hears nothing. The
    message names nobody.
    """
    plans = list(overdue_plans())
    for plan in plans:
        case = plan.dossier.case
        owners = [row.user for row in named_in(case).filter(user=plan.owner)]
        people = {*owners, *(guards_of(case) or overseers_of(case))}
        for person in sorted(people, key=lambda user: user.pk):
            send_message(
                recipient=person,
                subject=_("A file asks for attention"),
                text=_("A day to look again has passed. Open %(reference)s.") % {"reference": case.reference},
                by=None,
                sending=f"safety-review:{plan.pk}",
            )
    return len(plans)
