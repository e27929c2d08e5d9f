"""Forms of the register: shape only, the rules about the world live in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import Organisation
from therapists.geography import split_distance
from therapists.models import Practice
from therapists.states import Language, Role, Standing

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
    place = forms.CharField(label=_("Place or municipality"), max_length=80, required=False)
    distance = forms.ChoiceField(label=_("How far"), choices=DISTANCES, required=False, initial=str(DEFAULT_KM))
    role = forms.ChoiceField(label=_("For whom"), required=False)
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    spot = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.fields["role"].choices = [
            ("", _("parents and children")),
            (Role.PARENT_LEAD, _("parents")),
            (Role.CHILD_LEAD, _("children")),
        ]

    def clean(self):
        """A distance typed behind the place ("Haarlem 20 km") wins from the choice."""
        data = super().clean()
        data["place"], typed = split_distance(data.get("place", ""))
        chosen = data.get("distance") or str(DEFAULT_KM)
        data["km"] = min(typed, MOST_KM) if typed else None if chosen == IN_MUNICIPALITY else int(chosen)
        return data


class DeskFilterForm(CentreForm):
    """Narrowing the certification desk's list."""

    standing = forms.ChoiceField(label=_("Standing"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all roles")), *Role.choices])
    name = forms.CharField(label=_("Name"), max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.fields["standing"].choices = [("", _("all standings")), ("waiting", _("waits for us")), *Standing.choices]


class ProfileForm(CentreForm):
    """What somebody shows of oneself, and how much work is enough."""

    about = forms.CharField(
        label=_("About me"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Parents read this. Write to them, in short sentences."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"}),
    )
    group_ceiling = forms.IntegerField(
        label=_("The most groups that I want at once"),
        min_value=1,
        max_value=12,
        required=False,
        help_text=_("You get a signal before the planner does. Empty means: not decided yet."),
    )
    is_public = forms.BooleanField(
        label=_("Show me in the public register"),
        required=False,
        help_text=_("Only while a certificate is valid. Your mail address is never shown."),
    )

    def clean_languages(self):
        return ",".join(self.cleaned_data["languages"])


class InviteTherapistForm(CentreForm):
    """A new colleague in the register."""

    submit_label = _("Invite and register")
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    organisation = forms.ModelChoiceField(label=_("Employer"), queryset=Organisation.objects.none())
    practices = forms.ModelMultipleChoiceField(
        label=_("Locations"), queryset=Practice.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [Organisation.Kind.CARE_PROVIDER, Organisation.Kind.CENTRE]
        self.fields["organisation"].queryset = Organisation.objects.filter(kind__in=kinds)
        self.fields["practices"].queryset = Practice.objects.filter(is_active=True)


class RoleForm(CentreForm):
    """Somebody starts on the way to a certificate."""

    submit_label = _("Start")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    training_started_on = forms.DateField(label=_("First day of the training"), required=False)


class DecisionForm(CentreForm):
    """Every decision: why, in words that its subject will read."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The therapist reads this."),
    )


class CertifyForm(DecisionForm):
    submit_label = _("Grant the certificate")
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, help_text=_("The last day. Empty: as long as the rules say.")
    )
    field_order = ["valid_until", "reasons"]


class NotYetForm(DecisionForm):
    submit_label = _("Say not yet")
    advice = forms.CharField(
        label=_("Advice"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What can this person do to get there?"),
    )


class SuspendForm(CentreForm):
    submit_label = _("Suspend")
    since = forms.DateField(label=_("First day"), help_text=_("From this day on this person leads no group."))
    until = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty: until the suspension is lifted."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The therapist reads this."),
    )


class RenewalForm(DecisionForm):
    submit_label = _("Decide")
    renewed = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("renew the certificate")), ("no", _("do not renew it"))],
        widget=forms.RadioSelect,
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, help_text=_("The last day. Empty: as long as the rules say.")
    )
    advice = forms.CharField(
        label=_("Advice"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you do not renew: what can this person do to get there?"),
    )
    field_order = ["renewed", "valid_until", "reasons", "advice"]

    def clean_renewed(self):
        return self.cleaned_data["renewed"] == "yes"
