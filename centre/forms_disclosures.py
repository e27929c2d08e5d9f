"""What was told to somebody outside the team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre import six_questions
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
        help_text=_("In your own words, where there is something to weigh."),
    )
    given_on = forms.DateField(label=_("On which day"))
    is_open = forms.TypedChoiceField(
        label=_("May this person read it in a copy of the file?"),
        choices=[("yes", _("yes")), ("no", _("no, not yet: safety"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )
    vir_number = forms.CharField(
        label=_("Number in the index of signals (VIR)"), max_length=40, required=False,
        help_text=_("Only when you put a signal in that index."),
    )  # fmt: skip
    vir_on = forms.DateField(label=_("Day of that signal"), required=False)
    corv_number = forms.CharField(
        label=_("Number in the exchange with justice (CORV)"), max_length=40, required=False,
        help_text=_("Only when it went by way of CORV; you get the number from the receiver."),
    )  # fmt: skip
    corv_on = forms.DateField(label=_("Day of that message"), required=False)
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)

    def __init__(self, *args, files: dict[str, Dossier], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [(key, str(row.person)) for key, row in files.items()]
        for name, question in six_questions.QUESTIONS.items():
            self.fields[name] = forms.CharField(
                label=question, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Only with a conflict of duties."),
            )  # fmt: skip
        after = list(self.base_fields).index("ground") + 1
        names = list(self.base_fields)
        self.order_fields([*names[:after], *six_questions.QUESTIONS, *names[after:]])

    def clean(self):
        data = super().clean()
        if data.get("ground") == Disclosure.Ground.CONFLICT:
            for name in six_questions.unanswered({name: data.get(name, "") for name in six_questions.QUESTIONS}):
                if name not in self.errors:
                    self.add_error(name, _("Answer this question: silence may be broken only after weighing."))
        return data

    @property
    def facts(self) -> dict:
        """The fields as the service takes them."""
        told = dict(self.cleaned_data)
        answers = {name: told.pop(name) for name in six_questions.QUESTIONS}
        references = {name: told.pop(name) for name in ("vir_number", "vir_on", "corv_number", "corv_on")}
        return told | {"answers": answers, "references": references}
