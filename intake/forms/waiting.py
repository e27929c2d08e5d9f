"""The one question to a parent who waits."""

from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from intake.forms.parents import NO, YES, choice


class InterestForm(CentreForm):
    """Still wanted or not."""

    submit_label = _("This is my answer")
    answer = choice(_("Do you still want to take part?"), YES, NO)
