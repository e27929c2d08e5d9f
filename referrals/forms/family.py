"""What is asked about direction, plans and offers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.access_forms import PersonForm
from centre.forms import CentreForm
from centre.models import Parent
from referrals.models import HelpOffer


class DirectorForm(PersonForm):
    """Who leads."""

    submit_label = _("Name and tell everybody")


class PartForm(CentreForm):
    """Something of the plan, for both parents or one of them."""

    text = forms.CharField(label=_("What?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    parent = forms.ChoiceField(label=_("Whose part of the plan?"), required=False)

    def __init__(self, *args, parents: list[Parent], **kwargs):
        super().__init__(*args, **kwargs)
        self.parents = {parent.reference: parent for parent in parents}
        own = [(key, gettext("only %(parent)s") % {"parent": row}) for key, row in self.parents.items()]
        self.fields["parent"].choices = [("", gettext("both parents")), *own]

    def clean_parent(self):
        return self.parents.get(self.cleaned_data["parent"])


class GoalForm(PartForm):
    submit_label = _("Add the goal")


class ActionForm(PartForm):
    submit_label = _("Add the action")
    due_on = forms.DateField(label=_("By when?"), required=False)


class OfferForm(CentreForm):
    """The facts of an offer that its partner keeps current."""

    submit_label = _("This is right today")
    target_group = forms.CharField(label=_("For whom?"), max_length=200)
    min_age = forms.IntegerField(
        label=_("From age"), min_value=0, max_value=23, widget=forms.NumberInput(attrs={"class": "short"})
    )
    max_age = forms.IntegerField(
        label=_("Up to age"), min_value=0, max_value=23, widget=forms.NumberInput(attrs={"class": "short"})
    )
    waiting_weeks = forms.IntegerField(label=_("Waiting time in weeks"), min_value=0, max_value=260, required=False)
    cost = forms.CharField(label=_("Cost"), max_length=120)
    funding = forms.ChoiceField(label=_("Who pays?"), choices=HelpOffer.Funding.choices)
    contact = forms.CharField(label=_("How to reach you"), max_length=200, required=False)

    def clean(self):
        low, high = self.cleaned_data.get("min_age"), self.cleaned_data.get("max_age")
        if low is not None and high is not None and high < low:
            self.add_error("max_age", ValidationError(gettext("This is lower than the first age.")))
        return self.cleaned_data
