"""Forms of coordinators and therapists: talks, reports and the second look."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import User
from intake.models import Talk
from intake.services import Report
from intake.states import RegistrationState

INLINE = {"class": "choices--inline"}
LONG = 8000


class LeadChoice(forms.ModelChoiceField):
    """A therapist by reference; never by primary key."""

    def __init__(self, **kwargs):
        super().__init__(queryset=User.objects.none(), to_field_name="reference", **kwargs)


class TalkForm(CentreForm):
    submit_label = _("Plan and invite")
    kind = forms.ChoiceField(label=_("Which talk"), choices=Talk.Kind.choices)
    form = forms.ChoiceField(
        label=_("Together or apart"), choices=Talk.Form.choices, widget=forms.RadioSelect(attrs=INLINE),
        help_text=_("Apart: each parent has an own time. The order is drawn by lot."),
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("Start"))
    minutes = forms.IntegerField(
        label=_("Minutes (for each parent when apart)"), min_value=15, max_value=240, initial=60
    )
    place = forms.CharField(label=_("Place"), max_length=200)
    led_by = LeadChoice(label=_("Led by"))
    with_referrer = forms.BooleanField(label=_("Invite the referrer too"), required=False)
    children = forms.MultipleChoiceField(
        label=_("Children who come too (second intake)"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only after everybody who decides has agreed to the treatment of the child."),
    )  # fmt: skip

    def __init__(self, *args, leads, referrer, children=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {child.reference: child for child in children}
        self.fields["children"].choices = [(reference, str(child)) for reference, child in self.known.items()]
        self.fields["led_by"].queryset = leads
        if referrer is None:
            del self.fields["with_referrer"]
        else:
            self.fields["with_referrer"].help_text = referrer.name

    def clean_children(self):
        return [self.known[reference] for reference in self.cleaned_data["children"]]


class MoveTalkForm(CentreForm):
    submit_label = _("Move and tell everybody")
    form = forms.ChoiceField(
        label=_("Together or apart"), choices=Talk.Form.choices, widget=forms.RadioSelect(attrs=INLINE),
        help_text=_("Apart: each parent has an own time. The order is drawn by lot."),
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("New start"))
    place = forms.CharField(label=_("Place"), max_length=200)


class MoveForm(CentreForm):
    """One step of the registration with its reason."""

    submit_label = _("Do this")
    to = forms.ChoiceField(label=_("Step"), choices=RegistrationState.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PriorityForm(CentreForm):
    has_priority = forms.BooleanField(label=_("This family goes first"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class SafetyFlagForm(CentreForm):
    """Put the flag up or take it down; the reason stays in the safety dossier."""

    up = forms.ChoiceField(
        label=_("Safety flag"), choices=[("up", _("Put the flag up")), ("down", _("Take the flag down"))],
        widget=forms.RadioSelect(attrs=INLINE),
    )  # fmt: skip
    text = forms.CharField(label=_("What it rests on"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))


class ReturnForm(CentreForm):
    submit_label = _("Send back")
    remark = forms.CharField(
        label=_("What should be looked at again?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReportForm(CentreForm):
    """Who came, and typed reports per person: each text goes into that person's own dossier (law.md R21)."""

    submit_label = _("Save the reports")
    #: Prefix of a field → (kind of note, words).
    PIECES = {
        "seen": ("observation", _("What you saw")),
        "said": ("statement", _("What this person said")),
        "judged": ("judgement", _("What you conclude")),
    }

    def __init__(self, *args, guests, dossiers, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.guests, self.dossiers = guests, dossiers
        for guest in guests:
            words = {"name": guest.parent or guest.child or guest.user}
            # Nothing is chosen beforehand: who was there is an answer that somebody gives.
            self.fields[f"came_{guest.reference}"] = forms.ChoiceField(
                label=_("Did %(name)s come?") % words,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
            )
        for dossier in dossiers:
            for name, (_kind, words) in self.PIECES.items():
                self.fields[f"{name}_{dossier.reference}"] = forms.CharField(
                    label=words, required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
                )
            self.fields[f"basis_{dossier.reference}"] = forms.CharField(
                label=_("What the conclusion rests on"), required=False, max_length=500
            )

    def clean(self):
        told = super().clean()
        for dossier in self.dossiers:
            basis = f"basis_{dossier.reference}"
            if told.get(f"judged_{dossier.reference}", "").strip() and not told.get(basis, "").strip():
                self.add_error(basis, _("Write what the conclusion rests on."))
        return told

    @property
    def attended(self) -> dict[str, bool]:
        return {guest.reference: self.cleaned_data[f"came_{guest.reference}"] == "yes" for guest in self.guests}

    @property
    def reports(self) -> dict:
        return {dossier: self._pieces(dossier) for dossier in self.dossiers}

    def _pieces(self, dossier) -> list[Report]:
        told = self.cleaned_data
        sources = {"said": str(dossier.person), "judged": told[f"basis_{dossier.reference}"], "seen": ""}
        return [
            Report(told[f"{name}_{dossier.reference}"], kind, sources[name]) for name, (kind, _w) in self.PIECES.items()
        ]

    @property
    def came_fields(self):
        return [self[f"came_{guest.reference}"] for guest in self.guests]

    @property
    def report_groups(self):
        """[(dossier, its fields)] for a fieldset per person."""
        names = [*self.PIECES, "basis"]
        return [(file, [self[f"{name}_{file.reference}"] for name in names]) for file in self.dossiers]
