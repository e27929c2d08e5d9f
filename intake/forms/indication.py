"""The forms of a decision: weigh, fill in the checklist, decide; and look again when the date has come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from intake import wording
from intake.criteria import DOMAINS, Criteria
from intake.forms.staff import INLINE, LONG
from intake.models import Indication


class LookAgainForm(CentreForm):
    """The date to look again has come: it still fits, or assess once more."""

    submit_label = _("Keep this")
    verdict = forms.ChoiceField(
        label=_("What do you find?"),
        choices=[("keep", _("The other help still fits")), ("again", _("Assess this family again"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What you found, and with whom you spoke"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class IndicationForm(CentreForm):
    """Weight per domain, what stands in the way, the decision, and the letter in the same words for both."""

    DECISION = (
        "outcome", "deviation_reason", "alternative", "reason_for_parents", "review_on", "rationale", "letter",
    )  # fmt: skip

    outcome = forms.ChoiceField(label=_("Decision"), choices=[("", "—"), *Indication.Outcome.choices])
    rationale = forms.CharField(
        label=_("Why this help fits"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5})
    )
    deviation_reason = forms.CharField(
        label=_("Why otherwise than the rules advise"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only needed when your decision differs from the advice."),
    )  # fmt: skip
    alternative = forms.CharField(
        label=_("Which other help, and where"),
        max_length=200,
        required=False,
        help_text=_("Needed when it is not the group. Choose from the directory or write it yourself."),
        widget=forms.TextInput(attrs={"list": "offers"}),
    )
    reason_for_parents = forms.CharField(
        label=_("Why not the group now, in words for both parents"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when it is not the group. It stands in the letter beside the other help."),
    )  # fmt: skip
    review_on = forms.DateField(
        label=_("Look again on"), required=False, help_text=_("Needed when it is not the group.")
    )
    letter = forms.CharField(
        label=_("Letter to both parents, in the same words"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("No names and no facts of one parent. Both read exactly this, at the same moment, after approval."),
    )  # fmt: skip

    def __init__(self, *args, criteria: Criteria, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.items = [item.key for item in criteria.items]
        for domain in DOMAINS:
            self.fields[f"weight_{domain}"] = forms.TypedChoiceField(
                label=wording.DOMAINS[domain],
                choices=wording.WEIGHTS,
                coerce=int,
                widget=forms.RadioSelect(attrs=INLINE),
            )
            self.fields[f"text_{domain}"] = forms.CharField(
                label=_("What you saw"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        for item in criteria.items:
            # Nothing is chosen beforehand: "not there" is a finding of somebody, too.
            self.fields[f"item_{item.key}"] = forms.ChoiceField(
                label=item.text or wording.CONTRAINDICATIONS.get(item.key, item.key),
                choices=wording.LEVELS,
                widget=forms.RadioSelect(attrs=INLINE),
            )
            self.fields[f"reason_{item.key}"] = forms.CharField(
                label=_("What this rests on"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields["can_meet"] = forms.ChoiceField(
            label=_("Can the parents be in one room?"), choices=wording.KNOWN, widget=forms.RadioSelect(attrs=INLINE)
        )
        self.fields["procedures_on_hold"] = forms.ChoiceField(
            label=_("Do court cases rest during the help?"),
            choices=wording.KNOWN,
            widget=forms.RadioSelect(attrs=INLINE),
        )

    @property
    def domain_fields(self):
        return [(self[f"weight_{domain}"], self[f"text_{domain}"]) for domain in DOMAINS]

    @property
    def item_fields(self):
        """[(level, reason)] of the checklist."""
        return [(self[f"item_{item}"], self[f"reason_{item}"]) for item in self.items]

    @property
    def circumstance_fields(self):
        return [self["can_meet"], self["procedures_on_hold"]]

    @property
    def decision_fields(self):
        return [self[name] for name in self.DECISION]

    def facts(self, *, flagged: bool) -> dict | None:
        """What the rules need to know, or None while a weight or an item is still open."""
        told = getattr(self, "cleaned_data", {})
        names = [*(f"weight_{domain}" for domain in DOMAINS), *(f"item_{item}" for item in self.items)]
        if any(name not in told for name in [*names, "can_meet", "procedures_on_hold"]):
            return None
        known = {"yes": True, "no": False, "unknown": None}
        return {
            "flagged": flagged,
            "can_meet": known[told["can_meet"]],
            "procedures_on_hold": known[told["procedures_on_hold"]],
            **{domain: told[f"weight_{domain}"] for domain in DOMAINS},
            **{item: told[f"item_{item}"] for item in self.items},
        }

    def ask_for_advice_only(self) -> None:
        """The button for advice needs the weighing alone: what is still open in the decision is no error yet."""
        for name in self.DECISION:
            self.errors.pop(name, None)

    def propose_letter(self, outcome: str) -> None:
        """The first text that fits the advice, as long as nobody has rewritten the one that stands there."""
        if wording.is_first_letter(self.data.get("letter", "")):
            self.data = self.data.copy()
            self.data["letter"] = wording.letter_for(outcome)

    @property
    def domains(self) -> dict:
        return {
            domain: {"weight": self.cleaned_data[f"weight_{domain}"], "text": self.cleaned_data[f"text_{domain}"]}
            for domain in DOMAINS
        }

    @property
    def findings(self) -> dict:
        told = self.cleaned_data
        return {item: {"level": told[f"item_{item}"], "reason": told[f"reason_{item}"]} for item in self.items}

    @property
    def decision(self) -> dict:
        """The fields that the service takes as they are."""
        return {name: self.cleaned_data[name] for name in self.DECISION}


def earlier_answers(indication: Indication | None) -> dict:
    """What was sent back or decided before, as the start of a new form; nothing has to be typed twice."""
    if indication is None:
        return {"letter": wording.letter_for("group")}
    facts = indication.advice.get("facts", {})
    known = {True: "yes", False: "no", None: "unknown"}
    return {
        **{name: getattr(indication, name) for name in IndicationForm.DECISION},
        **{f"weight_{domain}": told["weight"] for domain, told in indication.domains.items()},
        **{f"text_{domain}": told["text"] for domain, told in indication.domains.items()},
        **{f"item_{item}": told["level"] for item, told in indication.findings.items()},
        **{f"reason_{item}": told.get("reason", "") for item, told in indication.findings.items()},
        **{name: known[facts.get(name)] for name in ("can_meet", "procedures_on_hold")},
    }
