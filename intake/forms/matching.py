"""Forms around requests without an account: which case, which parent, why aside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm

#: Word in the address → verdict.
VERDICTS = {"ja": "same", "nee": "different"}
NOBODY = "-"


class MatchForm(CentreForm):
    """Which case a request belongs to."""

    submit_label = _("Decide")
    case = forms.CharField(
        label=_("Number of the case that it belongs to"), max_length=16, required=False,
        help_text=_("Leave this empty to open a new case."),
    )  # fmt: skip
    looked = forms.BooleanField(label=_("I have looked whether this family is known already."))


class AttachForm(CentreForm):
    """Which parent of the case is the sender; a parent without an account is invited at the sender's own address."""

    submit_label = _("Add to this case")
    parent = forms.ChoiceField(label=_("Who sent this request?"), widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("I have checked this with the sender, by phone or in person."))

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, **kwargs)
        self.parents = {parent.reference: parent for parent in parents}
        words = {True: _("has an account"), False: _("will be invited")}
        named = [(ref, f"{parent} ({words[parent.user_id is not None]})") for ref, parent in self.parents.items()]
        self.fields["parent"].choices = [*named, (NOBODY, _("Somebody else: only add the request"))]

    @property
    def chosen(self):
        return self.parents.get(self.cleaned_data["parent"])


class DismissForm(CentreForm):
    """Why a request is put aside."""

    submit_label = _("Put aside")
    reason = forms.CharField(label=_("Why"), max_length=200)
