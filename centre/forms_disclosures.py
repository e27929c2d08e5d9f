"""What was told to somebody outside the team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.forms_mail import form_key
from centre.models import Disclosure, Dossier


class DisclosureForm(CentreForm):
    """About whom, to whom, on which ground, what. `files`: reference → dossier of the people of the case."""

    submit_label = _("Write down")
    about = forms.ChoiceField(label=_("About whom?"), widget=forms.RadioSelect)
    kind_of_receiver = forms.ChoiceField(label=_("To whom"), choices=Disclosure.To.choices)
    receiver = forms.CharField(
        label=_("Organisation and function"), max_length=200, help_text=_("For example: school, internal supervisor.")
    )
    ground = forms.ChoiceField(label=_("On which ground"), choices=Disclosure.Ground.choices, widget=forms.RadioSelect)
    subject_matter = forms.CharField(
        label=_("What was told or sent"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    weighing = forms.CharField(
        label=_("How it was weighed"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Needed with a conflict of duties. Answer six questions: did you try to get permission, is the harm serious, does "
            "silence weigh on you, is there no other way, will telling prevent the harm, and do you tell as little as possible?"
        ),
    )
    given_on = forms.DateField(label=_("On which day"))
    is_open = forms.TypedChoiceField(
        label=_("May this person read it in a copy of the file?"),
        choices=[("yes", _("yes")), ("no", _("no, not yet: safety"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)

    def __init__(self, *args, files: dict[str, Dossier], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [(key, str(row.person)) for key, row in files.items()]
