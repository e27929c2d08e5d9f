"""One form per question of an application. Shapes only; what follows from an answer is the services' business."""

from collections.abc import Mapping

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from intake import steps

YES, NO, UNSURE = ("yes", _("Yes")), ("no", _("No")), ("unsure", _("I do not know"))
RATHER_NOT = ("rather_not", _("I would rather not say"))
INLINE = {"class": "choices--inline"}
#: Longest answer of one line, and of a story, in characters.
LINE, STORY = 120, 4000

postcode = RegexValidator(r"^[1-9][0-9]{3} ?[A-Za-z]{2}$", _("Write a postcode like 1234 AB."))
phone_number = RegexValidator(
    r"^\+?[0-9][0-9 ()-]{8,18}$", _("Write a phone number with digits only, like 06 12 34 56 78.")
)


def choice(label, *options, help_text="", inline=True, required=True) -> forms.ChoiceField:
    widget = forms.RadioSelect(attrs=INLINE if inline else {})
    return forms.ChoiceField(label=label, choices=options, widget=widget, help_text=help_text, required=required)


def story(label, *, help_text="", rows=5) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=STORY, required=False, help_text=help_text)


class StepForm(CentreForm):
    """One question. `revision` comes back with the answers, so that a stale page overwrites nothing."""

    submit_label = _("Save and go on")
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args, revision: int = 0, answers: Mapping | None = None, children=(), text=None, **kwargs):
        self.children, self.text = children, text
        kwargs.setdefault("initial", {**(answers or {}), "revision": revision})
        super().__init__(*args, form_tag=False, **kwargs)
        self.order_fields([name for name in self.fields if name != "revision"] + ["revision"])

    @property
    def answers(self) -> dict:
        """The clean answers as they are kept."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class ContactForm(StepForm):
    phone = forms.CharField(
        label=_("Your phone number"), max_length=20, validators=[phone_number],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "short"}),
    )  # fmt: skip
    street = forms.CharField(
        label=_("Street and number"), max_length=LINE, required=False,
        help_text=_("The other parent never sees your address."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    postcode = forms.CharField(
        label=_("Postcode"), max_length=7, required=False, validators=[postcode],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "short"}),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Town"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )

    def clean_postcode(self):
        value = self.cleaned_data["postcode"].upper().replace(" ", "")
        return f"{value[:4]} {value[4:]}" if value else ""


class SafeContactForm(StepForm):
    mail = choice(
        _("May we send you mail?"), YES, NO,
        help_text=_("Our mail says little: only that something is ready for you."),
    )  # fmt: skip
    phone = choice(_("May we call you?"), YES, NO)
    voicemail = choice(_("May we leave a message on your voicemail?"), YES, NO)
    other_knows = choice(_("May the other parent know that you have asked for help?"), YES, NO, UNSURE)
    when = forms.CharField(
        label=_("When can we call you best?"),
        max_length=LINE,
        required=False,
        help_text=_("For example: after five o'clock."),
    )


class ChildrenForm(StepForm):
    """Per known child: what this parent is to the child, who decides, where it lives."""

    missing = story(
        _("Is a child missing? Is something not right?"),
        help_text=_("Write the name and the date of birth here."),
        rows=3,
    )
    declaration = forms.BooleanField(label=_("I have answered this honestly, as far as I know."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = []
        for child in self.children:
            for name, field in self.fields_about(child).items():
                self.fields[name] = field
                names.append(name)
        self.order_fields([*names, "missing", "declaration", "revision"])

    @staticmethod
    def fields_about(child) -> dict[str, forms.Field]:
        ref, words = child.reference, {"name": child.first_name}
        relation = choice(
            _("What are you to %(name)s?") % words, ("parent", _("Parent")), ("other", _("Something else"))
        )
        authority = choice(
            _("Do you have parental authority over %(name)s?") % words, YES, NO, UNSURE,
            help_text=_("Parental authority: you decide about school, health and money of your child."),
        )  # fmt: skip
        lives = choice(
            _("Where does %(name)s live?") % words, ("me", _("Most days with me")), ("both", _("About half with each parent")),
            ("other", _("Most days with the other parent")), ("elsewhere", _("Somewhere else")), inline=False,
        )  # fmt: skip
        school = forms.CharField(label=_("School of %(name)s") % words, max_length=LINE, required=False)
        return {
            f"relation_{ref}": relation,
            f"authority_{ref}": authority,
            f"lives_{ref}": lives,
            f"school_{ref}": school,
        }

    @property
    def groups(self) -> list[tuple[object, list]]:
        """(child, its fields) for a fieldset per child."""
        return [(child, [self[name] for name in self.fields_about(child)]) for child in self.children]


class SituationForm(StepForm):
    subjects = forms.MultipleChoiceField(
        label=_("What is it hard to agree on?"),
        choices=[
            ("care", _("Who cares for the children, and when")), ("money", _("Money")), ("house", _("The house")),
            ("school", _("School or health")), ("contact", _("Seeing the other parent")), ("agreements", _("Keeping to agreements")),
            ("other", _("Something else")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    since = choice(
        _("How long has it been hard?"), ("under_1", _("Less than a year")), ("1_2", _("One or two years")),
        ("2_5", _("Two to five years")), ("over_5", _("More than five years")), inline=False,
    )  # fmt: skip
    tried = forms.MultipleChoiceField(
        label=_("What have you tried?"), required=False,
        choices=[
            ("mediation", _("Mediation")), ("talks", _("Talks with a counsellor")), ("team", _("Help from the neighbourhood team")),
            ("court", _("The court")), ("other", _("Something else")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    can_meet = choice(
        _("Can you be in one room with the other parent, if we are there?"), YES, NO, UNSURE,
        help_text=_("No is a good answer too. Then we talk with you apart."),
    )  # fmt: skip
    hope = story(_("What do you hope for, for your child?"))


class ProceduresForm(StepForm):
    running = choice(_("Is there a court case about the children or about money?"), YES, NO, UNSURE)
    court = forms.CharField(
        label=_("Which court, and which case number?"), max_length=LINE, required=False,
        help_text=_("You find it on letters of the court or of your lawyer."),
    )  # fmt: skip
    on_hold = choice(
        _("Can the case be put on hold while you get help?"), ("yes", _("Yes")),
        ("asked", _("I will ask my lawyer")), ("no", _("No")), UNSURE, inline=False, required=False,
        help_text=_("During the help we ask both parents to let court cases rest."),
    )  # fmt: skip

    def clean(self):
        told = super().clean()
        if told.get("running") == "yes" and not told.get("on_hold"):
            self.add_error("on_hold", _("Choose an answer. I do not know is an answer too."))
        return told


class NetworkForm(StepForm):
    """People around this parent only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, steps.NETWORK_ROWS + 1):
            words = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name of person %(number)s") % words, max_length=80, required=False
            )
            self.fields[f"relation_{number}"] = forms.CharField(
                label=_("What is this person to you?"),
                max_length=60,
                required=False,
                help_text=_("For example: my mother, a friend."),
            )
        self.order_fields([name for name in self.fields if name != "revision"] + ["revision"])

    @property
    def rows(self) -> list[tuple]:
        return [(self[f"name_{n}"], self[f"relation_{n}"]) for n in range(1, steps.NETWORK_ROWS + 1)]

    def clean(self):
        told = super().clean()
        for number in range(1, steps.NETWORK_ROWS + 1):
            if told.get(f"relation_{number}") and not told.get(f"name_{number}"):
                self.add_error(f"name_{number}", _("Write the name too, or make both empty."))
        return told


class SafetyForm(StepForm):
    afraid = choice(
        _("Are you ever afraid of the other parent?"),
        ("yes", _("Yes")),
        ("sometimes", _("Sometimes")),
        NO,
        RATHER_NOT,
        inline=False,
    )
    violence = choice(_("Have you or your child been hurt or threatened in the past year?"), YES, NO, RATHER_NOT)
    contact_ban = choice(_("Is there a ban on contact?"), YES, NO, UNSURE)
    note = story(_("Is there something that we must know to keep you and your child safe?"))


class ConditionsForm(StepForm):
    """Four separate ticks, none set beforehand; bound to the version that was shown."""

    submit_label = _("I agree, go on")
    attend = forms.BooleanField(label=_("I come to the talks and the meetings."))
    hold = forms.BooleanField(label=_("I let court cases rest while the help lasts."))
    questionnaires = forms.BooleanField(label=_("I fill in the questionnaires."))
    privacy = forms.BooleanField(label=_("I tell nobody about other families."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.text:
            self.initial["version"] = self.text.version

    def clean_version(self):
        version = self.cleaned_data["version"]
        if self.text is None or version != self.text.version:
            raise forms.ValidationError(_("The text has changed. Please read it again."))
        return version


FORMS: dict[str, type[StepForm]] = {
    steps.CONTACT: ContactForm,
    steps.SAFE_CONTACT: SafeContactForm,
    steps.CHILDREN: ChildrenForm,
    steps.SITUATION: SituationForm,
    steps.PROCEDURES: ProceduresForm,
    steps.NETWORK: NetworkForm,
    steps.SAFETY: SafetyForm,
    steps.CONDITIONS: ConditionsForm,
}


def form_for(step: steps.Step, *, data=None, answers=None, revision=0, children=(), text=None) -> StepForm:
    """The form of one question, filled with this parent's own earlier answers."""
    return FORMS[step.key](data, answers=answers, revision=revision, children=children, text=text)


def answer_rows(step: steps.Step, answers: Mapping, *, children=()) -> list[dict]:
    """[{label, value}] of one question as people read it; empty answers are left out."""
    form = form_for(step, children=children)
    rows = []
    for name, field in form.fields.items():
        value = answers.get(name)
        if name in ("revision", "version") or value in (None, "", [], False):
            continue
        rows.append({"label": field.label, "value": _spoken(field, value)})
    return rows


def summary(answers: Mapping, *, children=()) -> list[dict]:
    """Every applicable question with its rows: the page to check, the print and the assessor's sheet."""
    return [
        {"step": step, "rows": answer_rows(step, answers[step.key], children=children)}
        for step in steps.applicable(answers)
        if step.key in answers
    ]


def _spoken(field: forms.Field, value) -> str:
    """A stored value in words."""
    if isinstance(field, forms.BooleanField):
        return str(_("Yes"))
    words = dict(getattr(field, "choices", ()))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(words.get(item, item)) for item in values)
