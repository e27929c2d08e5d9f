"""Forms of the check on children and of the plan of help."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.forms_mail import form_key
from centre.models import ChildCheck, HelpPlanFact

PARTNER = "partner-of:"


class ChildCheckForm(CentreForm):
    """One adult at one moment. `people`: {key: name}, `parents`: {reference: name} for a partner who is new on the list."""

    submit_label = _("Keep this check")
    whom = forms.ChoiceField(label=_("Of which adult?"), widget=forms.RadioSelect)
    new_partner = forms.CharField(
        label=_("Name of the new partner"), max_length=120, required=False,
        help_text=_("Only when you chose a new partner above."),
    )  # fmt: skip
    moment = forms.ChoiceField(label=_("At which moment?"), choices=ChildCheck.Moment.choices, widget=forms.RadioSelect)
    checked_on = forms.DateField(label=_("On which day did you check this?"))
    children = forms.CharField(
        label=_("Which children live with this adult or depend on this adult?"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Also children of earlier relations. First names and ages are enough."),
    )  # fmt: skip
    is_worried = forms.TypedChoiceField(
        label=_("Is there a worry about one of these children?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )
    account = forms.CharField(
        label=_("What did you ask, and what did you see or hear?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip

    def __init__(self, *args, people: dict[str, str], parents: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        new = [(f"{PARTNER}{key}", _("a new partner of %(name)s") % {"name": name}) for key, name in parents.items()]
        self.fields["whom"].choices = [*people.items(), *new]

    def clean(self):
        data = super().clean()
        is_new = data.get("whom", "").startswith(PARTNER)
        if is_new and not data.get("new_partner", "").strip():
            self.add_error("new_partner", _("Write down the name of this partner."))
        return data


class LeftForm(CentreForm):
    """A partner no longer lives there."""

    submit_label = _("Keep this")
    on = forms.DateField(label=_("From which day does this person no longer live there?"))


class HelpPlanForm(CentreForm):
    """One dated fact about one person. `files`: reference → dossier."""

    submit_label = _("Write down")
    about = forms.ChoiceField(label=_("With whom?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What happened?"), choices=HelpPlanFact.Kind.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day"))
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [(key, str(row.person)) for key, row in files.items()]
