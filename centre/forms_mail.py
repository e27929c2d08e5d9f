"""Forms about wording, messages, and mail that did not arrive."""

import secrets

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import ContactTask
from centre.services.correspondence import BOTH
from centre.services.mail_templates import LONGEST_TEXT

#: A browser sends no line break here, whoever writes the request by hand may: it would be a header of the mail.
ONE_LINE = RegexValidator(r"[\r\n]", _("Write the subject on one line."), inverse_match=True)


def form_key() -> str:
    """A fresh key for each form that is shown: sent twice it counts once."""
    return secrets.token_hex(8)


class MailTemplateForm(CentreForm):
    submit_label = _("Save and look at the mail")
    subject = forms.CharField(label=_("Subject"), max_length=60)
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 10}))


class WriteForm(CentreForm):
    """To one parent or to both. First looked at, then sent: `sure` is on the second page.

    `holders`: references of the parents with authority; to one of them alone takes a reason (law.md R25).
    """

    submit_label = _("Look at it first")
    to = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))
    why_one = forms.CharField(
        label=_("Why for one parent alone?"), max_length=300, required=False,
        help_text=_(
            "Needed when you chose one parent who has authority: what is new for one, the other gets too, unless there is a "
            "reason. Only the team reads this. For example: only about this parent's own help."
        ),
    )  # fmt: skip
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, parents, holders, **kwargs):
        super().__init__(*args, **kwargs)
        self.holders = holders
        both = [(BOTH, _("both parents, apart, at the same moment"))]
        self.fields["to"].choices = both + [(parent.reference, str(parent)) for parent in parents]

    def clean(self):
        data = super().clean()
        if data.get("to") in self.holders and not data.get("why_one", "").strip():
            self.add_error("why_one", _("Write down why the other parent does not get this, or send it to both."))
        return data


class AskForm(CentreForm):
    """A parent writes to the team."""

    submit_label = _("Send")
    TOPICS = [
        ("question", _("I have a question")),
        ("appointment", _("I want another moment for my appointment")),
        ("news", _("Something has changed")),
    ]
    topic = forms.ChoiceField(label=_("What is it about?"), choices=TOPICS, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Your message"), max_length=3000, widget=forms.Textarea(attrs={"rows": 8}))
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)

    @property
    def subject(self) -> str:
        return str(dict(self.TOPICS)[self.cleaned_data["topic"]])


class LimitForm(CentreForm):
    per_week = forms.IntegerField(
        label=_("Messages in seven days"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["per_week"].help_text = _("Empty: %(count)s, as for everybody. Only staff sees this.") % {
            "count": settings.PARENT_MESSAGES_PER_WEEK
        }


class SettleForm(CentreForm):
    """What was done about mail that did not arrive."""

    outcome = forms.ChoiceField(label=_("What did you do?"), widget=forms.RadioSelect)

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(ContactTask.Outcome.choices)
        self.fields["outcome"].choices = [(name, labels[name]) for name in outcomes]


class SubscribeForm(CentreForm):
    submit_label = _("Send me the mail to confirm")
    email = forms.EmailField(label=_("Work e-mail address"), max_length=254)


class IssueForm(CentreForm):
    submit_label = _("Save and look at it")
    subject = forms.CharField(label=_("Subject"), max_length=120, validators=[ONE_LINE])
    text = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 16}))
