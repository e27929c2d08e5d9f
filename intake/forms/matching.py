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

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.read = ReadChildren(self.fields, children)

    def full_clean(self):
        if (self.data or {}).get("case", "").strip():
            # Added to a case, no child is made: only the two questions above count.
            for name in [name for name in self.fields if name.startswith("child_")]:
                self.fields[name].required = False
        for number in range(len(self.read.told)):
            if self._is_out(number):
                # Nothing is known of a child of another family, and nothing is made of it.
                for name in ("first_name", "last_name", "town"):
                    self.fields[f"child_{number}_{name}"].required = False
        super().full_clean()

    def clean(self):
        told = super().clean()
        if not told.get("case") and not self.errors and not self.read.rows(told):
            raise forms.ValidationError(_("A case has at least one child."))
        return told

    def _is_out(self, number: int) -> bool:
        """Whether the box of this child is ticked, as the field itself will read it."""
        name = f"child_{number}_out"
        return bool(self.fields[name].widget.value_from_datadict(self.data or {}, self.files, self.add_prefix(name)))

    @property
    def children(self) -> list[dict]:
        return self.read.rows(self.cleaned_data)

    def child_groups(self):
        """[(birth date, who named the child, fields)] for the page."""
        names = ("first_name", "last_name", "town", "out")
        return [
            (child, [self[f"child_{number}_{name}"] for name in names]) for number, child in enumerate(self.read.told)
        ]


class AttachForm(CentreForm):
    """Which parent of the case is the sender; a parent without an account is invited at the sender's own address."""

    submit_label = _("Add to this case")
    parent = forms.ChoiceField(label=_("Who sent this request?"), widget=forms.RadioSelect)
    named = forms.MultipleChoiceField(
        label=_("Did the sender name one of these children as well?"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The request does not name these children. A parent who is invited now and did not name a child does not read its name until papers show authority."),
    )  # fmt: skip
    sure = forms.BooleanField(label=_("I have checked this with the sender, by phone or in person."))

    def __init__(self, *args, parents, left_out=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.left_out = {child.reference: child for child in left_out}
        self.fields["named"].choices = [(reference, str(child)) for reference, child in self.left_out.items()]
        if not self.left_out:
            del self.fields["named"]
        self.parents = {parent.reference: parent for parent in parents}
        words = {True: _("has an account"), False: _("will be invited")}
        named = [(ref, f"{parent} ({words[parent.user_id is not None]})") for ref, parent in self.parents.items()]
        self.fields["parent"].choices = [*named, (NOBODY, _("Somebody else: only add the request"))]

    @property
    def chosen(self):
        return self.parents.get(self.cleaned_data["parent"])

    @property
    def named_children(self) -> list:
        """Children whom the sender named to staff, and not in the request."""
        return [self.left_out[reference] for reference in self.cleaned_data.get("named", ())]


class ComingBackForm(AttachForm):
    """Which parent of a closed case comes back; nobody else does."""

    submit_label = _("Open a new case for this family")

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, parents=parents, **kwargs)
        self.fields["parent"].choices = [row for row in self.fields["parent"].choices if row[0] != NOBODY]


class DismissForm(CentreForm):
    """Why a request is put aside."""

    submit_label = _("Put aside")
    reason = forms.CharField(label=_("Why"), max_length=200)


class ReadChildren:
    """Fields per child that one of the two requests names: staff reads them with the parents and puts them right."""

    def __init__(self, fields: dict, told: list[dict]):
        self.told = told
        for number, child in enumerate(told):
            fields |= {
                f"child_{number}_first_name": forms.CharField(label=_("First name"), max_length=80, initial=child["first_name"]),
                f"child_{number}_last_name": forms.CharField(
                    label=_("Last name of the child"), max_length=120, initial=child["last_name"],
                    help_text="" if child["last_name"] else _("The parents have different names. Ask."),
                ),
                f"child_{number}_town": forms.CharField(
                    label=_("Registered in"), max_length=80, initial=child["town"],
                    help_text=_("A town, a municipality or a postcode."),
                ),
                f"child_{number}_out": forms.BooleanField(label=_("This is not a child of this family"), required=False),
            }  # fmt: skip

    def rows(self, cleaned: dict) -> list[dict]:
        """The children that stay, as the service takes them."""
        kept = [n for n in range(len(self.told)) if not cleaned.get(f"child_{n}_out")]
        names = ("first_name", "last_name", "town")
        return [
            {name: cleaned[f"child_{n}_{name}"] for name in names}
            | {"birth_date": self.told[n]["birth_date"], "told_in": self.told[n]["told_in"], "number": n}
            for n in kept
        ]
