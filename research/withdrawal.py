"""What stops in this room when somebody takes a permission back."""

from centre.models import Case
from centre.models.consent import Purpose


def effects(case: Case, purpose: str) -> list[str]:
    """A data set holds only whom research/inclusion.py lets in at the moment it is made; an older one that holds somebody
    who took the yes back is not handed out any more (research/services/exports.py).
    """
    return ["left out of research exports"] if purpose == Purpose.RESEARCH else []
