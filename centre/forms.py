"""The shape of every form: own field markup, error summary on top, submit label below."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from centre.models import Consent, Note

#: Longest free text that a field takes, in characters.
LONG_TEXT = 10_000


class DateInput(forms.DateInput):
    """The browser's own date field; typed dates as 31-12-2026 are read as well."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
DATETIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M"]


class CentreForm(forms.Form):
    """Base of all forms. `submit_label`: the words on the button; `form_tag=False` lets the page write <form>."""

    submit_label = _("Save")
    required_css_class = "is-required"

    def __init__(self, *args, form_tag: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = form_tag
        self.helper.attrs = {"novalidate": ""}
        if form_tag:
            self.helper.add_input(Submit("", self.submit_label))
        self.dress()

    def dress(self) -> None:
        """Give every field the widget and the bounds of the house; again after adding fields of one's own."""
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                field.input_formats = DATETIME_FORMATS
                field.widget = DateTimeInput(attrs=field.widget.attrs)
            elif isinstance(field, forms.DateField):
                field.input_formats = DATE_FORMATS
                field.widget = DateInput(attrs=field.widget.attrs)
            elif isinstance(field, forms.CharField) and field.max_length is None:
                field.max_length = LONG_TEXT
                field.validators.append(forms.fields.validators.MaxLengthValidator(LONG_TEXT))
            if isinstance(field.widget, forms.Textarea):
                # A browser cuts pasted text at `maxlength` without a word; the form says how much too long it is.
                field.widget.attrs.pop("maxlength", None)

    def add_errors_of(self, error: forms.ValidationError) -> None:
        """Put a service's refusal beside its field, or on top when the form has no such field."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for field, messages in by_field.items():
            self.add_error(field if field in self.fields else None, messages)


class AcceptInvitationForm(CentreForm):
    """A new account: the spoken code (families only) and a password of one's own."""

    submit_label = _("Open my account")
    code = forms.CharField(
        label=_("The code that you received from us"), max_length=12, help_text=_("Six letters and digits.")
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters. A sentence is easy to remember."),
    )

    def __init__(self, *args, with_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]


class ConsentForm(CentreForm):
    """One question, two equal answers, nothing ticked beforehand."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(Consent.Answer.GIVEN, _("Yes, I agree")), (Consent.Answer.REFUSED, _("No, I do not agree"))],
        widget=forms.RadioSelect,
    )


class NoteForm(CentreForm):
    """A typed note in one person's dossier."""

    kind = forms.ChoiceField(label=_("Kind of note"), choices=Note.Kind.choices)
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea)
    source = forms.CharField(
        label=_("Whose statement, or what it rests on"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    audience = forms.ChoiceField(label=_("Who may read this"), choices=Note.Audience.choices)
