"""Forms about people: the number of a child, the contact person, a way back in, renewing a role."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.access_forms import PersonForm
from centre.forms import CentreForm
from centre.models import ChildNumber


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


class ContactPersonForm(PersonForm):
    """The one lasting person whom the family can ask everything."""

    submit_label = _("Tell both parents")


class RecoveryForm(CentreForm):
    """The first of two: says that the person was called back."""

    submit_label = _("Ask a colleague to agree")
    called_back = forms.BooleanField(
        label=_("I called back on the number that we knew already, and I recognised this person"),
        help_text=_("Never on a number that was given just now. Read nothing from the file to the caller."),
    )


class RenewForm(CentreForm):
    """Somebody still works there and still needs it. `has_last_day`: then there is a new one."""

    submit_label = _("Renew")
    until = forms.DateField(label=_("New last day"))
    still_needed = forms.BooleanField(
        label=_("I asked the organisation: this person still works there and still needs this")
    )

    def __init__(self, *args, has_last_day: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_last_day:
            del self.fields["until"]
