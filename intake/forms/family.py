"""Forms about where a child lives and which child it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm

NEW, BOTH = "-", "both"


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

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, **kwargs)
        self.parents = {parent.reference: parent for parent in parents}
        named = [(key, _("Only %(name)s") % {"name": parent}) for key, parent in self.parents.items()]
        self.fields["named_by"] = forms.ChoiceField(
            label=_("Who named this child?"), choices=[(BOTH, _("Both parents, each apart")), *named],
            widget=forms.RadioSelect,
            help_text=_("A parent who did not name the child reads its name only when papers show authority."),
        )  # fmt: skip

    def clean_named_by(self):
        """The parents who named the child."""
        key = self.cleaned_data["named_by"]
        return list(self.parents.values()) if key == BOTH else [self.parents[key]]

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
