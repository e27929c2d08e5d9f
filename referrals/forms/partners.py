"""What is asked about keys, web-hooks and colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.access_forms import PersonForm
from centre.forms import CentreForm


class KeyForm(CentreForm):
    """A key for the organisation's own system."""

    submit_label = _("Make the key")
    label = forms.CharField(
        label=_("What is the key for?"), max_length=80, help_text=_("For example the name of your system.")
    )
    responsible = forms.ChoiceField(
        label=_("In whose name?"),
        help_text=_("What the system does is done in this person's name. Leaves this person, then the key stops."),
    )
    ends_on = forms.DateField(label=_("Last day"), help_text=_("At most a year from now."))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {hat.user.reference: hat.user for hat in people}
        names = [(key, user.name) for key, user in self.people.items()]
        self.fields["responsible"].choices = [("", "---------"), *names]

    def clean_responsible(self):
        return self.people[self.cleaned_data["responsible"]]


class HookForm(CentreForm):
    """Where news goes to."""

    submit_label = _("Send news there")
    address = forms.URLField(
        label=_("Address"),
        max_length=300,
        assume_scheme="https",
        help_text=_("A public address that begins with https://."),
    )


class ColleagueForm(CentreForm):
    """A colleague who may refer for the own organisation."""

    submit_label = _("Invite")
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address at work"), max_length=254)
    until = forms.DateField(label=_("Last day"), help_text=_("Access always ends; you can invite again."))


class NumbersForm(CentreForm):
    """The numbers by which others know an organisation."""

    submit_label = _("Keep these numbers")
    oin = forms.CharField(label=_("OIN"), max_length=30, required=False, help_text=_("Twenty digits; of public bodies."))
    kvk = forms.CharField(label=_("KvK number"), max_length=12, required=False, help_text=_("Eight digits."))
    agb = forms.CharField(
        label=_("AGB code"), max_length=12, required=False, help_text=_("Eight digits; of care providers and doctors.")
    )


class ContactForm(PersonForm):
    """Who speaks for the organisation."""

    submit_label = _("Name as contact person")
