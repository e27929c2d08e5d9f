"""Holding a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm


class KnownForm(CentreForm):
    """Whose file is marked because this person is widely known."""

    submit_label = _("Mark this file")
    dossier = forms.CharField(label=_("Reference of the dossier"), max_length=16, help_text=_("It begins with D-."))


class HoldForm(CentreForm):
    """Which file stays, why, and until when at the latest."""

    submit_label = _("Hold this file")
    dossier = forms.CharField(label=_("Reference of the dossier"), max_length=16, help_text=_("It begins with D-."))
    reason = forms.CharField(
        label=_("Why it has to stay"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example a procedure, a complaint or a report that runs."),
    )
    until = forms.DateField(
        label=_("Last day"), help_text=_("Afterwards the hold ends by itself. You can lift it earlier.")
    )
