"""Planning a course, its seats, and inviting somebody of elsewhere."""

import re
from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from therapists.models.learning import MOST_SEATS
from therapists.states import CourseKind

#: "12-01-2027 9:30 - 16:30"
DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})\s+(\d{1,2})[:.](\d{2})\s*(?:-|–|tot)\s*(\d{1,2})[:.](\d{2})")
MOST_DAYS = 24


class CourseForm(CentreForm):
    """Something to learn together. `requirements`: [(key, title)] of the rules in force."""

    submit_label = _("Put it on offer")
    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=CourseKind.choices, widget=forms.RadioSelect)
    about = forms.CharField(label=_("What is it about?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    place = forms.CharField(label=_("Where"), max_length=120)
    days = forms.CharField(
        label=_("Days and times"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line, for example: 12-01-2027 9:30 - 16:30"),
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    counts_for = forms.ChoiceField(
        label=_("Counts in the portfolio for"),
        required=False,
        help_text=_("Who was there throughout finds it there without typing."),
    )

    def __init__(self, *args, requirements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["counts_for"].choices = [("", _("further learning")), *requirements]

    def clean_days(self):
        """Lines as [(start, end)] in the time zone of the centre."""
        lines = [line for line in map(str.strip, self.cleaned_data["days"].splitlines()) if line]
        if len(lines) > MOST_DAYS:
            raise forms.ValidationError(_("Name at most %(count)s days.") % {"count": MOST_DAYS})
        return [_day(line) for line in lines]


class SeatsForm(CentreForm):
    submit_label = _("Change the number of seats")
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)


class InviteForm(CentreForm):
    """Somebody of elsewhere."""

    submit_label = _("Invite")
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


def _day(line: str) -> tuple[datetime, datetime]:
    found = DAY.fullmatch(line)
    try:
        day, month, year, hour, minute, to_hour, to_minute = map(int, found.groups())
        start = timezone.make_aware(datetime.combine(date(year, month, day), time(hour, minute)))
        end = timezone.make_aware(datetime.combine(date(year, month, day), time(to_hour, to_minute)))
    except (AttributeError, ValueError, OverflowError) as error:
        raise forms.ValidationError(_t("We cannot read this line: %(line)s") % {"line": line[:60]}) from error
    if end <= start:
        raise forms.ValidationError(_t("The end lies before the start: %(line)s") % {"line": line[:60]})
    return start, end
