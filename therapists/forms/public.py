"""Searching the public register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from therapists.geography import split_distance
from therapists.states import AgeGroup, Role

#: Value of the distance choice that stays inside the municipality's border.
IN_MUNICIPALITY = "gemeente"
DISTANCES = [
    ("10", _("within 10 km")),
    ("20", _("within 20 km")),
    ("40", _("within 40 km")),
    ("80", _("within 80 km")),
    (IN_MUNICIPALITY, _("in this municipality")),
]
DEFAULT_KM = 20
MOST_KM = 300


class RegisterSearchForm(CentreForm):
    """Searching the public register; `spot` is the key of one of several places with the same name."""

    submit_label = _("Search")
    place = forms.CharField(label=_("Place, municipality or postcode"), max_length=80, required=False)
    distance = forms.ChoiceField(label=_("How far"), choices=DISTANCES, required=False, initial=str(DEFAULT_KM))
    role = forms.ChoiceField(label=_("For whom"), required=False)
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    video = forms.BooleanField(label=_("By video call too"), required=False)
    spot = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.fields["role"].choices = [
            ("", _("parents and children")),
            (Role.PARENT_LEAD, _("parents")),
            (Role.CHILD_LEAD, _("children")),
            *((code, _("children: %(ages)s") % {"ages": label}) for code, label in AgeGroup.choices),
        ]

    def clean(self):
        """A distance typed behind the place ("Haarlem 20 km") wins from the choice; an age asks for a child therapist."""
        data = super().clean()
        data["age"] = data["role"] if data.get("role") in AgeGroup.values else ""
        data["role"] = Role.CHILD_LEAD if data["age"] else data.get("role", "")
        data["place"], typed = split_distance(data.get("place", ""))
        chosen = data.get("distance") or str(DEFAULT_KM)
        data["km"] = min(typed, MOST_KM) if typed else None if chosen == IN_MUNICIPALITY else int(chosen)
        return data
