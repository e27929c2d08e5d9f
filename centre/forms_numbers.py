"""The citizen service number of a child, what stands in for it, and why somebody looks at either."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.citizen_numbers import ELSEWHERE
from centre.forms import CentreForm
from centre.models import ChildIdentity, ChildNumber


class NumberForm(CentreForm):
    """A number with its source."""

    number = forms.CharField(
        label=_("Citizen service number (BSN)"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
        help_text=_("Nine digits, of the child only. Of parents we keep none."),
    )
    source = forms.ChoiceField(
        label=_("Where did you check it?"), choices=ChildNumber.Source.choices, widget=forms.RadioSelect
    )


class ShowNumberForm(CentreForm):
    """Why the digits are needed now."""

    submit_label = _("Show the number")
    REASONS = [
        ("municipality", _("A message to or from the municipality")),
        ("check", _("The number has to be checked")),
        ("repair", _("A mistake in the file must be mended now")),
    ]
    reason = forms.ChoiceField(label=_("Why do you need this now?"), choices=REASONS, widget=forms.RadioSelect)


class ShowPlaceForm(ShowNumberForm):
    """Why the address of a child is needed now."""

    submit_label = _("Show the address")
    REASONS = [
        ("municipality", _("A message to or from the municipality")),
        ("check", _("The address has to be checked")),
        ("repair", _("A mistake in the file must be mended now")),
    ]
    reason = forms.ChoiceField(label=_("Why do you need this now?"), choices=REASONS, widget=forms.RadioSelect)


class IdentityForm(CentreForm):
    """The four facts of the law about a child without a number (Jw 7.2.4). `homes`: reference → parent of this case."""

    last_name = forms.CharField(label=_("Surname"), max_length=120, help_text=_("As it stands on the papers."))
    first_names = forms.CharField(label=_("First names"), max_length=120)
    birth_date = forms.DateField(label=_("Date of birth"))
    lives = forms.ChoiceField(
        label=_("Where does this child live?"),
        widget=forms.RadioSelect,
        help_text=_("The address of a parent stays in the vault; it is not copied."),
    )
    postcode = forms.CharField(
        label=_("Postcode, only when elsewhere"),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    house_number = forms.CharField(
        label=_("House number, only when elsewhere"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    reason = forms.ChoiceField(
        label=_("Why is there no number?"), choices=ChildIdentity.Reason.choices, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Explanation"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, homes, **kwargs):
        super().__init__(*args, **kwargs)
        self.homes = homes
        with_parents = [(key, _("With %(name)s") % {"name": parent}) for key, parent in homes.items()]
        self.fields["lives"].choices = [*with_parents, (ELSEWHERE, _("Elsewhere, for example in a foster family"))]

    @property
    def facts(self) -> dict:
        """What the service keeps; `home` is None for a child that lives elsewhere."""
        facts = dict(self.cleaned_data)
        return facts | {"home": self.homes.get(facts.pop("lives"))}
