"""Forms of the seasons: ask for a proposal, move a couple, and note when a parent can."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.forms import CentreForm
from centre.models import Region
from groups.models import CompositionRun, ParentTimes, Recipe
from groups.season_facts import TIMES, WEEKDAYS
from therapists.models import Therapist

DAYS = {1: _("Tuesday"), 2: _("Wednesday"), 3: _("Thursday")}
FIRMNESS = [("hard", _("It must be so")), ("wish", _("It is a wish"))]
ROLE_WORDS = {"P": _("parents"), "K": _("children")}
PATTERNS = [(0, _("Not")), (1, _("Every week")), (2, _("Even weeks")), (3, _("Odd weeks"))]


class SeasonForm(CentreForm):
    """From when, with which recipe, and how long the composer may think."""

    submit_label = _("Ask for a proposal")
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), empty_label=None)
    recipe = forms.ModelChoiceField(
        label=_("Recipe"), queryset=Recipe.objects.none(), empty_label=None,
        help_text=_("How every group of this proposal is made. Do you want groups of two kinds? Ask for the second proposal when the first one was taken over."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Start on or after"))
    seconds = forms.TypedChoiceField(
        label=_("Time to think"), coerce=int, initial=20,
        choices=[(10, _("10 seconds")), (20, _("20 seconds")), (60, _("1 minute")), (120, _("2 minutes"))],
    )  # fmt: skip
    seed = forms.IntegerField(
        label=_("Seed"), min_value=1, max_value=99_999, initial=1, required=False,
        help_text=_("The same facts and the same number give the same proposal."),
    )  # fmt: skip

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=regions)
        self.fields["recipe"].queryset = Recipe.objects.of_seasons()
        for field in (self.fields["region"], self.fields["recipe"]):
            # Asked once: a select looks at its choices twice.
            field.choices = [(row.pk, str(row)) for row in field.queryset]

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not clock.today() < day < date(clock.today().year + 3, 1, 1):
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    def clean_seed(self):
        return self.cleaned_data["seed"] or 1


class MoveCoupleForm(CentreForm):
    """Where a couple goes; a reason when a rule is set aside or a couple is fixed."""

    submit_label = _("Move the couple")
    to = forms.ChoiceField(label=_("Group"), required=False)
    reason = forms.CharField(
        label=_("Reason, when you set a rule aside"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("No seat"))] + [(str(group.place), group.label) for group in groups]

    @property
    def goal(self) -> str:
        """The chosen group in words; empty for no seat."""
        return dict(self.fields["to"].choices)[self.cleaned_data["to"]] if self.cleaned_data["to"] else ""


class PinForm(CentreForm):
    """How firmly and why something is fixed."""

    submit_label = _("Fix this couple")
    firmness = forms.ChoiceField(
        label=_("How firmly"), choices=FIRMNESS, initial="hard", widget=forms.RadioSelect,
        help_text=_("A wish is kept as long as it goes together with what must be."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)

    @property
    def facts(self) -> dict:
        """What the services take."""
        data = dict(self.cleaned_data)
        return {"is_hard": data.pop("firmness") == "hard", **data}


class LeadPinForm(PinForm):
    """Who leads this group, and with whom: the parents or the children."""

    submit_label = _("Fix this lead")
    lead = forms.ChoiceField(label=_("Who leads this group"))

    field_order = ["lead", "firmness", "reason"]

    def __init__(self, *args, able: list[tuple[Therapist, str]], **kwargs):
        super().__init__(*args, prefix="lead", **kwargs)
        self.able = {f"{role}-{one.pk}": (one, role) for one, role in able}
        self.fields["lead"].choices = [(key, f"{one} ({ROLE_WORDS[role]})") for key, (one, role) in self.able.items()]

    @property
    def facts(self) -> dict:
        therapist, role = self.able[self.cleaned_data["lead"]]
        known = {name: value for name, value in super().facts.items() if name != "lead"}
        return {**known, "therapist": therapist, "role": role}


class RunField(forms.ModelChoiceField):
    """Proposals by when they were asked for and what they are worth."""

    def label_from_instance(self, run):
        facts = {"asked": date_format(timezone.localtime(run.requested_at), "j F Y, H:i"), "recipe": run.recipe or "–"}
        return _("%(asked)s, %(recipe)s, %(worth)s points") % {
            **facts,
            "worth": "–" if run.worth is None else run.worth,
        }


class CompareForm(CentreForm):
    """With which other proposal."""

    other = RunField(label=_("Compare with"), queryset=CompositionRun.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args, runs, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.fields["other"].queryset = runs
        self.fields["other"].to_field_name = "reference"


class TimesForm(CentreForm):
    """When one parent can come, as a coordinator heard it."""

    submit_label = _("Save the times")
    max_minutes = forms.IntegerField(label=_("Minutes of travel at most"), min_value=5, max_value=240, initial=45)
    languages = forms.RegexField(
        label=_("Languages"), regex=r"^[a-z]{2}(,[a-z]{2})*$", initial="nl", max_length=60,
        help_text=_("Codes with commas, for example nl,en"),
        error_messages={"invalid": _("Write codes of two letters with commas, for example nl,en.")},
    )  # fmt: skip
    away_from = forms.DateField(label=_("Away from"), required=False)
    away_until = forms.DateField(label=_("Away until and including"), required=False)

    def __init__(self, *args, known: ParentTimes | None = None, **kwargs):
        cells = known.cells if known else None
        initial = {"max_minutes": known.max_minutes, "languages": known.languages} if known else {}
        if known and known.away:
            initial |= {"away_from": known.away[0][0], "away_until": known.away[0][1]}
        super().__init__(*args, initial=initial, **kwargs)
        for weekday in WEEKDAYS:
            for at in TIMES:
                self.fields[f"cell-{weekday}-{at}"] = forms.TypedChoiceField(
                    label=f"{DAYS[weekday]} {at}", choices=PATTERNS, coerce=int,
                    initial=1 if cells is None else cells.get(f"{weekday}-{at}", 0),
                )  # fmt: skip

    def clean(self):
        data = super().clean()
        first, last = data.get("away_from"), data.get("away_until")
        if bool(first) != bool(last):
            raise ValidationError({"away_until": _("Fill in both days, or neither.")})
        if first and last < first:
            raise ValidationError({"away_until": _("The last day comes after the first day.")})
        return data

    @property
    def facts(self) -> dict:
        """What note_times takes."""
        data = self.cleaned_data
        chosen = {name.removeprefix("cell-"): value for name, value in data.items() if name.startswith("cell-")}
        away = [[data["away_from"].isoformat(), data["away_until"].isoformat()]] if data["away_from"] else []
        return {
            "cells": {cell: value for cell, value in chosen.items() if value}, "away": away,
            "max_minutes": data["max_minutes"], "languages": data["languages"],
        }  # fmt: skip
