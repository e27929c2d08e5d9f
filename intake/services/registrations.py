"""The couple's registration: its moves, each with date, person and reason, and its place on the waiting list."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from centre.services.cases import close_case
from centre.services.notices import send_to_both_parents
from centre.workflow import IllegalMove
from intake.deadlines import due_on
from intake.models import Registration, RegistrationMove
from intake.states import REGISTRATION, RegistrationState


@transaction.atomic
def move_registration(*, registration: Registration, to: str, by: User | None, reason: str = "") -> RegistrationMove:
    """Make one allowed move and keep who, when and why; the new state's term starts. Raises IllegalMove."""
    origin = Registration.objects.select_for_update().get(pk=registration.pk).state
    REGISTRATION.move(registration, to)
    registration.due_on = due_on(to, clock.today())
    registration.save(update_fields=["due_on"])
    return RegistrationMove.objects.create(
        registration=registration, from_state=origin, to_state=to, by=by, at=clock.now(), reason=reason
    )


#: The steps that a coordinator takes by hand; all others follow from what parents and professionals do.
BY_HAND = frozenset({RegistrationState.ASSESSING, RegistrationState.LAPSED})


def step_by_hand(*, registration: Registration, to: str, reason: str, by: User) -> None:
    """A coordinator's own step, with its reason. Raises IllegalMove, also for steps that are not taken by hand."""
    if to not in BY_HAND:
        raise IllegalMove("RegistrationState", registration.state, to)
    if to == RegistrationState.LAPSED:
        lapse(registration=registration, by=by, reason=reason)
    else:
        move_registration(registration=registration, to=to, by=by, reason=reason)


@transaction.atomic
def lapse(*, registration: Registration, by: User | None, reason: str) -> None:
    """End a request that does not go on; both parents read the same words, which blame nobody. Raises IllegalMove."""
    case = registration.case
    move_registration(registration=registration, to=RegistrationState.LAPSED, by=by, reason=reason)
    send_to_both_parents(
        case=case,
        subject=_("Your request has been closed"),
        text=_(
            "We have closed your request. We did not have everything that we need to start. "
            "This says nothing about you. You can ask for help again at any time. "
            "Do you have a question, or do you need help now? Please call us."
        ),
        by=by,
        sending="intake-closed",
    )
    close_case(case=case, reason="lapsed", by=by)


@transaction.atomic
def give_priority(*, registration: Registration, has_priority: bool, reason: str, by: User) -> None:
    """Let a family go before others on the waiting list, or stop that. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why: somebody else may have to explain it.")})
    registration.has_priority, registration.priority_reason, registration.priority_by = has_priority, reason, by
    registration.save(update_fields=["has_priority", "priority_reason", "priority_by"])
    RegistrationMove.objects.create(
        registration=registration,
        from_state=registration.state,
        to_state=registration.state,
        by=by,
        reason=_("priority given") if has_priority else _("priority ended"),
    )
