"""Asking for help without an account: three short pages."""

from datetime import date

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.authority import age_on
from centre.forms import CentreForm
from intake.forms.parents import phone_number

MOST_CHILDREN = 20
GROWN_UP = 18


class ChildForm(CentreForm):
    """One child."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    birth_date = forms.DateField(label=_("Date of birth"))
    town = forms.CharField(
        label=_("In which town is your child registered?"), max_length=80, help_text=_("The town or the postcode.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born > clock.today():
            raise forms.ValidationError(_("This date has not been yet. Write the date of birth of your child."))
        if age_on(born, clock.today()) >= GROWN_UP:
            raise forms.ValidationError(_("Write the date of birth of a child under eighteen."))
        return born


class Children(BaseFormSet):
    """At least one child; a row can be taken out."""

    deletion_widget = forms.CheckboxInput
    default_error_messages = BaseFormSet.default_error_messages | {
        "too_few_forms": _("Write down at least one child."),
        "too_many_forms": _("Write down twenty children at most."),
    }

    @property
    def rows(self) -> list[dict]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [
            {**{n: row[n] for n in ("first_name", "town")}, "birth_date": row["birth_date"].isoformat()} for row in kept
        ]


ChildFormSet = formset_factory(
    ChildForm, formset=Children, extra=0, min_num=1, max_num=MOST_CHILDREN, absolute_max=MOST_CHILDREN,
    validate_min=True, validate_max=True, can_delete=True,
)  # fmt: skip


class OneMoreRow(Children):
    """The rows as they were typed, and an empty one below them; shown as for a page that was not sent yet."""

    def initial_form_count(self):
        return 0

    def total_form_count(self):
        return min(len(self.initial or []) + 1, MOST_CHILDREN)

    def _construct_form(self, i, **kwargs):
        if self.initial and i < len(self.initial):
            kwargs["initial"] = self.initial[i]
        return super()._construct_form(i, **kwargs)


OpenRows = formset_factory(ChildForm, formset=OneMoreRow, extra=0, max_num=MOST_CHILDREN, can_delete=True)


def typed_children(data) -> list[dict]:
    """What stands in the rows of a POST, unjudged and cut to the length of the fields."""
    total = data.get("form-TOTAL_FORMS", "1")
    rows = min(int(total) if total.isdecimal() and len(total) < 4 else 1, MOST_CHILDREN)
    names = ("first_name", "birth_date", "town", "DELETE")
    typed = [{name: data.get(f"form-{i}-{name}", "")[:80] for name in names} for i in range(rows)]
    return [row for row in typed if any(row.values())] or [dict.fromkeys(names, "")]


class YouForm(CentreForm):
    submit_label = _("Save and go on")
    first_name = forms.CharField(
        label=_("Your first name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Your last name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    phone = forms.CharField(label=_("Your phone number"), max_length=20, validators=[phone_number])
    email = forms.EmailField(
        label=_("Your mail address"), max_length=254, help_text=_("Use an address that only you read.")
    )
    relation = forms.ChoiceField(
        label=_("What are you to the children?"), choices=[("parent", _("Parent")), ("other", _("Something else"))],
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )  # fmt: skip
    authority = forms.ChoiceField(
        label=_("Do you have parental authority?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unsure", _("I do not know"))],
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )  # fmt: skip

    safe = forms.ChoiceField(
        label=_("Is it safe now for you and your children?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("rather_not", _("I would rather not say"))],
        widget=forms.RadioSelect,
    )


class OtherForm(CentreForm):
    submit_label = _("Save and go on")
    first_name = forms.CharField(label=_("First name of the other parent"), max_length=80)
    last_name = forms.CharField(label=_("Last name of the other parent"), max_length=120)
    joins = forms.ChoiceField(
        label=_("Does the other parent want help too?"),
        choices=[
            ("yes", _("Yes")), ("unsure", _("I do not know")), ("no", _("No")), ("no_contact", _("We have no contact")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Is there something that we must know before we call you?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("For example when we can call you safely."),
    )  # fmt: skip


class SendForm(CentreForm):
    """The button, and a field that people do not see: whoever fills it in is a program."""

    submit_label = _("Send")
    website = forms.CharField(
        label=_("Leave this empty"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    @property
    def is_a_program(self) -> bool:
        return bool(self.data.get("website"))


class StatusForm(CentreForm):
    """The number of a request and the code that only its sender got."""

    submit_label = _("Look")
    number = forms.CharField(
        label=_("Your number"), max_length=20, help_text=_("It begins with HV or AV."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Your code"), max_length=12, help_text=_("Six letters and digits. It stands beside your number."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class LinkForm(CentreForm):
    submit_label = _("Mail me the link")
    email = forms.EmailField(
        label=_("Your mail address"), max_length=254, help_text=_("Use an address that only you read.")
    )


def born_in_words(day: str) -> str:
    """An ISO date as people write it: 4 mei 2018."""
    return date_format(date.fromisoformat(day), "j F Y")


def answer_rows(name: str, answers: dict) -> list[dict]:
    """[{label, value}] of one page as its sender reads it. `name`: children, you or other."""
    if name == "children":
        return [
            {
                "label": row["first_name"],
                "value": f"{born_in_words(row['birth_date'])}, {row['town']}",
            }
            for row in answers.get("rows", [])
        ]
    fields = {"you": YouForm, "other": OtherForm}[name].base_fields
    rows = []
    for key, field in fields.items():
        if value := answers.get(key):
            rows.append({"label": field.label, "value": dict(getattr(field, "choices", ())).get(value, value)})
    return rows
