"""Questions about and to children."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.forms import CentreForm
from centre.models import Consent


class OutlineForm(CentreForm):
    """A parent without authority asks for the main facts (1:377c BW)."""

    submit_label = _("Send my question")
    words = forms.CharField(
        label=_("What would you like to know about your child?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example: how is it going in the group?"),
    )


class ChildConsentForm(CentreForm):
    """One question to a child, two equal answers."""

    submit_label = pgettext_lazy("to a child", "Send my answer")
    answer = forms.ChoiceField(
        label=pgettext_lazy("to a child", "What do you choose?"),
        choices=[
            (Consent.Answer.GIVEN, pgettext_lazy("to a child", "Yes, that is fine")),
            (Consent.Answer.REFUSED, pgettext_lazy("to a child", "No, I do not want that")),
        ],
        widget=forms.RadioSelect,
    )


class InviteParentForm(CentreForm):
    """The address of a parent of whom none is known yet."""

    submit_label = _("Invite")
    email = forms.EmailField(
        label=_("Mail address of this parent"),
        max_length=254,
        help_text=_("An address that the other parent never reads."),
    )
    sure = forms.BooleanField(label=_("I have this address from this parent, by phone or in person."))


class InviteChildForm(CentreForm):
    """The address of the child itself."""

    submit_label = _("Invite")
    email = forms.EmailField(
        label=_("E-mail address of the child itself"),
        max_length=254,
        help_text=_("An address that no parent reads. The code you give to the child in person."),
    )
