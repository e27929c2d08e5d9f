"""A seat, a place that is held, a talk that was promised: each ends on its own page first, with what that means for others."""

from django.utils.translation import gettext_lazy as _

from centre.models import Case
from groups.models import EvaluationVoice, FollowUp, Offer, Placement


def reasons(case: Case) -> list:
    """In words for staff (centre/keeps_open.py). Four queries."""
    held = Offer.objects.thought_about().filter(case=case)
    talks = EvaluationVoice.objects.filter(evaluation__placement__case=case, heard_at=None)
    promised = FollowUp.objects.filter(placement__case=case, held_on=None, skipped_reason="")
    found = (
        (Placement.objects.current().filter(case=case), _("a place in a group")),
        (held, _("a place in a group that is held for them")),
        (talks, _("a talk of the evaluation")),
        (promised, _("the talk after six months")),
    )
    return [words for rows, words in found if rows.exists()]
