"""The centre's side: take in, ask, decline, accept."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from centre.entering import take_in_hand
from centre.models import CareRelation, Case, Municipality, Parent, ParentalAuthority, User
from centre.services.cases import ChildFacts, ParentFacts, open_case_for, relate
from centre.services.notices import send_message
from centre.services.people import invite_parent
from centre.services.sharing import name_organisation
from centre.workflow import IllegalMove
from referrals.models import Referral, ReferralStep
from referrals.services.drafting import note_step
from referrals.services.hooks import open_hooks
from referrals.states import REFERRAL, ReferralState

Kind = ReferralStep.Kind


@transaction.atomic
def mark_received(*, referral: Referral, by: User) -> None:
    """Keep the moment at which the centre first opened what was sent; later looks change nothing."""
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state == ReferralState.SUBMITTED and not row.steps.filter(kind=Kind.RECEIVED).exists():
        note_step(referral=row, kind=Kind.RECEIVED, by=by)


@transaction.atomic
def accept_referral(*, referral: Referral, by: User) -> Case:
    """Open the family and the case, relate the referrer, invite both parents apart.

    The case comes back with `spoken_codes`, [(parent, code)]: they are told in person and kept nowhere.
    Raises IllegalMove when it is not waiting for a decision, so that two coordinators make one case.
    """
    row = _waiting(referral, ReferralState.ACCEPTED)
    case = _open_case(row, by=by)
    _relate_referrers(row, case, by)
    row.case, row.decided_by = case, by
    REFERRAL.move_locked(row, ReferralState.ACCEPTED, also=["case", "decided_by"])
    note_step(referral=row, kind=Kind.ACCEPTED, by=by)
    take_in_hand(case)
    parents = Parent.objects.filter(family=case.family).order_by("side")
    case.spoken_codes = [(parent, invite_parent(parent=parent, by=by)) for parent in parents]
    _tell(row, _("A referral was accepted"), by=by)
    return case


@transaction.atomic
def join_case(*, referral: Referral, case: Case, by: User) -> Case:
    """Accept a second referral of a family that is here already: no second file, no second invitation.

    Both referrers stay informed, each of the own referral. Raises IllegalMove, ValidationError for a closed case.
    """
    if case.closed_on is not None:
        raise ValidationError(_("That case has been closed. Accept this referral as a new case."))
    row = _waiting(referral, ReferralState.ACCEPTED)
    _relate_referrers(row, case, by)
    row.case, row.decided_by = case, by
    row.save(update_fields=["case", "decided_by"])
    REFERRAL.move(row, ReferralState.ACCEPTED)
    note_step(referral=row, kind=Kind.ACCEPTED, by=by)
    _tell(row, _("A referral was accepted"), by=by)
    return case


@transaction.atomic
def return_referral(*, referral: Referral, reason: str, by: User) -> None:
    """Send it back with a question. Raises IllegalMove, or ValidationError without a question."""
    _refuse(referral, to=ReferralState.RETURNED, kind=Kind.RETURNED, reason=reason, by=by)


@transaction.atomic
def decline_referral(*, referral: Referral, reason: str, by: User) -> None:
    """Say no, with the reason and what could help instead. Raises IllegalMove, or ValidationError without a reason."""
    _refuse(referral, to=ReferralState.DECLINED, kind=Kind.DECLINED, reason=reason, by=by)


def _refuse(referral: Referral, *, to: str, kind: str, reason: str, by: User) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    row = _waiting(referral, to)
    row.decided_by, row.decision_reason = by, reason
    REFERRAL.move_locked(row, to, also=["decided_by", "decision_reason"])
    note_step(referral=row, kind=kind, by=by, text=reason)
    subject = _("A referral came back") if to == ReferralState.RETURNED else _("A referral was declined")
    _tell(row, subject, by=by)


def _relate_referrers(row: Referral, case: Case, by: User) -> None:
    """Who sent it follows the case; who knows the family privately is shut out of it for good.

    The portal asks both parents about that organisation only when both agreed to the referral: on another ground its
    name would tell a parent who is involved with the other one.
    """
    relate(case=case, user=row.submitted_by, kind=CareRelation.Kind.REFERRER, reason=row.reference)
    is_asked = row.ground == Referral.Ground.CONSENT
    name_organisation(case=case, organisation=row.organisation, by=by, is_asked=is_asked)
    for step in row.steps.filter(kind=Kind.TIED).select_related("by"):
        relate(case=case, user=step.by, kind=CareRelation.Kind.EXCLUDED, reason=_("Knows the family privately"))


def _waiting(referral: Referral, to: str) -> Referral:
    """The row under lock, before anything else is written. Raises IllegalMove."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("submitted_by", "organisation", "region")
    row = rows.annotate(has_hooks=Exists(open_hooks())).get(pk=referral.pk)
    if not REFERRAL.allows(row.state, to):
        raise IllegalMove("ReferralState", row.state, to)
    return row


def _open_case(row: Referral, *, by: User) -> Case:
    codes = {child["municipality"] for child in row.stated["children"]}
    places = {place.code: place for place in Municipality.objects.filter(code__in=codes)}
    return open_case_for(
        region=row.region,
        entered_via=row.organisation.kind,
        parents=[
            ParentFacts(
                first_name=parent["first_name"],
                last_name=parent["last_name"],
                email=parent["email"],
                contact={"phone": parent["phone"]} if parent.get("phone") else {},
            )
            for parent in row.stated["parents"]
        ],
        children=[
            ChildFacts(
                first_name=child["first_name"],
                last_name=child["last_name"],
                birth_date=date.fromisoformat(child["birth_date"]),
                gender=child["gender"],
                municipality=places[child["municipality"]],
                evidence=ParentalAuthority.Evidence.STATED,
            )
            for child in row.stated["children"]
        ],
        by=by,
    )


def _tell(row: Referral, subject: str, *, by: User) -> None:
    """Ring the referrer; the reason itself is read on the referral's own page."""
    text = _("Referral %(reference)s has news. You find it under My referrals.") % {"reference": row.reference}
    send_message(recipient=row.submitted_by, subject=subject, text=text, by=by)
