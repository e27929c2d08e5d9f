"""What is asked for advice and for the directory."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.nameless import pointing_words
from centre.reference.names import canonical, fold
from referrals.models import Consultation, HelpOffer


class AdviceQuestionForm(CentreForm):
    """A question about a family that nobody can recognise."""

    submit_label = _("Ask")
    subject = forms.CharField(label=_("Subject"), max_length=120)
    question = forms.CharField(
        label=_("What would you like advice on?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("No names, no birth dates, no addresses: nobody can be recognised."),
    )
    is_anonymous = forms.BooleanField(label=_("I have left out everything that points at a person"))
    checked = forms.BooleanField(
        label=_("I looked again: these words point at nobody"), required=False, widget=forms.HiddenInput
    )

    def clean(self):
        """Warn once for what looks like a name or a date; whoever looked again may send it."""
        data = super().clean()
        words = pointing_words(f"{data.get('subject', '')}\n{data.get('question', '')}")
        if words:
            self.fields["checked"].widget = forms.CheckboxInput()
            if not data.get("checked"):
                told = gettext(
                    "This looks like a name, a date or an address: %(words)s. Take it out, or say below that it points at nobody."
                )
                self.add_error("question", told % {"words": ", ".join(words)})
        return data


class AdviceForm(CentreForm):
    """The answer, and perhaps keeping it for a next time."""

    submit_label = _("Send the advice")
    advice = forms.CharField(label=_("Advice"), widget=forms.Textarea(attrs={"rows": 8}))
    keep_as = forms.CharField(
        label=_("Keep this answer for another time, under the title"),
        max_length=120,
        required=False,
        help_text=_("Only general words: whoever answers next can begin with it."),
    )

    def clean(self):
        data = super().clean()
        words = pointing_words(data.get("advice", "")) if data.get("keep_as") else []
        if words:
            told = gettext("This cannot be kept for another time, it may point at somebody: %(words)s.")
            self.add_error("keep_as", told % {"words": ", ".join(words)})
        return data


class OutcomeForm(CentreForm):
    outcome = forms.ChoiceField(
        label=_("What became of the advice?"), choices=Consultation.Outcome.choices, widget=forms.RadioSelect
    )


class OfferSearchForm(CentreForm):
    """Filter of the directory."""

    municipality = forms.CharField(
        label=_("Municipality"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
    )
    age = forms.IntegerField(
        label=_("Age of the child"),
        min_value=0,
        max_value=23,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    weight = forms.ChoiceField(label=_("Weight"), required=False, choices=[("", _("any")), *HelpOffer.Weight.choices])
    kind = forms.ChoiceField(label=_("Kind of help"), required=False, choices=[("", _("any")), *HelpOffer.Kind.choices])
    funding = forms.ChoiceField(
        label=_("Who pays?"), required=False, choices=[("", _("any")), *HelpOffer.Funding.choices]
    )

    def __init__(self, *args, codes: dict[str, str], **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.codes = codes

    def clean_municipality(self):
        typed = self.cleaned_data["municipality"].strip()
        code = self.codes.get(fold(canonical("municipality", typed))) if typed else ""
        if code is None:
            raise ValidationError(gettext("We do not know this municipality. Choose one from the list."))
        return code


class WaitingForm(CentreForm):
    """The waiting time as the partner says it today."""

    waiting_weeks = forms.IntegerField(label=_("Waiting time in weeks"), min_value=0, max_value=260, required=False)
