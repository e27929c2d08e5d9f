"""Where a quiet change in an account may be somebody else's hand: for staff surfaces only, never a sign to the family."""

from datetime import timedelta

from django.conf import settings

from centre.models import Case, Parent
from centre.selectors import flagged


def is_at_risk(parent: Parent) -> bool:
    """Mail is not safe for this parent, or the safety flag of an open case of the family is up."""
    if not parent.mail_is_safe:
        return True
    cases = Case.objects.open().filter(family=parent.family_id)
    return flagged(cases).filter(is_flagged=True).exists()


def cooling_off() -> timedelta:
    """How long a change of contact waits where there is a risk."""
    return timedelta(hours=settings.COOLING_OFF_HOURS)
