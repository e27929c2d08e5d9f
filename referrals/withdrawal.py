"""What stops in this room when somebody takes a permission back."""

from centre.models import Case
from centre.models.consent import Purpose
from centre.selectors import sharing_agreed


def effects(case: Case, purpose: str) -> list[str]:
    """The referrer sees the stage only while both parents agree (centre.selectors.agreed_to_share)."""
    return ["sharing with the referrer revoked"] if purpose == Purpose.SHARING and sharing_agreed(case) else []
