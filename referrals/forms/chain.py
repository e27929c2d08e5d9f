"""What is asked about partners, handovers and courts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre import clock, uploads
from centre.forms import CentreForm
from centre.models import Parent
from referrals.models import Basis, ChainLink, CourtTrack, Direction
from referrals.services.replies import take_file


def not_in_the_future(day):
    if day > clock.today():
        raise ValidationError(gettext("This date lies in the future."))


class LinkForm(CentreForm):
    """Somebody who is involved with the family."""

    submit_label = _("Add")
    domain = forms.ChoiceField(label=_("Domain"), choices=ChainLink.Domain.choices)
    name = forms.CharField(label=_("Organisation and name"), max_length=200)
    parent = forms.ChoiceField(label=_("Whose helper"), required=False)
    since = forms.DateField(label=_("Involved since"), validators=[not_in_the_future])
    basis = forms.ChoiceField(
        label=_("On which basis do we know and share this?"),
        choices=[choice for choice in Basis.choices if choice[0] != Basis.ANONYMOUS],
        widget=forms.RadioSelect,
    )
    basis_explained = forms.CharField(
        label=_("Explanation of the basis"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    advice = forms.ChoiceField(
        label=_("What does this professional advise?"), choices=ChainLink.Advice.choices, initial=ChainLink.Advice.NONE
    )

    def __init__(self, *args, parents: list[Parent], **kwargs):
        super().__init__(*args, **kwargs)
        self.parents = {str(parent.pk): parent for parent in parents}
        everybody = [("", gettext("the whole family or the children"))]
        self.fields["parent"].choices = everybody + [(key, str(parent)) for key, parent in self.parents.items()]

    def clean_parent(self):
        return self.parents.get(self.cleaned_data["parent"])


class PartnerQuestionForm(CentreForm):
    """One question to somebody without an account."""

    submit_label = _("Send the question")
    to_name = forms.CharField(
        label=_("Name and organisation"),
        max_length=200,
        help_text=_("As it stands among who is involved, when the question rests on what parents agreed to."),
    )
    to_email = forms.EmailField(label=_("E-mail address"), max_length=254)
    question = forms.CharField(
        label=_("Question"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only what is needed. Name no parent or child unless the basis allows it."),
    )
    basis = forms.ChoiceField(
        label=_("On which basis do we ask this?"), choices=Basis.choices, widget=forms.RadioSelect
    )


class ReplyForm(CentreForm):
    """A partner's one answer."""

    submit_label = _("Send my answer")
    answered_by = forms.CharField(label=_("Your name and position"), max_length=200)
    answer = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 8}))
    file = forms.FileField(label=_("A file with it"), required=False, help_text=_("PDF, JPG or PNG, at most 10 MB."))

    def clean_file(self):
        """What the bytes say counts, not the name; the name itself is thrown away."""
        file = self.cleaned_data["file"]
        return take_file(name=file.name, content=file.read(uploads.LARGEST + 1)) if file else None


class HandoverForm(CentreForm):
    """To whom the family goes on."""

    submit_label = _("Record the handover")
    to_name = forms.CharField(label=_("Handed over to"), max_length=200)
    what = forms.CharField(label=_("Which help follows"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    is_warm = forms.BooleanField(label=_("We talked together with the family and the next helper"), required=False)
    handed_on = forms.DateField(label=_("Handed over on"), validators=[not_in_the_future])


class StopForm(CentreForm):
    """Help that ended before its goal."""

    on = forms.DateField(label=_("Last day"), validators=[not_in_the_future])
    explanation = forms.CharField(label=_("What happened?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ShortForm(CentreForm):
    """Help that does not do what was agreed."""

    explanation = forms.CharField(
        label=_("What was agreed, and what is missing?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FollowUpForm(CentreForm):
    """What was done about a signal."""

    text = forms.CharField(label=_("What was done?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ConsentForm(CentreForm):
    """Per parent and per direction: yes or no. `seen`: marks the last answer that this page was made of."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, parents: list[Parent], **kwargs):
        super().__init__(*args, **kwargs)
        self.boxes = {}
        for parent in parents:
            for direction in Direction:
                name = f"{parent.reference}-{direction.value}"
                self.boxes[name] = (parent.pk, direction.value)
                label = gettext("%(parent)s: this professional %(may)s") % {"parent": parent, "may": direction.label}
                self.fields[name] = forms.BooleanField(label=label, required=False)

    def given(self) -> set[tuple[int, str]]:
        return {key for name, key in self.boxes.items() if self.cleaned_data.get(name)}


class CheckForm(CentreForm):
    """Whether this help may go together with what the court asks."""

    on = forms.DateField(label=_("Checked on"), validators=[not_in_the_future])
    outcome = forms.ChoiceField(label=_("Outcome"), choices=CourtTrack.Check.choices, widget=forms.RadioSelect)


class DayForm(CentreForm):
    """One date in the past or today."""

    on = forms.DateField(label=_("Date"), validators=[not_in_the_future])


class CourtTrackForm(CentreForm):
    """What the court asks and by when."""

    court = forms.CharField(label=_("Court"), max_length=120)
    case_number = forms.CharField(label=_("Case number of the court"), max_length=60)
    hearing_on = forms.DateField(label=_("Hearing"), required=False)
    pro_forma_on = forms.DateField(
        label=_("Pro-forma date"), help_text=_("The report is due three weeks before this date.")
    )
    goals = forms.CharField(
        label=_("Goals of the court"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One goal per line."),
    )
    decision = forms.CharField(
        label=_("Decision of the municipality"),
        required=False,
        max_length=120,
        help_text=_("A court cannot place a family itself; the municipality of the child decides."),
    )
