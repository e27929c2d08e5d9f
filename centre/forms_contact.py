"""What is safe for a parent, and why staff needs to see an address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import ContactCard

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
#: Why a value is shown; the key is what the log keeps.
REASONS = [
    ("emergency", _("There is danger, help has to go there")),
    ("letter", _("A letter or a call to this person")),
    ("planning", _("A talk or session has to be planned nearby")),
    ("check", _("The person asks whether it is right")),
]


def yes_no(label, **extra) -> forms.TypedChoiceField:
    """Two equal answers, nothing ticked beforehand."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, widget=forms.RadioSelect, coerce=lambda answer: answer == "yes", **extra
    )


class ContactForm(CentreForm):
    """The safe-contact card as the parent fills it in, with the address and phone to replace."""

    mail_is_safe = yes_no(_("May we send you an e-mail?"), help_text=_("It only says that something is waiting."))
    prefers = forms.ChoiceField(
        label=_("If we want to reach you ourselves"), choices=ContactCard.Prefers.choices, widget=forms.RadioSelect
    )
    voicemail_is_safe = yes_no(_("May we leave a message on your voicemail?"))
    other_parent_knows = yes_no(_("Does the other parent know that you have contact with us?"))
    quiet_from = forms.TypedChoiceField(label=_("No messages from"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label=_("until"), choices=HOURS, coerce=int)
    note = forms.CharField(
        label=_("What else must we know to reach you safely?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(label=_("New phone number"), required=False, max_length=30)
    street = forms.CharField(label=_("New street and number"), required=False, max_length=120)
    postcode = forms.CharField(label=_("New postcode"), required=False, max_length=10)
    place = forms.CharField(label=_("New place"), required=False, max_length=80)
    extra_secret = forms.BooleanField(
        label=_("Protect my address and phone number extra"),
        required=False,
        help_text=_("Then only the coordinator can look them up. The other parent never sees them, also without this."),
    )

    def clean(self):
        cleaned = super().clean()
        if any(cleaned.get(part) for part in ("postcode", "place")) and not cleaned.get("street"):
            self.add_error("street", _("Fill in the street as well."))
        return cleaned


class RevealForm(CentreForm):
    """Why this value is needed now."""

    submit_label = _("Show it for one minute")
    reason = forms.ChoiceField(label=_("Why do you need this now?"), choices=REASONS, widget=forms.RadioSelect)
