"""Forms about decisions of courts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import CourtDecision


class CourtDecisionForm(CentreForm):
    """What a paper of a court says."""

    submit_label = _("Keep this decision")
    kind = forms.ChoiceField(label=_("What is it about?"), choices=CourtDecision.Kind.choices, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Number of the decision"), max_length=60, help_text=_("The ECLI, or the case number on the paper.")
    )
    court = forms.CharField(label=_("Court"), max_length=120)
    decided_on = forms.DateField(label=_("Day of the decision"))
    child = forms.ChoiceField(label=_("Child"), required=False)
    parent = forms.ChoiceField(label=_("Parent"), required=False)
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Up to and including"), required=False)
    effect = forms.CharField(
        label=_("What does it mean for our work?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: both parents get every letter; no contact before 1 June. Only the team reads this."),
    )  # fmt: skip

    def __init__(self, *args, parents, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.reference: row for row in [*parents, *children]}
        self.fields["child"].choices = [("", _("all children")), *((row.reference, str(row)) for row in children)]
        self.fields["parent"].choices = [("", _("both parents")), *((row.reference, str(row)) for row in parents)]

    @property
    def facts(self) -> dict:
        """The fields as the service takes them."""
        told = self.cleaned_data
        return told | {"child": self.people.get(told["child"]), "parent": self.people.get(told["parent"])}


class CourtEndForm(CentreForm):
    """A decision no longer holds."""

    submit_label = _("Keep the end")
    on = forms.DateField(label=_("Last day on which it holds"))
