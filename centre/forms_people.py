"""Forms about people: the number of a child, the contact person, a way back in, renewing a role."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.access_forms import PersonForm
from centre.forms import CentreForm


class ContactPersonForm(PersonForm):
    """The one lasting person whom the family can ask everything."""

    submit_label = _("Tell both parents")


class RecoveryForm(CentreForm):
    """The first of two: says that the person was called back."""

    submit_label = _("Ask a colleague to agree")
    called_back = forms.BooleanField(
        label=_("I called back on the number that we knew already, and I recognised this person"),
        help_text=_("Never on a number that was given just now. Read nothing from the file to the caller."),
    )
    email = forms.EmailField(
        label=_("E-mail address that only this person reads"),
        help_text=_("Ask for it in that call. The link goes there, and every other address leaves the account."),
    )


class RenewForm(CentreForm):
    """Somebody still works there and still needs it. `has_last_day`: then there is a new one."""

    submit_label = _("Renew")
    until = forms.DateField(label=_("New last day"))
    still_needed = forms.BooleanField(
        label=_("I asked the organisation: this person still works there and still needs this")
    )

    def __init__(self, *args, has_last_day: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_last_day:
            del self.fields["until"]


class HandlingForm(CentreForm):
    """What was done about a permission that was taken back."""

    submit_label = _("This has been handled")
    reason = forms.CharField(
        label=_("What did you do about it?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("With whom you talked, what was agreed, and what happens at the next session."),
    )  # fmt: skip
