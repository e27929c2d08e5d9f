"""Decisions about a certificate: shape only, the rules about the world live in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm


class DecisionForm(CentreForm):
    """Every decision: why, in words that its subject will read."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The therapist reads this."),
    )


class TrainingForm(CentreForm):
    training_started_on = forms.DateField(label=_("First day of the training"))


class CertifyForm(DecisionForm):
    submit_label = _("Grant the certificate")
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, help_text=_("The last day. Empty: as long as the rules say.")
    )
    field_order = ["valid_until", "reasons"]


class NotYetForm(DecisionForm):
    submit_label = _("Say not yet")
    advice = forms.CharField(
        label=_("Advice"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What can this person do to get there?"),
    )


class SuspendForm(CentreForm):
    submit_label = _("Suspend")
    since = forms.DateField(label=_("First day"), help_text=_("From this day on this person leads no group."))
    until = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty: until the suspension is lifted."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The therapist reads this."),
    )


class RenewalForm(DecisionForm):
    submit_label = _("Decide")
    renewed = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("renew the certificate")), ("no", _("do not renew it"))],
        widget=forms.RadioSelect,
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, help_text=_("The last day. Empty: as long as the rules say.")
    )
    advice = forms.CharField(
        label=_("Advice"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you do not renew: what can this person do to get there?"),
    )
    field_order = ["renewed", "valid_until", "reasons", "advice"]

    def clean_renewed(self):
        return self.cleaned_data["renewed"] == "yes"


class AppealDecisionForm(CentreForm):
    submit_label = _("Decide")
    is_upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("the appeal is right: a new decision follows")), ("no", _("the decision stands"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The therapist reads this."),
    )

    def clean_is_upheld(self):
        return self.cleaned_data["is_upheld"] == "yes"
