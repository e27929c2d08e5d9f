"""Forms for who has authority over a child, and for what a court or the law decided about consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import ConsentRuling, ParentalAuthority, User
from centre.models.case import Regime
from centre.services.authority import WITHOUT_PAPERS
from intake.consents import RULED


class RulingForm(CentreForm):
    """A decision with its evidence."""

    submit_label = _("Keep this decision")
    kind = forms.ChoiceField(label=_("What was decided"), choices=ConsentRuling.Kind.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("About"), choices=[(name.value, name.label) for name in RULED])
    child = forms.ChoiceField(label=_("Child"))
    parent = forms.ChoiceField(
        label=_("In whose place"), required=False, help_text=_("Only when a court decided in one parent's place.")
    )
    decided_by = forms.CharField(
        label=_("Court, certified institution or guardian"), max_length=120, required=False,
        help_text=_("Empty only when you and a colleague weighed it for a child from 12 on."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    reason = forms.CharField(label=_("Why does this hold here?"), widget=forms.Textarea(attrs={"rows": 4}))
    weighed_with = forms.ModelChoiceField(
        label=_("With which colleague did you weigh this?"), queryset=User.objects.none(),
        help_text=_("The colleague gets a message."),
    )  # fmt: skip
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Up to and including"), required=False)

    def __init__(self, *args, parents, children, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weighed_with"].queryset = colleagues
        self.people = {row.reference: row for row in [*parents, *children]}
        self.fields["child"].choices = [(row.reference, str(row)) for row in children]
        self.fields["parent"].choices = [("", "—"), *((row.reference, str(row)) for row in parents)]

    @property
    def facts(self) -> dict:
        """The fields as the service takes them."""
        told = dict(self.cleaned_data)
        return told | {"child": self.people[told["child"]], "parent": self.people.get(told["parent"])}


#: What somebody saw with the own eyes: never the word of one parent (law.md 1.2).
PAPERS = [choice for choice in ParentalAuthority.Evidence.choices if choice[0] not in WITHOUT_PAPERS]


class AuthorityForm(CentreForm):
    """A parent has authority over a child, from a day on."""

    submit_label = _("Keep this")
    child = forms.ChoiceField(label=_("Child"))
    parent = forms.ChoiceField(label=_("Which parent has authority"))
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Up to and including"), required=False)
    evidence = forms.ChoiceField(label=_("What does this rest on?"), choices=PAPERS, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Number of the decision"), max_length=60, required=False,
        help_text=_("Only of a court: the ECLI, or the case number on the paper."),
    )  # fmt: skip

    def __init__(self, *args, parents, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.reference: row for row in [*parents, *children]}
        self.fields["child"].choices = [("", "—"), *((row.reference, str(row)) for row in children)]
        self.fields["parent"].choices = [("", "—"), *((row.reference, str(row)) for row in parents)]

    @property
    def facts(self) -> dict:
        """The fields as the service takes them."""
        told = self.cleaned_data
        return told | {"child": self.people[told["child"]], "parent": self.people[told["parent"]]}


class ProcedureForm(CentreForm):
    """A procedure about the authority over a child runs."""

    submit_label = _("Keep this")
    child = forms.ChoiceField(label=_("Child"))
    since = forms.DateField(label=_("From"))
    court = forms.CharField(label=_("Court"), max_length=120, required=False)
    number = forms.CharField(label=_("Case number of the court"), max_length=60, required=False)
    known_from = forms.CharField(
        label=_("How do we know this?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a letter of the court, the referrer. Only the team reads this."),
    )  # fmt: skip

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.reference: row for row in children}
        self.fields["child"].choices = [("", "—"), *((row.reference, str(row)) for row in children)]

    @property
    def facts(self) -> dict:
        """The fields as the service takes them."""
        return self.cleaned_data | {"child": self.people[self.cleaned_data["child"]]}


class EndProcedureForm(CentreForm):
    """A procedure about authority is over."""

    submit_label = _("Keep the end")
    on = forms.DateField(label=_("Day on which it ended"))
    outcome = forms.CharField(
        label=_("What was decided?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PapersForm(CentreForm):
    """Somebody saw the papers of a line that stands."""

    submit_label = _("I saw this")
    evidence = forms.ChoiceField(label=_("What did you see?"), choices=PAPERS, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Number of the decision"), max_length=60, required=False,
        help_text=_("Only of a court: the ECLI, or the case number on the paper."),
    )  # fmt: skip


class EndAuthorityForm(CentreForm):
    """The authority of a parent ends."""

    submit_label = _("Keep the end")
    on = forms.DateField(label=_("Last day with authority"))
    evidence = forms.ChoiceField(label=_("What does this rest on?"), choices=PAPERS, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Number of the decision"), max_length=60, required=False,
        help_text=_("Only of a court: the ECLI, or the case number on the paper."),
    )  # fmt: skip


class RegimeForm(CentreForm):
    """Under which law the help falls."""

    submit_label = _("Keep this")
    regime = forms.ChoiceField(
        label=_("The help of this family falls under"), choices=Regime.choices[1:], widget=forms.RadioSelect
    )
