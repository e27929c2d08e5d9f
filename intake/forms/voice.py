"""A child's own story and the code that opens the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from intake import voice

STORY = 2000


class Faces(forms.RadioSelect):
    template_name = "forms/faces.html"


class VoiceForm(CentreForm):
    """Every answer may be left out, but not all of them."""

    submit_label = _("Send")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in voice.QUESTIONS:
            self.fields[question.key] = self._field(question)

    @staticmethod
    def _field(question: voice.Question) -> forms.Field:
        if question.kind == "faces":
            return forms.ChoiceField(label=question.words, choices=voice.FACES, required=False, widget=Faces)
        if question.kind == "choice":
            return forms.ChoiceField(label=question.words, choices=voice.TALK, required=False, widget=forms.RadioSelect)
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=question.words, required=False, max_length=STORY, widget=area)

    def clean(self):
        told = super().clean()
        if not self.errors and not any(told.values()):
            raise forms.ValidationError(_("Choose a face or write something."))
        return told


class CodeForm(CentreForm):
    """The code that a child got from somebody of the centre."""

    submit_label = _("Begin")
    code = forms.CharField(
        label=_("The code that you got"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
