"""The certification desk: its list, new people, the rules."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import Organisation
from therapists.models import Practice
from therapists.selectors import BY_SUPERVISOR
from therapists.states import Role, Standing

#: In the filter: people in the register who are on the way to no certificate.
BARE = "bare"


class DeskFilterForm(CentreForm):
    """Narrowing the certification desk's list."""

    standing = forms.ChoiceField(label=_("Standing"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all roles")), *Role.choices])
    name = forms.CharField(label=_("Name"), max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.fields["standing"].choices = [
            ("", _("all standings")),
            ("waiting", _("waits for us")),
            *Standing.choices,
            (BARE, _("no certificate yet")),
        ]


class InviteTherapistForm(CentreForm):
    """A new colleague in the register."""

    submit_label = _("Invite and register")
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    organisation = forms.ModelChoiceField(label=_("Employer"), queryset=Organisation.objects.none())
    practices = forms.ModelMultipleChoiceField(
        label=_("Locations"), queryset=Practice.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    is_another = forms.BooleanField(
        label=_("This is another person with the same name"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [Organisation.Kind.CARE_PROVIDER, Organisation.Kind.CENTRE]
        self.fields["organisation"].queryset = Organisation.objects.filter(kind__in=kinds)
        self.fields["practices"].queryset = Practice.objects.filter(is_active=True)

    def add_errors_of(self, error):
        """A name that stands in the register already asks whether this is another person."""
        super().add_errors_of(error)
        if "name" in self.errors:
            self.fields["is_another"].widget = forms.CheckboxInput()


class ReviewersForm(CentreForm):
    """Two colleagues without ties. `possible`: therapists who may be asked."""

    submit_label = _("Ask these two")
    reviewers = forms.MultipleChoiceField(
        label=_("Reviewers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only colleagues with a valid certificate who share no location and no employer with the candidate."
        ),
    )

    def __init__(self, *args, possible, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.user.reference: row.user for row in possible}
        self.fields["reviewers"].choices = [(key, user.name) for key, user in self.people.items()]

    def clean_reviewers(self):
        return [self.people[key] for key in self.cleaned_data["reviewers"]]


class RoleForm(CentreForm):
    """Somebody starts on the way to a certificate."""

    submit_label = _("Start")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    training_started_on = forms.DateField(label=_("First day of the training"), required=False)


class RulesForm(CentreForm):
    """A new version of the rules, for new applications only."""

    submit_label = _("Publish this version")
    validity_months = forms.IntegerField(
        label=_("A certificate lasts, in months"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=_("Empty means: still to be determined. Certificates then have no end unless a decision names one."),
    )
    renewal_opens_months_before = forms.IntegerField(
        label=_("Renewal opens so many months before the end"), min_value=1, max_value=24, initial=6
    )
    requirements = forms.CharField(
        label=_("What somebody hands in"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One per line: the title, a colon, then what is meant. No points are counted."),
    )
    supervisor_line = forms.CharField(
        label=_("Which of these does the supervisor write and sign?"),
        max_length=80,
        required=False,
        help_text=_("Repeat the title. Empty: none of them."),
    )

    def clean_requirements(self):
        """Lines as [{key, title, explanation}]; the key follows from the title."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["requirements"].splitlines())):
            title, _colon, explanation = (part.strip() for part in line.partition(":"))
            found.append({"key": slugify(title)[:40], "title": title[:80], "explanation": explanation})
        keys = [row["key"] for row in found]
        if not all(keys) or len(set(keys)) != len(keys):
            raise forms.ValidationError(_("Each line needs its own title, with letters."))
        return found

    def clean(self):
        data = super().clean()
        title, rows = data.pop("supervisor_line", "").strip(), data.get("requirements", [])
        if title and rows and title not in [row["title"] for row in rows]:
            self.add_error("supervisor_line", _("There is no line with this title."))
        data["requirements"] = [{**row, "by": BY_SUPERVISOR} if row["title"] == title else row for row in rows]
        return data
