"""Forms around a season: slots beside each other, a lead for a whole series, offers, couples kept apart, networks."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.forms import CentreForm
from centre.models import CourtDecision
from groups.forms import WEEKDAYS, PlaceForm, TimeInput
from groups.models import Gathering, Group, Recipe
from therapists.models import Practice, Room, Therapist
from therapists.states import Role

#: A closure may have begun already; nobody knows further ahead than this.
LONG_AGO, MOST_AHEAD = date(2020, 1, 1), timedelta(days=3 * 366)
#: Times between which a series can begin; the busiest hours stand first in the page.
TIMES = [("15:30", "15:30"), ("13:30", "13:30"), ("10:00", "10:00"), ("19:00", "19:00")]


class CompareForm(CentreForm):
    """Several days and times of one location; each becomes a column beside the others."""

    submit_label = _("Compare")
    recipe = forms.ModelChoiceField(label=_("Recipe"), queryset=Recipe.objects.filter(is_active=True), empty_label=None)
    practice = forms.ModelChoiceField(label=_("Location"), queryset=Practice.objects.none(), empty_label=None)
    first = forms.DateField(label=_("Start on or after"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, coerce=int, initial=[1, 2, 3],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"}),
    )  # fmt: skip
    times = forms.MultipleChoiceField(
        label=_("Times"), choices=TIMES, initial=["15:30"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"}),
    )  # fmt: skip
    modes = forms.MultipleChoiceField(
        label=_("When a date is closed"), choices=Group.DateMode.choices, initial=["shift", "keep"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"}),
    )  # fmt: skip

    def __init__(self, *args, practices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = practices
        self.helper.form_method = "get"

    def clean_first(self):
        day = self.cleaned_data["first"]
        if day <= clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class ClosureForm(CentreForm):
    """Days on which one location is closed by itself."""

    submit_label = _("Note these days")
    practice = forms.ModelChoiceField(label=_("Location"), queryset=Practice.objects.none(), empty_label=None)
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"), help_text=_("This day is closed as well."))
    reason = forms.CharField(
        label=_("Why"), max_length=80,
        help_text=_("For example: building works, or a day of training. It stands beside every date that is passed over."),
    )  # fmt: skip

    def __init__(self, *args, practices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = practices
        # Asked once: a select looks at its choices twice.
        self.fields["practice"].choices = [(row.pk, str(row)) for row in practices]

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not LONG_AGO < day < clock.today() + MOST_AHEAD:
            raise forms.ValidationError(_("Choose a day within the next three years."))
        return day


class AppointForm(CentreForm):
    """Somebody for one role in all sessions to come."""

    submit_label = _("Appoint for the whole series")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    instead_of = forms.ModelChoiceField(
        label=_("Instead of"), queryset=Therapist.objects.none(), required=False, empty_label=_("nobody: a free place")
    )
    therapist = forms.ModelChoiceField(label=_("Who leads"), queryset=Therapist.objects.none())

    def __init__(self, *args, team: list[Therapist], free: list[Therapist], **kwargs):
        super().__init__(*args, **kwargs)
        rows = Therapist.objects.select_related("user")
        self.fields["instead_of"].queryset = rows.filter(pk__in=[one.pk for one in team])
        self.fields["therapist"].queryset = rows.filter(pk__in=[one.pk for one in free])


class OfferForm(PlaceForm):
    """Which group holds a place for this couple, and until when."""

    submit_label = _("Offer this place to both parents")
    expires_at = forms.DateTimeField(
        label=_("Hold it until"),
        required=False,
        help_text=_("Empty: the number of days of the recipe, and never past the next session."),
    )
    moves_on = forms.BooleanField(
        label=_("Not accepted? Offer it to the next couple that fits and can come."), required=False, initial=True
    )


class AnswerForm(CentreForm):
    """Two equal answers, nothing ticked beforehand."""

    submit_label = _("Send my answer")
    answer = forms.ChoiceField(
        label=_("Do you want this place?"),
        choices=[("yes", _("Yes, I want this place")), ("no", _("No, not this place"))],
        widget=forms.RadioSelect,
    )


class ApartForm(CentreForm):
    """Parents who do not meet outside the room."""

    gap_minutes = forms.IntegerField(
        label=_("Minutes between their arrivals"), min_value=5, max_value=60, initial=20, widget=forms.NumberInput(attrs={"class": "short"})
    )  # fmt: skip
    ground = forms.CharField(
        label=_("Why they are kept apart"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example a ban on contact with its end date. Only the team reads this."),
    )  # fmt: skip
    decision = forms.ModelChoiceField(
        label=_("Decision of a court that it rests on"), queryset=CourtDecision.objects.none(), required=False
    )

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        field.queryset, field.label_from_instance = decisions, lambda row: f"{row.get_kind_display()}, {row.number}"


class TogetherForm(CentreForm):
    """Why they take part in one group all the same."""

    submit_label = _("Allow one group")
    reason = forms.CharField(
        label=_("Why they can take part in one group, and how"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="together", **kwargs)


class GatheringForm(CentreForm):
    """A meeting beside the sessions, in a room of the location."""

    submit_label = _("Plan the meeting and tell the parents")
    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=Gathering.Kind.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Date"))
    at = forms.TimeField(label=_("Time"), widget=TimeInput, initial="19:30")
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=15, max_value=480, initial=90)
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none(), empty_label=None)
    guests_per_parent = forms.IntegerField(
        label=_("Most guests of one parent"), min_value=1, max_value=20, initial=4,
        help_text=_("Nobody brings guests to the joint start."),
    )  # fmt: skip

    def __init__(self, *args, group: Group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in Gathering.Kind if fits(kind, group)]
        self.fields["room"].queryset = group.practice.rooms.all()


def fits(kind: Gathering.Kind, group: Group) -> bool:
    """Without children nothing is shown by them; one family has nobody to begin with; the recipe says whether networks come."""
    return {
        Gathering.Kind.START: group.couples > 1,
        Gathering.Kind.NETWORK: group.recipe.has_network_meeting,
        Gathering.Kind.PRESENTATION: group.with_children,
    }[kind]


class GuestForm(CentreForm):
    """Somebody whom a parent invites."""

    submit_label = _("Make a link")
    name = forms.CharField(label=_("Name"), max_length=80)
    relation = forms.CharField(
        label=_("Who is this for you?"), max_length=60, required=False, help_text=_("For example: grandmother, friend.")
    )
