"""What therapists note about themselves."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from therapists.states import HoursKind, ProfessionalRegister, Weekday


class ItemForm(CentreForm):
    """The answer to one requirement."""

    submit_label = _("Keep")
    text = forms.CharField(label=_("Your text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}))
    happened_on = forms.DateField(
        label=_("When was it?"), required=False, help_text=_("The day on which it was completed.")
    )
    counts_until = forms.DateField(
        label=_("Until when does the proof count?"),
        required=False,
        help_text=_("Only when the paper names a last day."),
    )
    file = forms.FileField(
        label=_("Add a file as proof"),
        required=False,
        help_text=_("PDF, JPG or PNG, at most 10 MB. No names of families."),
    )


class ReviewForm(CentreForm):
    """A reviewer's judgement."""

    submit_label = _("Give my judgement")
    is_ready = forms.ChoiceField(
        label=_("Judgement"), choices=[("yes", _("ready for the certificate")), ("no", _("not yet"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    talked_on = forms.DateField(
        label=_("Day of the talk with the candidate"), required=False, help_text=_("Needed for 'ready'.")
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The therapist reads this."),
    )  # fmt: skip
    advice = forms.CharField(
        label=_("Advice"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed for 'not yet': what can this person do to get there?"),
    )  # fmt: skip

    def clean_is_ready(self):
        return self.cleaned_data["is_ready"] == "yes"


class AppealForm(CentreForm):
    submit_label = _("Send my appeal")
    text = forms.CharField(
        label=_("Why should we look again?"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class PhotoForm(CentreForm):
    submit_label = _("Keep this photo")
    file = forms.FileField(
        label=_("Photo"), help_text=_("JPG or PNG, at most 10 MB. We keep a small square: your face in the middle.")
    )


class RegistrationForm(CentreForm):
    """A number in a professional register."""

    register = forms.ChoiceField(label=_("Register"), choices=ProfessionalRegister.choices, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Number"), max_length=20, help_text=_("SKJ: nine digits. BIG: eleven digits."))


class HoursForm(CentreForm):
    """Time spent on work beside the groups."""

    submit_label = _("Note this")
    day = forms.DateField(label=_("Day"))
    kind = forms.ChoiceField(label=_("What for"), choices=HoursKind.choices)
    hours = forms.DecimalField(
        label=_("Hours"), min_value=Decimal("0.25"), max_value=12, max_digits=4, decimal_places=2
    )


class AvailabilityForm(CentreForm):
    """A weekly time at which somebody can lead."""

    submit_label = _("Add")
    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=Weekday.choices, coerce=int)
    starts_at = forms.TimeField(
        label=_("From what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(label=_("To what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class AbsenceForm(CentreForm):
    """Days away. The reason is not asked."""

    submit_label = _("Add")
    since = forms.DateField(label=_("First day"))
    until = forms.DateField(label=_("Last day"))


class CalendarFileForm(CentreForm):
    """A calendar file; what it holds is shown before anything is kept."""

    submit_label = _("Look what is in it")
    file = forms.FileField(
        label=_("Calendar file (.ics)"), help_text=_("Export your calendar and choose the file. We keep the days only.")
    )


class RowForm(forms.Form):
    """Which of one's own rows."""

    row = forms.IntegerField(min_value=1, max_value=2**31)
