"""A complaint: handed in, written down for somebody else, answered."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre import clock
from centre.forms import CentreForm
from centre.forms_mail import form_key
from centre.models import Complaint

LONGEST = 5000


def _words(label, rows: int = 8, **facts) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class ComplaintForm(CentreForm):
    """In somebody's own words. Nobody needs to say what rule was broken."""

    submit_label = _("Send my complaint")
    text = _words(_("What are you not happy with?"), help_text=_("In your own words. What happened, and when?"))
    wish = _words(_("What would you like us to do?"), rows=4, required=False)
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)


class ChildComplaintForm(ComplaintForm):
    submit_label = pgettext_lazy("to a child", "Send")
    text = _words(pgettext_lazy("to a child", "What are you not happy with?"))
    wish = _words(pgettext_lazy("to a child", "What would you like?"), rows=4, required=False)


class WriteDownForm(CentreForm):
    """By letter or telephone, of somebody without an account."""

    submit_label = _("Write down")
    made_as = forms.ChoiceField(label=_("Who complains?"), choices=Complaint.From.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=150)
    reach = forms.CharField(
        label=_("How we reach this person"),
        max_length=300,
        help_text=_("Use this only for the complaint. Never give it to the team or to the other parent."),
    )
    received_on = forms.DateField(label=_("Received on"), initial=clock.today)
    text = _words(_("What this person is not happy with"), help_text=_("In this person's own words."))
    once = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput, initial=form_key)


class TakeUpForm(CentreForm):
    """Nothing to fill in: a button."""

    submit_label = _("I handle this complaint")
    step = forms.CharField(max_length=8, initial="take", widget=forms.HiddenInput)


class AnswerForm(CentreForm):
    submit_label = _("Keep and tell")
    step = forms.CharField(max_length=8, initial="decide", widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Verdict"), choices=Complaint.Outcome.choices, widget=forms.RadioSelect)
    answer = _words(_("The answer, as this person reads it"))
    decided_on = forms.DateField(label=_("Day of the verdict"), initial=clock.today)


class ReactionForm(CentreForm):
    submit_label = _("Keep, tell and finish")
    step = forms.CharField(max_length=8, initial="react", widget=forms.HiddenInput)
    reaction = _words(_("What the centre does with the verdict, as this person reads it"))
    reacted_on = forms.DateField(label=_("Day of this decision"), initial=clock.today)
