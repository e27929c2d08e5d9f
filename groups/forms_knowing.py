"""Forms about one couple before a season: siblings, court cases, and families who know each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from groups.models import CoupleFacts, Tie


class CoupleFactsForm(CentreForm):
    """As somebody heard it from the parents."""

    siblings = forms.ChoiceField(
        label=_("Brothers and sisters"), choices=CoupleFacts.Siblings.choices, widget=forms.RadioSelect
    )
    proceedings = forms.ChoiceField(
        label=_("Court cases about the children or about money"), choices=CoupleFacts.Proceedings.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    hold_until = forms.DateField(
        label=_("On hold until and including"), required=False, help_text=_("Empty: until the end of the sessions.")
    )

    def __init__(self, *args, known: CoupleFacts | None = None, **kwargs):
        names = ("siblings", "proceedings", "hold_until")
        initial = {name: getattr(known, name) for name in names} if known else {"siblings": "none"}
        super().__init__(*args, initial=initial, form_tag=False, **kwargs)


class TieForm(CentreForm):
    """Another family that knows this one."""

    other = forms.CharField(
        label=_("Reference of the other family"), max_length=16, widget=forms.TextInput(attrs={"class": "short"}),
        help_text=_("It stands under the names on the waiting list."),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("How they know each other"), choices=Tie.Ground.choices)
    strength = forms.ChoiceField(
        label=_("What that asks"), choices=Tie.Strength.choices, initial="group", widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the team reads this."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="tie", form_tag=False, **kwargs)

    def clean_other(self):
        return self.cleaned_data["other"].strip().upper()
