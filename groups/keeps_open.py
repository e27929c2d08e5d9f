"""A seat, or a place that is held: the couple leaves the group on its own page first, with what that means for others."""

from django.utils.translation import gettext_lazy as _

from centre.models import Case
from groups.models import Offer, Placement


def reasons(case: Case) -> list:
    """In words for staff (centre/keeps_open.py). Two queries."""
    found = [_("a place in a group")] if Placement.objects.current().filter(case=case).exists() else []
    held = Offer.objects.thought_about().filter(case=case)
    return [*found, _("a place in a group that is held for them")] if held.exists() else found
