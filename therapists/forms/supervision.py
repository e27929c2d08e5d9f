"""Asking a supervisor, and the supervisor's own form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm


class AskSupervisorForm(CentreForm):
    """`possible`: therapists who may be asked."""

    submit_label = _("Ask this supervisor")
    supervisor = forms.ChoiceField(
        label=_("Who supervised your first group?"), help_text=_("A colleague with a valid certificate in your role.")
    )

    def __init__(self, *args, possible, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.user.reference: row.user for row in possible}
        choices = [(key, user.name) for key, user in self.people.items()]
        self.fields["supervisor"].choices = [("", _("choose a name")), *choices]

    def clean_supervisor(self):
        return self.people[self.cleaned_data["supervisor"]]


class SupervisionForm(CentreForm):
    """The judgement on the content, signed."""

    submit_label = _("Sign and send")
    last_seen_on = forms.DateField(
        label=_("Last meeting that you saw or talked through"), help_text=_("The day of that meeting.")
    )
    seen = forms.CharField(
        label=_("What did you see?"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What this colleague did with parents or children. No names of families."),
    )  # fmt: skip
    judgement = forms.CharField(
        label=_("What is your judgement about the content?"), max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}), help_text=_("What goes well, and what grew in this time."),
    )  # fmt: skip
    is_enough = forms.ChoiceField(
        label=_("Can this colleague lead a group without you?"),
        choices=[("yes", _("yes, without me")), ("no", _("not yet"))],
        widget=forms.RadioSelect,
    )
    advice = forms.CharField(
        label=_("Advice"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed for 'not yet': what can this person do to get there?"),
    )  # fmt: skip
    sign = forms.BooleanField(
        label=_("I sign this in my name, with the date of today"),
        help_text=_("After signing it cannot be changed. The candidate and both reviewers read it."),
    )

    def clean_is_enough(self):
        return self.cleaned_data["is_enough"] == "yes"

    def clean(self):
        data = super().clean()
        data.pop("sign", None)
        return data
