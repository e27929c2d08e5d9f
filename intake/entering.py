"""A case that came in stands in the queue from its first day, also while neither parent has begun."""

from centre.models import Case
from intake.models import Registration


def take_in_hand(case: Case) -> None:
    """Open the couple's registration."""
    Registration.objects.get_or_create(case=case)
