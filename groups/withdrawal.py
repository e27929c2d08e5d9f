"""What stops in this room when somebody takes a permission back."""

from centre.models import Case
from centre.models.consent import Purpose
from groups.models import Placement


def effects(case: Case, purpose: str) -> list[str]:
    """A seat that rests on this permission is frozen: no letter, no session and no start until it is complete again."""
    rests = purpose in (Purpose.TREATMENT, Purpose.GROUP) and Placement.objects.current().filter(case=case).exists()
    return ["place in the group frozen"] if rests else []
