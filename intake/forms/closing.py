"""Close a trajectory: the proposal, and why it goes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from intake.models import Closing


class ClosingForm(CentreForm):
    submit_label = _("Ask a colleague to agree")
    kind = forms.ChoiceField(label=_("How it ends"), choices=Closing.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason (only for the team)"), max_length=200)


class StaysOpenForm(CentreForm):
    submit_label = _("It stays open")
    remark = forms.CharField(label=_("Why it should stay open"), max_length=200)
