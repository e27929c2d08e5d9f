"""What stops in this room when somebody takes a permission back."""

from centre.models import Case
from centre.models.consent import Purpose


def effects(case: Case, purpose: str) -> list[str]:
    """An export holds only families of which centre.selectors.consent_status says yes on the day it is made."""
    return ["left out of research exports"] if purpose == Purpose.RESEARCH else []
