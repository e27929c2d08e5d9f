"""Forms with which the team writes: about one person, about an incident, about how it ended."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.forms import CentreForm, NoteForm
from centre.models import User
from groups.models import Incident, Showing
from therapists.models import Practice, Therapist

CHECKED = _("I checked it: this name belongs here.")


def rows(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


def room_of(practice: Practice) -> forms.ModelChoiceField:
    """In which room of the group's location somebody is heard."""
    return forms.ModelChoiceField(
        label=_("Room"), queryset=practice.rooms.all(), required=False,
        empty_label=_("none: by telephone, or elsewhere"),
    )  # fmt: skip


def heard_by(team: QuerySet[Therapist], user: User) -> forms.ModelMultipleChoiceField:
    """Who holds the talk: their time is taken, so that nobody is needed twice."""
    return forms.ModelMultipleChoiceField(
        label=_("Who holds the talk"), queryset=team, widget=forms.CheckboxSelectMultiple,
        initial=[one.pk for one in team if one.user_id == user.pk],
    )  # fmt: skip


class WithNames(CentreForm):
    """A form that stops at somebody else's name and then offers a box to go on."""

    names_found = False

    def add_errors_of(self, error):
        self.names_found = hasattr(error, "names")
        if not self.names_found and not self.is_checked:
            self.fields.pop("checked", None)
        super().add_errors_of(error)

    @property
    def is_checked(self) -> bool:
        return bool(self.data.get(self.add_prefix("checked")))


class PersonalNoteForm(WithNames, NoteForm):
    """A typed note in one participant's own dossier."""

    submit_label = _("Save in this dossier")
    checked = forms.BooleanField(label=CHECKED, required=False)


class IncidentForm(WithNames):
    """What happened: the frame without names, and a text per person who is concerned."""

    submit_label = _("Save the incident")
    kind = forms.ChoiceField(label=_("What happened"), choices=Incident.Kind.choices, widget=forms.RadioSelect)
    decision = forms.CharField(label=_("What was decided, without names"), widget=rows(3))
    follow_up = forms.CharField(label=_("What follows, and who does it"), required=False, widget=rows(2))
    follow_up_on = forms.DateField(label=_("Look at it again on"), required=False)

    def __init__(self, *args, people: list, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.people = people
        for person in people:
            self.fields[f"text-{person.key}"] = forms.CharField(
                label=person.name, required=False, max_length=10_000, widget=rows(3)
            )
        self.fields["checked"] = forms.BooleanField(label=CHECKED, required=False)

    def clean_follow_up_on(self):
        day = self.cleaned_data["follow_up_on"]
        if day and day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    @property
    def texts(self) -> dict[str, str]:
        return {person.key: self.cleaned_data[f"text-{person.key}"] for person in self.people}

    @property
    def person_fields(self) -> list:
        return [self[f"text-{person.key}"] for person in self.people]

    @property
    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("kind", "decision", "follow_up", "follow_up_on", "checked")}


class ShowingForm(CentreForm):
    """What each child shows; watching is an answer like any other."""

    submit_label = _("Save what they show")

    def __init__(self, *args, children: list, known: dict, **kwargs):
        super().__init__(*args, **kwargs)
        for child in children:
            self.fields[f"form-{child.key}"] = forms.ChoiceField(
                label=child.name, choices=[("", _("not chosen yet")), *Showing.Form.choices], required=False,
                initial=known.get(child.pk, ""),
            )  # fmt: skip

    @property
    def chosen(self) -> dict[str, str]:
        return {name.removeprefix("form-"): value for name, value in self.cleaned_data.items() if value}


class EvaluationForm(CentreForm):
    """An own moment for each parent, and one for the referrer when both agreed to sharing."""

    submit_label = _("Invite, each apart")

    def __init__(self, *args, parents: list, practice: Practice, team: QuerySet[Therapist], user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.parents = parents
        for parent in parents:
            self.fields[f"at-{parent.reference}"] = forms.DateTimeField(
                label=_("Moment for %(name)s") % {"name": parent}
            )
        self.fields["referrer_at"] = forms.DateTimeField(
            label=_("Moment for the referrer"), required=False,
            help_text=_("Only when both parents agreed to sharing."),
        )  # fmt: skip
        self.fields["room"], self.fields["leads"] = room_of(practice), heard_by(team, user)
        self.dress()

    @property
    def moments(self) -> dict:
        return {parent: self.cleaned_data[f"at-{parent.reference}"] for parent in self.parents}


class VoiceForm(CentreForm):
    """What somebody said."""

    text = forms.CharField(label=_("What this person said"), widget=rows(6))


class NetworkVoiceForm(CentreForm):
    """Somebody of one parent's network is heard."""

    submit_label = _("Add")
    parent = forms.ChoiceField(label=_("Of whose network"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=80)
    moment = forms.DateTimeField(label=_("Moment"))

    def __init__(self, *args, parents: list, practice: Practice, team: QuerySet[Therapist], user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"], self.fields["leads"] = room_of(practice), heard_by(team, user)
        self.dress()
        self.parents = {parent.reference: parent for parent in parents}
        self.fields["parent"].choices = [(parent.reference, str(parent)) for parent in parents]

    def clean_parent(self):
        return self.parents[self.cleaned_data["parent"]]


class AgreedForm(CentreForm):
    """What was agreed, in the same words for both parents."""

    submit_label = _("Send to both parents")
    text = forms.CharField(
        label=_("What was agreed"), widget=rows(6),
        help_text=_("Both parents read the same text at the same moment. Nothing that only one of them said."),
    )  # fmt: skip


class ReportForm(WithNames):
    """The final report about one parent."""

    submit_label = _("Keep for the second reader")
    text = forms.CharField(
        label=_("What this parent worked on, and what helps from here"), widget=rows(10),
        help_text=_("Only about this parent. The number of sessions is added by itself."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_checked:
            self._offer_the_box()

    def add_errors_of(self, error):
        super().add_errors_of(error)
        if self.names_found:
            self._offer_the_box()

    def _offer_the_box(self):
        self.fields["checked"] = forms.BooleanField(label=CHECKED, required=False)


class FollowUpForm(CentreForm):
    """The talk after six months, or why there was none."""

    held_on = forms.DateField(label=_("Day of the talk"), required=False)
    text = forms.CharField(label=_("How it goes now"), required=False, widget=rows(6))
    skipped_reason = forms.CharField(label=_("No talk, because"), required=False, max_length=200)


class AbsenceTalkForm(CentreForm):
    """When somebody talks with a parent who missed several sessions."""

    submit_label = _("The talk is planned")
    planned_on = forms.DateField(
        label=_("Day of the talk"), help_text=_("Also when the talk has been held. What was said belongs in a note.")
    )
