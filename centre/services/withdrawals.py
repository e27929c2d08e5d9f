"""Take a yes back: it counts at once, and what rested on it stops (features.md C7, centre/services/what_stops.py)."""

from django.db import transaction

from centre.models import Case, Child, Consent, Parent, SharingPartner, User
from centre.services.consents import answer_consent
from centre.services.what_stops import has_said_yes


@transaction.atomic
def withdraw(
    *, case: Case, purpose: str, giver: Parent | Child, by: User, about_child: Child | None = None,
    partner: SharingPartner | None = None, assurance: str = "",
) -> Consent | None:  # fmt: skip
    """Record it, with one line per effect in the log. Taking back nothing changes nothing."""
    asked = {"case": case, "purpose": purpose, "giver": giver, "about_child": about_child, "partner": partner}
    if not has_said_yes(**asked):
        return None
    return answer_consent(**asked, answer=Consent.Answer.WITHDRAWN, by=by, assurance=assurance)
