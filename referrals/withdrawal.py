"""What stops in this room when somebody takes a permission back."""

from centre.agreement import sharing_agreed
from centre.models import Case
from centre.models.consent import Purpose


def effects(case: Case, purpose: str) -> list[str]:
    """The referrer sees the stage only while both parents agree (centre.agreement.agreed_to_share)."""
    return ["sharing with the referrer revoked"] if purpose == Purpose.SHARING and sharing_agreed(case) else []
