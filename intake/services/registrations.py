"""The couple's registration: its moves, each with date, person and reason, and its place on the waiting list."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from intake.deadlines import due_on
from intake.models import Registration, RegistrationMove
from intake.states import REGISTRATION


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
