"""A season in the making: what parents can, the weights, runs of the composer, and what a person fixed beforehand."""

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models import Case, Parent, Region, User
from centre.references import new_reference
from groups.composing.instance import Weights
from groups.models.recipe import Recipe
from groups.states import RUN, RunState
from therapists.models import Therapist


def run_reference() -> str:
    return new_reference("VS", 10)


class ParentTimes(models.Model):
    """When and how far one parent can travel, as a coordinator heard it; without a row nobody asked yet.

    `cells`: {"1-15:30": 1 every week, 2 even weeks, 3 odd weeks}; `away`: [[first, last]] as ISO dates. Never shown to the
    other parent.
    """

    parent = models.OneToOneField(Parent, models.CASCADE, related_name="times")
    cells = models.JSONField(default=dict)
    away = models.JSONField(default=list, blank=True)
    #: Minutes of travel, one way.
    max_minutes = models.PositiveSmallIntegerField(default=45)
    languages = models.CharField(max_length=60, default="nl", help_text="Codes with commas, for example nl,en")
    asked_on = models.DateField(default=clock.today)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "times of parents"
        constraints = [models.CheckConstraint(condition=Q(max_minutes__range=(5, 240)), name="travel_in_minutes")]


class CompositionWeights(models.Model):
    """What a season is worth, in points; a new version leaves old runs judged by their own."""

    version = models.PositiveSmallIntegerField(unique=True)
    values = models.JSONField(default=dict, help_text="Names of groups.composing.instance.Weights with their points")
    source = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "composition weights"
        ordering = ["-version"]

    def __str__(self):
        return f"v{self.version}"

    def clean(self):
        """Only names that the composer knows, with whole points. Raises ValidationError."""
        known, values = asdict(Weights()), self.values if isinstance(self.values, dict) else {"?": 0}
        whole = [value for row in values.values() for value in (row if isinstance(row, list) else [row])]
        lists = [name for name, value in values.items() if isinstance(value, list) != (name == "urgency")]
        if set(values) - set(known) or lists or any(type(value) is not int or value < 0 for value in whole):
            raise ValidationError(
                {"values": _("Use these names with whole points: %(names)s") % {"names": ", ".join(known)}}
            )
        if (
            len(values.get("urgency", known["urgency"])) != len(known["urgency"])
            or values.get("therapist_minutes_div") == 0
        ):
            raise ValidationError({"values": _("Urgency has four levels, and travel is divided by at least one.")})


class CompositionRunQuerySet(models.QuerySet):
    def of_coordinator(self, user):
        return self.filter(region__in=user.regions_as(Audience.COORDINATOR))

    def for_list(self):
        """Without what is heavy: the facts are only for the composer."""
        return (
            self.select_related("region", "recipe")
            .defer("facts", "plan", "explanations")
            .order_by("-requested_at", "-pk")
        )


class CompositionRun(models.Model):
    """One proposal for a season of one region. `facts` hold numbers and references only: no name, no address."""

    reference = models.CharField(max_length=16, unique=True, default=run_reference, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="composition_runs")
    starts_on = models.DateField()
    #: How every group of this proposal is made: couples, sessions, leads per track, rooms.
    recipe = models.ForeignKey(Recipe, models.PROTECT, null=True, blank=True, related_name="composition_runs")
    weights_version = models.PositiveSmallIntegerField(default=0)
    seed = models.PositiveIntegerField(default=1)
    #: Seconds that the composer may take.
    seconds = models.PositiveSmallIntegerField(default=20)
    #: The proposal that this one keeps as much of as it can.
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replans")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.REQUESTED)
    state_since = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    #: The worker's last sign of life; a run that is silent too long is taken up by another.
    heartbeat_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    stage = models.CharField(max_length=40, blank=True)
    worth = models.IntegerField(null=True, blank=True)
    bound = models.IntegerField(null=True, blank=True)
    #: {key of a practice: about how many points one group of one extra whole team there would bring}
    team_worths = models.JSONField(default=dict, blank=True)
    #: Of a re-plan, as counts: who stays where they were, and how many at most could (groups/composing/staying.py).
    stays = models.JSONField(default=dict, blank=True)
    #: Why it failed, in a word of groups/explanations.py.
    failure = models.CharField(max_length=400, blank=True)
    facts = EncryptedJSONField(null=True, blank=True)
    plan = EncryptedJSONField(null=True, blank=True)
    explanations = EncryptedJSONField(null=True, blank=True)
    #: {place of the group in the plan: reference of the group that was made of it}
    made = models.JSONField(default=dict, blank=True)

    objects = CompositionRunQuerySet.as_manager()

    class Meta:
        constraints = [
            RUN.constraint("composition_state_is_known"),
            models.UniqueConstraint(
                fields=["region", "starts_on"],
                condition=Q(state__in=["requested", "running"]),
                name="one_composition_in_the_making_per_season",
            ),
            models.CheckConstraint(condition=~Q(base=F("id")), name="a_run_is_not_its_own_base"),
        ]
        indexes = [
            models.Index(fields=["region", "-requested_at"], name="composition_region"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=["requested", "running"]),
                name="composition_waiting",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def gap(self) -> float | None:
        """Percentage by which any proposal could be worth more at most; None while nothing is known."""
        if self.worth is None or self.bound is None or self.bound <= 0:
            return 0.0 if self.worth is not None and self.bound == 0 else None
        return 100 * max(self.bound - self.worth, 0) / self.bound


class CompositionPinQuerySet(models.QuerySet):
    def of(self, run: CompositionRun):
        """What has not been loosened and counts for this proposal."""
        rows = self.filter(region=run.region_id, starts_on=run.starts_on, ended_at=None)
        return rows.filter(Q(kind=CompositionPin.Kind.OVERRIDE) | Q(recipe=None) | Q(recipe=run.recipe_id))


class CompositionPin(models.Model):
    """What a person fixed: a couple in a series, a couple somewhere, a series that runs, a lead in a seat; or an override.

    `series` is "practice|first date|time|mode" as in a run's facts. Hard or a wish; with who, when and why.
    """

    class Kind(models.TextChoices):
        SEAT = "seat", _("couple in this group")
        SOMEWHERE = "somewhere", _("couple in some group")
        GROUP = "group", _("this group runs")
        LEAD = "lead", _("therapist leads this group")
        OVERRIDE = "override", _("rule set aside")

    class Rule(models.TextChoices):
        TRAVEL = "travel", _("travel time")
        MISSED = "missed", _("missed sessions")
        TIED = "tied", _("families who know each other")

    region = models.ForeignKey(Region, models.PROTECT, related_name="composition_pins")
    starts_on = models.DateField()
    #: For proposals with this recipe; a rule that is set aside counts for all of them.
    recipe = models.ForeignKey(Recipe, models.PROTECT, null=True, blank=True, related_name="composition_pins")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="composition_pins")
    therapist = models.ForeignKey(Therapist, models.CASCADE, null=True, blank=True, related_name="composition_pins")
    role = models.CharField(max_length=1, blank=True)
    series = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=10, choices=Rule.choices, blank=True)
    is_hard = models.BooleanField(default=True)
    reason = EncryptedTextField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CompositionPinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="override") | ~Q(rule=""), name="an_override_names_its_rule"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["region", "starts_on"], condition=Q(ended_at=None), name="pin_of_season")]


class PassedBy(models.Model):
    """A couple that a season left without a seat when a coordinator took the proposal over.

    `told` is what both parents read: the same neutral words, kept as they were said. Being passed by counts for priority
    only when everything of the couple was complete (`was_ready`).
    """

    run = models.ForeignKey(CompositionRun, models.CASCADE, related_name="passed_by")
    case = models.ForeignKey(Case, models.CASCADE, related_name="passed_by")
    told = EncryptedTextField()
    was_ready = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "passed by"
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="passed_by_once_per_run")]
        indexes = [models.Index(fields=["case", "-recorded_at"], name="passed_by_case")]
