"""Forms about where a child lives and which child it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm

NEW = "-"


class MoveChildForm(CentreForm):
    """A child is registered elsewhere."""

    child = forms.ChoiceField(label=_("Child"))
    town = forms.CharField(
        label=_("Registered in"), max_length=80, help_text=_("A town, a municipality or a postcode.")
    )
    since = forms.DateField(label=_("From"))

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {row.reference: row for row in children}
        self.fields["child"].choices = [(reference, str(row)) for reference, row in self.known.items()]

    def clean_child(self):
        return self.known[self.cleaned_data["child"]]


class FindChildForm(CentreForm):
    """Search before create."""

    submit_label = _("Search")
    first_name = forms.CharField(label=_("First name"), max_length=80)
    birth_date = forms.DateField(label=_("Date of birth"))


class MergeForm(CentreForm):
    """Which child is kept, and why the two are one."""

    submit_label = _("Make one child of these two")
    kept = forms.CharField(widget=forms.HiddenInput, max_length=16)
    other = forms.CharField(widget=forms.HiddenInput, max_length=16)
    reason = forms.CharField(label=_("How do you know that this is one child?"), max_length=200)


class AddChildForm(CentreForm):
    """One more child in a case; a child that is known already is chosen, never made twice."""

    submit_label = _("Add this child")
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name of the child"), max_length=120)
    birth_date = forms.DateField(label=_("Date of birth"))
    town = forms.CharField(
        label=_("Registered in"), max_length=80, help_text=_("A town, a municipality or a postcode.")
    )

    def ask_which(self, found: list[dict]) -> None:
        """Children of this name and birth date are here already: say whether it is one of them."""
        known = [(line["child"].reference, f"{line['child']} ({', '.join(line['cases'])})") for line in found]
        self.fields["known"] = forms.ChoiceField(
            label=_("Is it one of these children?"), choices=[*known, (NEW, _("No, this is another child"))],
            widget=forms.RadioSelect,
        )  # fmt: skip


class NameForm(CentreForm):
    """The name of a child as it is written in its papers."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name of the child"), max_length=120)
