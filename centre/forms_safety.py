"""The steps of the reporting code, the phase, the plan and who is named; every question has its own words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre import clock, reporting_code
from centre.forms import CentreForm
from centre.models import ConcernStep, Dossier, Membership, SafetyPhase, SafetyRelease, User

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def words(label, *, rows: int = 3, **extra) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **extra)


def day(label, **extra) -> forms.DateField:
    return forms.DateField(label=label, **extra)


def choice(label, choices, **extra) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **extra)


class StepForm(CentreForm):
    """Base of the steps; `answers()` is what is kept, dates as ISO text. No day lies in the future."""

    def clean(self):
        days = [name for name in self.cleaned_data if isinstance(self.fields[name], forms.DateField)]
        for name in days:
            if (told := self.cleaned_data[name]) and told > clock.today():
                self.add_error(name, _("This day is still to come."))
        return self.cleaned_data

    def answers(self) -> dict:
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in self.cleaned_data.items()
        }


class SignalsForm(StepForm):
    about = forms.CharField(
        label=_("About whom"), max_length=200, help_text=_("Names or initials; only the people named here read it.")
    )
    observed_on = day(_("When was it seen or heard?"))
    facts = words(_("What was seen or heard? Facts, in the words that were used."), rows=5)
    source = forms.CharField(label=_("By whom, or where does it come from?"), max_length=200)
    children = words(
        _("Which children live with these adults, also children of a new partner?"),
        help_text=_("The check on children (kindcheck): each child of each adult."),
    )


class ConsultForm(StepForm):
    consulted_on = day(_("When did you ask somebody?"))
    whom = choice(
        _("Whom did you ask?"),
        [
            ("colleague", _("A colleague")),
            ("guard", _("The officer for the reporting code")),
            ("safe_home", _("Veilig Thuis")),
            ("expert", _("An expert on injuries")),
        ],
    )
    anonymous = choice(_("Without saying which family it is?"), YES_NO)
    number = forms.CharField(label=_("Number of the advice"), max_length=40, required=False)
    advice = words(_("What was advised?"))


class TalkForm(StepForm):
    held = choice(_("Was the worry discussed with the family?"), YES_NO)
    talked_on = day(_("When?"), required=False)
    account = words(_("With whom, and what was said?"), required=False)
    why_not = words(_("Why not (yet)? For example because it is not safe."), required=False)

    def clean(self):
        data = super().clean()
        if data.get("held") == "yes":
            for name in ("talked_on", "account"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in for a talk that was held."))
        elif data.get("held") == "no" and not data.get("why_not"):
            self.add_error("why_not", _("Write down why there was no talk."))
        return data


class WeighForm(StepForm):
    weighing = words(_("How serious is it, and how do you know?"), rows=5)
    in_doubt = choice(_("Are you in doubt?"), YES_NO)
    asked = words(_("What did Veilig Thuis say?"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("in_doubt") == "yes" and not data.get("asked"):
            self.add_error("asked", _("In doubt you always ask Veilig Thuis: 0800-2000."))
        return data


#: The five questions of step 5, in their order (law.md section 3).
QUESTIONS = {
    reporting_code.SUSPICION: _("Is the suspicion of violence or neglect still there?"),
    reporting_code.UNSAFE: _("Is it acutely or structurally unsafe?"),
    reporting_code.HELP: _("Can you offer or organise help that works?"),
    reporting_code.COMMITMENT: _("Do those concerned accept that help, and do they commit to it?"),
    reporting_code.RESULT: _("Does the help lead to lasting safety in the time that was agreed?"),
}


class QuestionsForm(StepForm):
    """Five answers, each with its motive."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            self.fields[name] = choice(question, YES_NO)
            self.fields[f"{name}_motive"] = words(_("Why?"), rows=2, max_length=4000)


class DecisionForm(StepForm):
    """What is done. The advice of the five answers stands ready and has to be confirmed."""

    submit_label = _("Confirm this decision")
    decision = choice(
        _("Decision"),
        [
            (reporting_code.REPORT, _("Report to Veilig Thuis")),
            (reporting_code.ORGANISE_HELP, _("Organise help and follow it")),
            (reporting_code.CLOSE, _("Close: no suspicion is left")),
        ],
    )
    reason = words(_("Why, when it differs from the advice"), required=False)
    reported_on = day(_("Reported on"), required=False)
    way = choice(
        _("How was it reported?"),
        [("", _("Not reported")), ("phone", _("By phone")), ("form", _("With the form"))],
        required=False,
    )
    number = forms.CharField(label=_("Number of the report"), max_length=40, required=False)
    told = words(_("Who was told what?"))


class FollowUpForm(StepForm):
    happened_on = day(_("When?"))
    text = words(_("What happened, or what did Veilig Thuis answer?"))


#: The form of each step.
STEP_FORMS = {
    ConcernStep.Kind.SIGNALS: SignalsForm,
    ConcernStep.Kind.CONSULT: ConsultForm,
    ConcernStep.Kind.TALK: TalkForm,
    ConcernStep.Kind.WEIGH: WeighForm,
    ConcernStep.Kind.QUESTIONS: QuestionsForm,
    ConcernStep.Kind.DECISION: DecisionForm,
    ConcernStep.Kind.FOLLOW_UP: FollowUpForm,
}


class PhaseForm(CentreForm):
    phase = choice(_("Which phase holds from now?"), SafetyPhase.Phase.choices)
    reason = words(_("What does that rest on?"))


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return user.name


class PlanForm(CentreForm):
    looking_back = words(_("How did the agreements hold so far?"), required=False)
    agreements = words(_("What is agreed, with whom, and what happens when it goes wrong?"), rows=6)
    owner = PersonField(label=_("Who sees to it?"), queryset=User.objects.none())
    review_on = day(_("When do we look again?"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people


class ClosePlanForm(CentreForm):
    submit_label = _("Close the plan")
    looking_back = words(_("How did the agreements hold?"))


class ColleagueForm(CentreForm):
    submit_label = _("Name this colleague")
    person = PersonField(label=_("Colleague"), queryset=User.objects.none())

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class ReleaseForm(CentreForm):
    """What of the safety file one person may know. `people`: reference → own dossier of who can be told."""

    submit_label = _("Pass on to a colleague")
    to = choice(_("For whom? The others in the family are told nothing."), [])
    decision = choice(_("What do you propose?"), SafetyRelease.Decision.choices)
    text = words(
        _("What this person will read"),
        rows=6,
        required=False,
        help_text=_("Write it anew, for this person only. Nothing else of this file goes along."),
    )
    others_weighed = forms.BooleanField(
        label=_("The text names another parent; I weighed that this is necessary and safe."), required=False
    )
    reason = words(_("Why it is given, or why not, and whom you asked"))

    def __init__(self, *args, people: dict[str, Dossier], again: SafetyRelease | None = None, **kwargs):
        if again:
            kept = {"decision": again.decision, "text": again.text, "reason": again.reason}
            kwargs["initial"] = {"to": again.to.reference, **kept}
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(key, str(row.person)) for key, row in people.items()]


class HatField(forms.ModelChoiceField):
    def label_from_instance(self, hat):
        return f"{hat.user.name} – {hat.get_audience_display()}, {hat.region}"


class GuardForm(CentreForm):
    """Who is officer for the reporting code in a region; more than one may be."""

    membership = HatField(label=_("Colleague"), queryset=Membership.objects.none())
    is_guard = forms.TypedChoiceField(
        label=_("Is this colleague officer for the reporting code?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
    )

    def __init__(self, *args, hats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = hats
