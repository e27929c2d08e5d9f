"""What somebody tells about oneself, and which of it the public sees."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from therapists.states import AgeGroup, Language, PublicField

#: A telephone number as people write it.
telephone = RegexValidator(r"^[0-9 +()-]{7,20}$", _("Write the number with digits, spaces and hyphens."))
#: Looks like a mail address: harvested from public pages within days.
MAIL_ADDRESS = re.compile(r"\S@\S")
INLINE = {"class": "choices--inline"}


class ProfileForm(CentreForm):
    """Everything about oneself; each part is public only when it is ticked in `shown`."""

    about = forms.CharField(
        label=_("About me"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Parents read this. Write to them, in short sentences."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple(attrs=INLINE)
    )
    ages = forms.MultipleChoiceField(
        label=_("Ages of the children that I work with"),
        choices=AgeGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=INLINE),
    )
    has_video = forms.BooleanField(label=_("I talk by video call too"), required=False)
    phone = forms.CharField(
        label=_("My telephone number at work"),
        max_length=20,
        required=False,
        validators=[telephone],
        help_text=_("Never a private number."),
    )
    website = forms.URLField(
        label=_("My website"), max_length=200, required=False, assume_scheme="https", widget=forms.TextInput
    )
    is_public = forms.BooleanField(
        label=_("Show me in the public register"),
        required=False,
        help_text=_(
            "Only while a certificate is valid: your name, your role, your locations and the state of your certificate."
        ),
    )
    shown = forms.MultipleChoiceField(
        label=_("What else may everybody see?"),
        choices=PublicField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you do not tick stays inside the centre. Your mail address is never shown."),
    )
    group_ceiling = forms.IntegerField(
        label=_("The most groups that I want at once"),
        min_value=1,
        max_value=12,
        required=False,
        help_text=_("You get a signal before the planner does. Empty means: not decided yet."),
    )
    travel_km = forms.IntegerField(
        label=_("How far I want to travel, in kilometres"),
        min_value=1,
        max_value=300,
        required=False,
        help_text=_("From a location where I work. Empty means: not decided yet."),
    )

    def clean_about(self):
        text = self.cleaned_data["about"]
        if MAIL_ADDRESS.search(text):
            raise forms.ValidationError(
                _("Leave your mail address out: programs collect it. A number or a website can.")
            )
        return text

    def clean_languages(self):
        return ",".join(self.cleaned_data["languages"])

    def clean_ages(self):
        return ",".join(self.cleaned_data["ages"])

    def clean_shown(self):
        return ",".join(self.cleaned_data["shown"])
