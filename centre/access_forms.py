"""Forms about who may open what: emergency access, relations, hats, the log."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from centre.audiences import STAFF
from centre.forms import CentreForm
from centre.models import AccessLog, Municipality, OddRead
from centre.services.emergency import SHORTEST_REASON
from centre.team import GIVEN_BY_COORDINATORS


class EmergencyForm(CentreForm):
    """Everything at once: the same page for every reference until a reason is given."""

    submit_label = _("Open for 60 minutes")
    PURPOSES = [
        ("danger", _("Danger for a child or a parent")),
        ("absence", _("The colleague is absent and it cannot wait")),
        ("authority", _("Veilig Thuis, the board or a court asks, and it cannot wait")),
        ("repair", _("A mistake in the file must be mended now")),
    ]
    reference = forms.CharField(
        label=_("Reference of the case"),
        max_length=16,
        help_text=_("Begins with ZK. You find it in letters and messages."),
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=PURPOSES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why now, and why you"),
        min_length=SHORTEST_REASON,
        max_length=140,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least 20 characters. The coordinators and the privacy officer read this at once."),
    )

    def clean_reference(self):
        return self.cleaned_data["reference"].strip().upper()

    @property
    def purpose_label(self) -> str:
        return str(dict(self.PURPOSES)[self.cleaned_data["purpose"]])


class ReasonForm(CentreForm):
    """Why something ends."""

    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class PersonForm(CentreForm):
    """One colleague out of a list. `people`: rows of User."""

    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {user.reference: user for user in people}
        self.fields["person"].choices = [("", "---------"), *((key, user.name) for key, user in self.people.items())]

    def clean_person(self):
        return self.people[self.cleaned_data["person"]]


class ExcludeForm(PersonForm):
    """Somebody who knows the family."""

    submit_label = _("Exclude")
    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=200,
        help_text=_("For example: neighbour, relative, treated a parent elsewhere. Write nothing about the family."),
    )


class SubstituteForm(PersonForm):
    """A colleague who stands in."""

    submit_label = _("Give access")
    until = forms.DateField(label=_("Up to and including"))
    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=200)


class InviteProfessionalForm(CentreForm):
    """A new hat. `organisations`, `regions`: those of the coordinator who invites."""

    submit_label = _("Invite")
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("Work e-mail address"), max_length=254)
    audience = forms.ChoiceField(
        label=_("Role"), choices=[(hat.value, hat.label) for hat in GIVEN_BY_COORDINATORS], widget=forms.RadioSelect
    )
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=None, required=False, help_text=_("Only for a coordinator.")
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=None, required=False, help_text=_("Only for a reader of a municipality.")
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Required for referrers. Afterwards the access ends by itself."),
    )

    def __init__(self, *args, organisations, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["region"].queryset = regions
        self.fields["municipality"].queryset = Municipality.objects.filter(region__in=regions)


class PeopleFilterForm(forms.Form):
    q = forms.CharField(label=_("Name, address or organisation"), required=False, max_length=80)
    audience = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *sorted((a.value, a.label) for a in STAFF)]
    )


#: Days far away cannot be put in a time zone, and nobody looked then.
YEARS = range(2000, 2100)


class PeriodForm(forms.Form):
    """From one day up to and including another; either may stay empty."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self):
        facts = super().clean()
        for name in ("since", "until"):
            if facts.get(name) and facts[name].year not in YEARS:
                self.add_error(name, _("Choose a day of this century."))
        if facts.get("since") and facts.get("until") and facts["since"] > facts["until"]:
            raise ValidationError({"until": _("This day is before the first day.")})
        return facts


class LogFilterForm(PeriodForm):
    """Which rows of the access log. Without a person or a case the last seven days are shown."""

    field_order = ["person", "case", "action", "since", "until"]
    person = forms.CharField(label=_("Name, address or reference of a person"), required=False, max_length=80)
    case = forms.CharField(label=_("Reference of a case or dossier"), required=False, max_length=16)
    action = forms.ChoiceField(
        label=_("Action"), required=False, choices=[("", _("All actions")), *AccessLog.Action.choices]
    )


class ExportForm(CentreForm):
    """Why the log leaves the portal."""

    submit_label = _("Download as CSV")
    reason = forms.CharField(
        label=_("Purpose of this export"),
        min_length=5,
        max_length=60,
        help_text=_("Kept in the log. Write no names."),
    )


class VerdictForm(CentreForm):
    """What a person makes of an odd read."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=OddRead.Verdict.choices, widget=forms.RadioSelect)
    explanation = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
