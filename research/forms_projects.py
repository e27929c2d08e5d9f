"""Asking for a research project, and the second person's decision."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.forms import CentreForm
from research.models import ResearchProject


class ProjectForm(CentreForm):
    """What is studied, for what, with which data and until when."""

    submit_label = _("Ask for this project")
    title = forms.CharField(label=_("Name of the study"), max_length=120)
    purpose = forms.CharField(
        label=_("What do you want to find out, and why does it need these data?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who took part can read the name of the study in the own file."),
    )
    level = forms.ChoiceField(
        label=_("Which data?"),
        choices=ResearchProject.Level.choices,
        widget=forms.RadioSelect,
        help_text=_("Open answers, dates and places are never part of it."),
    )
    ends_on = forms.DateField(
        label=_("Last day of the study"), help_text=_("After this day nothing is handed out any more.")
    )


class DecisionForm(CentreForm):
    """Yes or no of the second person; nothing is chosen beforehand."""

    submit_label = _("Save my decision")
    agrees = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[
            ("yes", pgettext_lazy("of a second person", "I agree")),
            ("no", pgettext_lazy("of a second person", "I do not agree")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
