"""Close a trajectory with two people: who proposes and who agrees are never the same (features.md B6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.keeps_open import refuse_while_something_stands
from centre.models import Case, User
from centre.services.cases import close_case
from centre.services.notices import send_to_both_parents
from centre.workflow import IllegalMove
from intake.models import Closing, Registration
from intake.services import invitations
from intake.services.indications import NotTheSecondPerson
from intake.states import AFTER_THE_ADVICE


@transaction.atomic
def propose_closing(*, case: Case, kind: str, reason: str, by: User) -> Closing:
    """Ask a second person to agree that this trajectory ends. Nobody outside hears of it yet.

    Raises IllegalMove (before the advice, or closed), StillStands, ValidationError when one waits already.
    """
    state = _standing(case)
    if state not in AFTER_THE_ADVICE or case.closed_on:
        raise IllegalMove("RegistrationState", state, "closed")
    refuse_while_something_stands(case)
    if Closing.objects.waiting().filter(case=case).exists():
        raise ValidationError({"kind": _("A proposal to close is already waiting for a second person.")})
    return Closing.objects.create(case=case, kind=kind, reason=reason, proposed_by=by)


@transaction.atomic
def approve_closing(*, closing: Closing, by: User) -> Closing:
    """Agree: the case closes today, and both parents read the same words at the same moment.

    Raises NotTheSecondPerson, IllegalMove (answered already, or assessed once more meanwhile), StillStands.
    """
    row = _open(closing, by)
    state = _standing(row.case)
    if state not in AFTER_THE_ADVICE:
        raise IllegalMove("RegistrationState", state, "closed")
    refuse_while_something_stands(row.case)
    row.approved_by, row.approved_at = by, clock.now()
    row.save(update_fields=["approved_by", "approved_at"])
    text = _(
        "We have closed your trajectory with us. We keep the files as the law asks, and you may ask for yours. "
        "You can ask for help again at any time. Do you have a question, or do you need help now? Please call us."
    )
    subject = _("Your trajectory has been closed")
    send_to_both_parents(case=row.case, subject=subject, text=text, by=by, sending=f"closed:{row.pk}")
    invitations.call_off_all(row.case)
    close_case(case=row.case, reason=row.kind, by=by)
    return row


@transaction.atomic
def return_closing(*, closing: Closing, remark: str, by: User) -> Closing:
    """The case stays open, with the reason why. Raises NotTheSecondPerson, IllegalMove, ValidationError."""
    row = _open(closing, by)
    if not remark.strip():
        raise ValidationError({"remark": _("Write down why it should stay open.")})
    row.returned_by, row.returned_at, row.remark = by, clock.now(), remark
    row.save(update_fields=["returned_by", "returned_at", "remark"])
    return row


def _standing(case: Case) -> str:
    """The registration's state, with the case held: nobody gives it a place while it closes. Empty without a registration."""
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    registration = Registration.objects.select_for_update().filter(case=case).first()
    return registration.state if registration else ""


def _open(closing: Closing, by: User) -> Closing:
    row = Closing.objects.select_for_update().select_related("case").get(pk=closing.pk)
    if row.proposed_by_id == by.pk:
        raise NotTheSecondPerson
    if row.approved_at or row.returned_at:
        raise IllegalMove("Closing", "approved" if row.approved_at else "returned", "answered")
    return row
