"""Asking for help without an account: three short pages."""

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.forms import CentreForm
from intake.forms.parents import phone_number

MOST_CHILDREN = 12


class ChildForm(CentreForm):
    """One child."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    birth_date = forms.DateField(label=_("Date of birth"))
    town = forms.CharField(label=_("In which town is your child registered?"), max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if not clock.today().year - 18 <= born.year or born > clock.today():
            raise forms.ValidationError(_("Write the date of birth of a child under eighteen."))
        return born


class Children(BaseFormSet):
    """At least one child; a row can be taken out."""

    deletion_widget = forms.CheckboxInput

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


class OtherForm(CentreForm):
    submit_label = _("Save and go on")
    first_name = forms.CharField(label=_("First name of the other parent"), max_length=80)
    last_name = forms.CharField(label=_("Last name of the other parent"), max_length=120)
    note = forms.CharField(
        label=_("Is there something that we must know before we call you?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("For example when we can call you safely."),
    )  # fmt: skip


class LinkForm(CentreForm):
    submit_label = _("Mail me the link")
    email = forms.EmailField(
        label=_("Your mail address"), max_length=254, help_text=_("Use an address that only you read.")
    )
