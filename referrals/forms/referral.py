"""What is asked on each page; shape only, rules of the world belong to the services."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.authority import age_on
from centre.forms import CentreForm
from centre.models import Child
from centre.reference.names import canonical, fold
from referrals.models import Referral

#: More children than any family on record at the centre; a wall against a flooded form.
MOST_CHILDREN = 12
phone_shape = RegexValidator(
    r"^\+?[0-9][0-9 \-()]{7,18}$", _("Write the phone number in digits, for example 06 12345678.")
)


class ParentForm(CentreForm):
    """One of the two parents. The address is for the own invitation; the other parent never sees it."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("For the own invitation. The other parent does not see it."),
    )
    phone = forms.CharField(label=_("Phone number"), max_length=20, required=False, validators=[phone_shape])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)


class TwoParents(forms.BaseFormSet):
    """Both parents, each with an own address."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_few_forms": _("Fill in both parents."),
        "too_many_forms": _("Fill in both parents."),
    }

    def clean(self):
        addresses = [form.cleaned_data.get("email", "").lower() for form in self.forms if form.is_valid()]
        if len(addresses) == 2 and addresses[0] == addresses[1]:  # noqa: PLR2004  the two parents
            self.forms[1].add_error("email", gettext("Each parent needs an own e-mail address."))


def with_one_more(data) -> list[dict]:
    """What was typed so far and an empty row below it, to show again without judging it yet."""
    count = (
        min(int(data.get("kind-TOTAL_FORMS") or 0), MOST_CHILDREN - 1)
        if data.get("kind-TOTAL_FORMS", "").isdigit()
        else 0
    )
    names = [*ChildForm.base_fields, "DELETE"]
    return [{name: data.get(f"kind-{row}-{name}", "") for name in names} for row in range(count)] + [{}]


class StartForm(CentreForm):
    """Marks one empty first page, so that sending it twice makes one draft; asks for the organisation when in doubt."""

    ticket = forms.CharField(max_length=36, widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("For which organisation?"))

    def __init__(self, *args, organisations: dict[str, str], **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.fields["organisation"].choices = list(organisations.items())
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = next(iter(organisations))

    def clean_ticket(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["ticket"])
        except ValueError as error:
            raise ValidationError(gettext("This page is not whole any more. Load it again.")) from error


ParentFormSet = forms.formset_factory(
    ParentForm, formset=TwoParents, extra=0, min_num=2, max_num=2, absolute_max=2, validate_min=True, validate_max=True
)


class ChildForm(CentreForm):
    """One child; where it is registered decides which municipality pays (Jw 1.1)."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=120)
    birth_date = forms.DateField(label=_("Date of birth"))
    gender = forms.ChoiceField(
        label=_("Girl or boy"),
        choices=Child.Gender.choices,
        initial=Child.Gender.OTHER,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )
    municipality = forms.CharField(
        label=_("Municipality where the child is registered"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
        help_text=_("The same as for the first child? Then leave this empty."),
    )

    def __init__(self, *args, codes: dict[str, str], **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.codes = codes

    def clean_birth_date(self):
        day = self.cleaned_data["birth_date"]
        if day > clock.today():
            raise ValidationError(gettext("The date of birth lies in the future."))
        if day < clock.today() - timedelta(days=366 * 19) or age_on(day, clock.today()) >= 18:  # noqa: PLR2004  of age
            raise ValidationError(gettext("The help is for children up to 18 years."))
        return day

    def clean_gender(self):
        return self.cleaned_data["gender"] or Child.Gender.OTHER

    def clean_municipality(self):
        typed = self.cleaned_data["municipality"].strip()
        code = self.codes.get(fold(canonical("municipality", typed))) if typed else ""
        if code is None:
            raise ValidationError(gettext("We do not know this municipality. Choose one from the list."))
        return code


class Children(forms.BaseFormSet):
    """One child or more; a removed row is not asked for, an added row that stays empty does not count."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_few_forms": _("Fill in at least one child."),
        "too_many_forms": _("There is room for twelve children."),
    }

    def initial_form_count(self):
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext("Remove this child")
        form.fields["DELETE"].required = False
        if index == 0:
            form.fields["municipality"].required = True
            form.fields["municipality"].help_text = gettext("Start typing and choose from the list.")

    def clean(self):
        kept = [form for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        if kept and not any(kept[0].errors) and not kept[0].cleaned_data.get("municipality"):
            kept[0].add_error("municipality", gettext("Say where the first child is registered."))

    def kept(self) -> list[dict]:
        """The children that stay, as plain values; later ones without a municipality live where the first one does."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        return [
            {
                "first_name": row["first_name"],
                "last_name": row["last_name"],
                "birth_date": row["birth_date"].isoformat(),
                "gender": row["gender"],
                "municipality": row["municipality"] or rows[0]["municipality"],
            }
            for row in rows
        ]


ChildFormSet = forms.formset_factory(
    ChildForm,
    formset=Children,
    extra=0,
    min_num=1,
    max_num=MOST_CHILDREN,
    absolute_max=MOST_CHILDREN,
    validate_min=True,
    validate_max=True,
    can_delete=True,
)


class QuestionForm(CentreForm):
    """Why now, and on which ground the details are shared."""

    submit_label = _("Save and continue")
    question = forms.CharField(
        label=_("What is your question?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words: what is stuck, what was tried, what would help the children. Facts only."),
    )
    ground = forms.ChoiceField(
        label=_("On which ground do you share these details?"),
        choices=Referral.Ground.choices,
        widget=forms.RadioSelect,
    )
    ground_explained = forms.CharField(
        label=_("Explanation of the ground"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when not both parents agree. Our privacy officer reads along."),
    )
    shown_to = forms.ChoiceField(
        label=_("Who may read what you wrote?"),
        choices=Referral.ShownTo.choices,
        widget=forms.RadioSelect,
        help_text=_("Parents never read it in the portal. They may ask for their file by law."),
    )


class TieForm(CentreForm):
    """Somebody may refer the own ex, a neighbour or a friend: then a colleague does it (security reference AC15)."""

    tie = forms.ChoiceField(
        label=_("Do you know this family privately?"),
        choices=[
            ("no", _("No, only through my work")),
            ("yes", _("Yes, I know one of them privately")),
        ],
        widget=forms.RadioSelect,
        help_text=_("For example as family, former partner, friend or neighbour. Then a colleague sends it."),
    )

    @property
    def knows_them(self) -> bool:
        return self.cleaned_data["tie"] == "yes"


class ReasonForm(CentreForm):
    """A reason that the other side reads."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, label: str = "", help_text: str = "", **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text


class AnswerForm(TieForm):
    """The answer to a question of the centre, by somebody who may not be the one who sent it first."""

    reason = forms.CharField(label=_("Your answer to the centre"), widget=forms.Textarea(attrs={"rows": 5}))
    field_order = ["reason", "tie"]
