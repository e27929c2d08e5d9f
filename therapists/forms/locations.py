"""A location where groups meet."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import Municipality, Organisation
from therapists.forms.profile import telephone

POSTCODE = re.compile(r"[1-9]\d{3}\s?[A-Za-z]{2}")


class PracticeForm(CentreForm):
    """What the public reads of a location; its point on the map follows from the postcode when it is left empty."""

    name = forms.CharField(label=_("Name"), max_length=120)
    organisation = forms.ModelChoiceField(label=_("Employer"), queryset=Organisation.objects.none())
    municipality = forms.ModelChoiceField(label=_("Municipality"), queryset=Municipality.objects.none())
    street = forms.CharField(label=_("Street and number"), max_length=120)
    postcode = forms.CharField(label=_("Postcode"), max_length=7)
    place = forms.CharField(label=_("Place"), max_length=80)
    latitude = forms.FloatField(label=_("Latitude"), min_value=50.7, max_value=53.6, required=False)
    longitude = forms.FloatField(
        label=_("Longitude"), min_value=3.3, max_value=7.3, required=False,
        help_text=_("Leave both empty: then the postcode area decides."),
    )  # fmt: skip
    waiting_weeks = forms.IntegerField(
        label=_("Expected waiting time in weeks"), min_value=0, max_value=104, required=False,
        help_text=_("Saving dates it today. Empty is shown as: still to be determined."),
    )  # fmt: skip
    next_start_on = forms.DateField(label=_("Next group starts on"), required=False)
    phone = forms.CharField(label=_("Telephone of the location"), max_length=20, required=False, validators=[telephone])
    rooms = forms.CharField(
        label=_("Rooms"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line. Rooms that stand here already stay."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Groups meet here"), required=False, initial=True)

    def __init__(self, *args, municipalities, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [Organisation.Kind.CARE_PROVIDER, Organisation.Kind.CENTRE]
        self.fields["organisation"].queryset = Organisation.objects.filter(kind__in=kinds)
        self.fields["municipality"].queryset = municipalities

    def clean_postcode(self):
        text = self.cleaned_data["postcode"].strip().upper()
        if not POSTCODE.fullmatch(text):
            raise forms.ValidationError(_("Write a postcode as 1234 AB."))
        return f"{text[:4]} {text[-2:]}"

    def clean_rooms(self):
        return [line.strip()[:80] for line in self.cleaned_data["rooms"].splitlines() if line.strip()][:30]
