"""What the component gallery of the demo shows: one sample of everything, and a form with and without errors."""

import json
from datetime import date
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm

SAMPLES = Path(__file__).parent / "gallery.json"
TONES = ["neutral", "info", "good", "warn", "bad", "done", "child"]
READERS = ["only_you", "you_and_therapist", "both_parents", "child_not_parents", "team", "safety"]
FEELINGS = [
    ("1", _("very sad")),
    ("2", _("a bit sad")),
    ("3", _("in between")),
    ("4", _("glad")),
    ("5", _("very glad")),
]


class Faces(forms.RadioSelect):
    template_name = "forms/faces.html"


class SampleForm(CentreForm):
    """Every kind of field once."""

    name = forms.CharField(label=_("Name"), help_text=_("As in your passport."))
    phone = forms.CharField(label=_("Telephone number"), required=False)
    born_on = forms.DateField(label=_("Date of birth"))
    living = forms.ChoiceField(
        label=_("Where does the child live?"),
        choices=[("a", _("Mostly with me")), ("b", _("Mostly with the other parent")), ("c", _("With both"))],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=_("Which days suit you?"),
        choices=[("di", _("On Tuesdays")), ("wo", _("On Wednesdays")), ("do", _("On Thursdays"))],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"}),
        required=False,
    )
    region = forms.ChoiceField(label=_("Region"), choices=[("", "—"), ("r", "Rijnmond"), ("h", "Haaglanden")])
    story = forms.CharField(label=_("What do you want to tell us?"), widget=forms.Textarea, required=False)
    paper = forms.FileField(label=_("Document"), required=False, help_text=_("PDF or photo, at most 10 MB."))
    agrees = forms.BooleanField(label=_("I have read how my details are looked after"))
    feeling = forms.ChoiceField(label=_("How do you feel today?"), choices=FEELINGS, widget=Faces)


def context() -> dict:
    """Everything the gallery page needs; no database."""
    return {
        "sample": json.loads(SAMPLES.read_text(encoding="utf-8")),
        "tones": TONES,
        "readers": READERS,
        "today": date(2026, 3, 3),
        "until": date(2026, 3, 17),
        "page_obj": Paginator(range(250), 25).page(4),
        "empty_form": SampleForm(),
        "form": SampleForm({"name": "", "phone": "06 12345678", "born_on": "", "story": "Zo bleef het staan."}),
        "formset": forms.formset_factory(_Child, extra=2)(prefix="child"),
    }


class _Child(forms.Form):
    name = forms.CharField(label=_("First name"))
    born_on = forms.DateField(label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}))
