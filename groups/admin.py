"""Recipes: data without people, so that an administrator shapes new groups without a programmer."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from centre.worded import Worded
from groups.models import CompositionWeights, Recipe, SessionContent

#: Most of one thing that a recipe may ask for; above it somebody mistyped.
MOST_COUPLES, MOST_SESSIONS, MOST_MINUTES, MOST_LEADS = 12, 26, 480, 6


class Lines(forms.CharField):
    """One text per line, kept as a list."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class Hours(forms.CharField):
    """Whole hours with commas, kept as a list of numbers, the longest first. Raises ValidationError for anything else."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        parts = [part.strip() for part in (super().to_python(value) or "").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 1 <= int(part[:5]) <= 720 for part in parts):
            raise ValidationError(_("Write whole hours between 1 and 720, with commas: 48, 24."))
        return sorted({int(part) for part in parts}, reverse=True)


class RecipeForm(forms.ModelForm):
    couples = forms.IntegerField(label=_("Couples"), min_value=1, max_value=MOST_COUPLES, initial=6)
    minimum_couples = forms.IntegerField(
        label=_("Fewest couples to start"), min_value=1, max_value=MOST_COUPLES, initial=4
    )
    sessions = forms.IntegerField(label=_("Number of sessions"), min_value=1, max_value=MOST_SESSIONS, initial=8)
    minutes = forms.IntegerField(label=_("Minutes per session"), min_value=15, max_value=MOST_MINUTES, initial=120)
    rhythm_days = forms.IntegerField(label=_("Days from session to session"), min_value=1, max_value=56, initial=14)
    leads_per_track = forms.IntegerField(label=_("Therapists per room"), min_value=1, max_value=MOST_LEADS, initial=2)
    session_titles = Lines(label=_("Titles of the sessions, one per line"), required=False)
    reminder_hours = Hours(
        label=_("Hours before a session at which parents are reminded"), required=False, initial="48, 24"
    )
    child_reminder_hours = Hours(
        label=_("Hours before a session at which children with an account are reminded"), required=False, initial="24"
    )
    lead_reminder_hours = Hours(label=_("Hours before a session at which the leads are reminded"), required=False)
    intakes = forms.IntegerField(label=_("Intakes before a place"), min_value=0, max_value=6, initial=2)
    presentation_session = forms.IntegerField(
        label=_("Session in which the children show what they made"),
        min_value=1,
        max_value=MOST_SESSIONS,
        required=False,
    )
    offer_days = forms.IntegerField(label=_("Days to answer an offer"), min_value=1, max_value=60, initial=7)

    class Meta:
        model = Recipe
        fields = [
            "name", "version", "variant", "couples", "minimum_couples", "sessions", "minutes", "rhythm_days",
            "leads_per_track", "intakes", "has_network_meeting", "presentation_session", "has_evaluation",
            "follow_up_who_stopped", "offer_days",
            "session_titles", "reminder_hours", "child_reminder_hours", "lead_reminder_hours", "reminder_channel",
            "what_to_bring", "source", "is_active",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "version": _("Version"),
            "variant": _("Variant"),
            "has_network_meeting": _("With a meeting for the networks before the start"),
            "has_evaluation": _("With an evaluation after the end"),
            "follow_up_who_stopped": _("Who stopped early is also asked for the talk after six months"),
            "reminder_channel": _("How families are reminded"),
            "what_to_bring": _("What parents read with every appointment"),
            "source": _("Where this recipe comes from"),
            "is_active": _("Can be chosen for a new group"),
        }

    def clean(self):
        fewest, most = self.cleaned_data.get("minimum_couples"), self.cleaned_data.get("couples")
        if fewest and most and fewest > most:
            self.add_error("minimum_couples", _("This cannot be more than the number of couples."))
        shown, sessions = self.cleaned_data.get("presentation_session"), self.cleaned_data.get("sessions")
        if shown and sessions and shown > sessions:
            self.add_error("presentation_session", _("The recipe has no session with this number."))
        if self.cleaned_data.get("variant") == Recipe.Variant.FAMILY and most and most > 1:
            self.add_error("couples", _("The variant for an individual family has one couple."))
        return self.cleaned_data


class ContentInline(Worded, admin.TabularInline):
    """Aim and material per session; content of the licence holder, or our own."""

    names = (_("content of a session"), _("contents of sessions"))
    labels = {
        "number": _("Number of the session"),
        "aim": _("Aim"),
        "parents_do": _("What parents do"),
        "children_do": _("What children do"),
        "material": _("Material"),
    }
    model = SessionContent
    extra = 0


@admin.register(Recipe)
class RecipeAdmin(Worded, admin.ModelAdmin):
    """A group copied its recipe when it was planned: a change counts for groups that are planned from now on."""

    names = (_("recipe of a group"), _("recipes of groups"))
    labels = RecipeForm.Meta.labels | {"couples": _("Couples"), "sessions": _("Number of sessions")}
    form = RecipeForm
    inlines = [ContentInline]
    list_display = ["name", "version", "variant", "couples", "sessions", "is_active"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(CompositionWeights)
class CompositionWeightsAdmin(Worded, admin.ModelAdmin):
    """The weights of a season: a new version for new proposals; old ones stay judged by their own."""

    names = (_("weights of a season"), _("weights of seasons"))
    labels = {
        "version": _("Version"),
        "values": _("Points per wish"),
        "source": _("Source"),
        "is_active": _("In force"),
    }
    list_display = ["version", "source", "is_active"]

    def get_form(self, request, obj=None, **kwargs):
        helps = {"values": _("Each wish by its name in the code, with its points.")}
        return super().get_form(request, obj, help_texts=helps, **kwargs)
