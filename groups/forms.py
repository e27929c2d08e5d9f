"""Forms of this room: they check shape; rules about the world are the services'."""

from django import forms
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.forms import CentreForm
from groups.models import Group, Recipe
from groups.refusals import ChangedMeanwhile
from groups.states import GroupState
from therapists.models import Practice, Room, Therapist

#: Characters of a reason on the roll call.
LONGEST_REASON = 500
WEEKDAYS = [(0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday"))]
#: Two coordinators plan at once: without the number of a row, which says nothing to anybody.
JUST_TAKEN = _("What you chose is no longer free. Choose again from what is left.")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M", attrs={"class": "short"})


class BoardFilterForm(CentreForm):
    """Which groups the board shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *GroupState.choices])


class PlanForm(CentreForm):
    """What the dates follow from; sent by GET, so that the preview has an address of its own."""

    submit_label = _("Show the dates")
    recipe = forms.ModelChoiceField(label=_("Recipe"), queryset=Recipe.objects.filter(is_active=True), empty_label=None)
    practice = forms.ModelChoiceField(label=_("Location"), queryset=Practice.objects.none(), empty_label=None)
    first = forms.DateField(label=_("Start on or after"))
    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=WEEKDAYS, coerce=int, initial=1)
    at = forms.TimeField(label=_("Time"), widget=TimeInput, initial="15:30")
    mode = forms.ChoiceField(
        label=_("When a date is closed"), choices=Group.DateMode.choices, widget=forms.RadioSelect, initial="shift"
    )

    def __init__(self, *args, practices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = practices
        self.fields["recipe"].initial = Recipe.objects.filter(is_active=True, variant=Recipe.Variant.OPEN).first()

    def clean_first(self):
        day = self.cleaned_data["first"]
        if day <= clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class TeamForm(CentreForm):
    """Rooms and people for a series of dates. `free`: {role field: therapists who can}."""

    submit_label = _("Plan the group")
    name = forms.CharField(label=_("Name for the team"), max_length=80, required=False)
    parent_room = forms.ModelChoiceField(label=_("Room of the parents"), queryset=Room.objects.none(), empty_label=None)
    child_room = forms.ModelChoiceField(label=_("Room of the children"), queryset=Room.objects.none(), empty_label=None)
    parent_leads = forms.ModelMultipleChoiceField(
        label=_("Parent therapists"), queryset=Therapist.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    child_leads = forms.ModelMultipleChoiceField(
        label=_("Child therapists"), queryset=Therapist.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, rooms: list[Room], free: dict[str, list[Therapist]], count: int, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        for n, name in enumerate(("parent_room", "child_room")):
            self.fields[name].queryset = Room.objects.filter(pk__in=[room.pk for room in rooms])
            self.fields[name].initial = rooms[n].pk if len(rooms) > n else None
        for name, people in free.items():
            # A set that fits is ticked beforehand (features.md G5); anybody else who can stands below it.
            ids = [one.pk for one in people]
            order = Case(*[When(pk=pk, then=n) for n, pk in enumerate(ids)], default=len(ids))
            self.fields[name].queryset = Therapist.objects.filter(pk__in=ids).select_related("user").order_by(order)
            self.fields[name].initial = ids[:count]
            self.fields[name].help_text = _("Choose %(count)s.") % {"count": count}
        self.is_possible = len(rooms) >= len(free) and all(len(people) >= count for people in free.values())
        if "child_leads" not in free:
            # Parents only: one room, one pair of leads.
            del self.fields["child_room"], self.fields["child_leads"]
        for name in self.fields:
            self.fields[name].error_messages["invalid_choice"] = JUST_TAKEN


class WaitingFilterForm(CentreForm):
    """Narrow the waiting list."""

    voor = forms.ChoiceField(
        label=_("Advice"), required=False, choices=[("", _("for the group")), ("gezin", _("for one family by itself"))]
    )

    municipality = forms.CharField(label=_("Municipality of a child"), max_length=100, required=False)
    age = forms.IntegerField(label=_("Age of a child"), min_value=0, max_value=18, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)


class PlaceForm(CentreForm):
    """Which open group. The reason is asked when a rule objects that a person may set aside, and not before."""

    submit_label = _("Give a seat")
    group = forms.ChoiceField(label=_("Group"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why this can be all the same"), required=False, max_length=1000, widget=forms.HiddenInput,
        help_text=_("Write down why the rule gives way for this couple. Only the team reads this."),
    )  # fmt: skip

    def __init__(self, *args, groups: list[Group], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {group.reference: group for group in groups}
        self.fields["group"].choices = [(group.reference, self._words(group)) for group in groups]

        if self.data.get("reason"):
            self.ask_reason()

    def refuse(self, error: forms.ValidationError) -> None:
        """Say why it cannot be, and ask for the reason with which it can."""
        self.add_errors_of(error)
        if getattr(error, "asks_a_reason", False):
            self.ask_reason()

    def ask_reason(self) -> None:
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 3})

    def clean_group(self) -> Group:
        return self.groups[self.cleaned_data["group"]]

    @staticmethod
    def _words(group: Group) -> str:
        start = timezone.localtime(group.starts_at) if group.starts_at else None
        facts = {
            "name": group.name,
            "free": group.couples - (group.taken or 0) - group.held,
            "start": f"{start:%d-%m-%Y %H:%M}" if start else "–",
        }
        return _("%(name)s (first session %(start)s, %(free)s free)") % facts


class ReasonForm(CentreForm):
    """Why a place or a group ends; for the team."""

    submit_label = _("End it")
    reason = forms.CharField(label=_("Reason, for the team"), max_length=200)


class ArrivalForm(CentreForm):
    """How one parent arrives."""

    minutes_before = forms.IntegerField(
        label=_("Minutes before the start"), min_value=0, max_value=60, initial=0, help_text=_("0 is at the start.")
    )
    note = forms.CharField(
        label=_("What this parent reads"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: come in by the side door. Write nothing about anybody else."),
    )  # fmt: skip

    def __init__(self, *args, known=None, **kwargs):
        initial = {"minutes_before": known.minutes_before, "note": known.note} if known else None
        super().__init__(*args, initial=initial, **kwargs)


class MoveForm(CentreForm):
    """Another moment for a session; the same rooms unless others are chosen."""

    submit_label = _("Move the session and tell everybody")
    on = forms.DateField(label=_("New date"))
    at = forms.TimeField(label=_("Time"), widget=TimeInput)
    parent_room = forms.ModelChoiceField(label=_("Room of the parents"), queryset=Room.objects.none(), empty_label=None)
    child_room = forms.ModelChoiceField(label=_("Room of the children"), queryset=Room.objects.none(), empty_label=None)
    #: What stood on the page: see Session.plan.
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args, session, **kwargs):
        local = timezone.localtime(session.starts_at)
        initial = {
            "on": local.date(), "at": local.time(), "parent_room": session.parent_room_id,
            "child_room": session.child_room_id, "shown": session.plan,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.session = session
        if not session.group.with_children:
            del self.fields["child_room"]
        for name in self.fields.keys() & {"parent_room", "child_room"}:
            self.fields[name].queryset = Room.objects.filter(practice=session.group.practice_id)

    def add_errors_of(self, error):
        if isinstance(error, ChangedMeanwhile):
            # From here on the page shows what the colleague made of it; what was typed stays.
            self.session.refresh_from_db()
            self.data = {**self.data.dict(), "shown": self.session.plan}
        super().add_errors_of(error)


class SubstituteForm(CentreForm):
    """Who stands in for whom on one date."""

    submit_label = _("Appoint the replacement")
    absent = forms.ModelChoiceField(label=_("Who cannot come"), queryset=Therapist.objects.none(), empty_label=None)
    therapist = forms.ModelChoiceField(label=_("Who stands in"), queryset=Therapist.objects.none())

    def __init__(self, *args, session, free: list[Therapist], **kwargs):
        super().__init__(*args, **kwargs)
        rows = Therapist.objects.select_related("user")
        self.fields["absent"].queryset = rows.filter(session_leads__session=session)
        self.fields["therapist"].queryset = rows.filter(pk__in=[one.pk for one in free])


class AbsenceForm(CentreForm):
    """A parent cannot come."""

    submit_label = _("Tell that I cannot come")
    reason = forms.CharField(
        label=_("Why can you not come?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CalendarForm(CentreForm):
    """What the own calendar may show beside the time."""

    with_place = forms.BooleanField(
        label=_("Also show the address of the location"), required=False,
        help_text=_("Who looks in your calendar then sees where you go."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
