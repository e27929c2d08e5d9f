"""Questionnaires with versions, who was asked what and when, answers and scores."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedJSONField
from centre.models import Case, Child, Dossier, Parent, ParentalAuthority, User
from centre.references import new_reference
from research.states import MEASUREMENT, MeasurementState


def measurement_reference() -> str:
    return new_reference("VL", 10)


class Wave(models.TextChoices):
    """Moments of measuring; tied to the group's dates (measurement.md 6)."""

    T0 = "t0", _("while waiting")
    T1 = "t1", _("before the start")
    T2 = "t2", _("after the last session")
    T3 = "t3", _("six months later")


class Instrument(models.Model):
    """A questionnaire. Item texts of others are never shipped: without a licence only totals can be entered."""

    class Licence(models.TextChoices):
        OWN = "own", _("own items (CC0)")
        FREE = "free", _("free to use")
        PAID = "paid", _("pay per use")
        UNKNOWN = "unknown", _("to be determined")

    class Asks(models.TextChoices):
        """Who answers about whom; informants are never averaged (measurement.md 4)."""

        PARENT_SELF = "parent_self", _("each parent about himself or herself")
        PARENT_CHILD = "parent_child", _("each parent about each child")
        CHILD_SELF = "child_self", _("each child about himself or herself")

    key = models.SlugField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    licence = models.CharField(max_length=10, choices=Licence.choices, default=Licence.UNKNOWN)
    source = models.CharField(max_length=200, blank=True)
    asks = models.CharField(max_length=14, choices=Asks.choices, default=Asks.PARENT_SELF)
    #: Ages of the child (whole years, inclusive) on the day the wave opens.
    youngest = models.PositiveSmallIntegerField(default=0)
    oldest = models.PositiveSmallIntegerField(default=17)
    #: Which waves ask it, and an honest estimate of the time it takes.
    waves = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=5)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.title


class InstrumentVersion(models.Model):
    """Immutable once published. `definition` and `scoring`: see research/definitions.py and research/scoring.py."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    scoring = models.JSONField(default=dict)
    #: Of definition and scoring together; a published version that no longer fits it was tampered with.
    sha256 = models.CharField(max_length=64, blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["instrument", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "version"], name="one_version_number_per_instrument")
        ]

    def __str__(self):
        return f"{self.instrument} v{self.version}"

    def save(self, *args, **kwargs):
        """The last wall behind the services: what was published is never written again."""
        if self.pk and InstrumentVersion.objects.filter(pk=self.pk, published_on__isnull=False).exists():
            raise TypeError("A published version never changes; make the next one.")
        super().save(*args, **kwargs)


class ChangeParameters(models.Model):
    """Figures for the reliable change of one scale, with their source: data, never code (measurement.md 7.2)."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="change_parameters")
    scale = models.CharField(max_length=40)
    #: +1 when a higher score is better, -1 when lower is.
    direction = models.SmallIntegerField(choices=[(1, _("higher is better")), (-1, _("lower is better"))])
    mean = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    sd = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    reliability = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    functional_mean = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    functional_sd = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    source = models.CharField(max_length=200)
    entered_on = models.DateField(default=clock.today)

    class Meta:
        verbose_name_plural = "change parameters"
        constraints = [
            models.UniqueConstraint(fields=["instrument", "scale"], name="one_set_of_parameters_per_scale"),
            models.CheckConstraint(condition=Q(direction__in=[1, -1]), name="direction_is_up_or_down"),
        ]


class MeasurementQuerySet(models.QuerySet):
    def own(self, user, audience):
        """What this person is asked, in the street of parents or of children; never another informant's."""
        if audience == Audience.CHILD:
            return self.filter(informant_child__user=user)
        # A list about a child whose name this parent does not read (centre/children.py) would tell that name.
        pair = {"parent": OuterRef("informant_parent"), "child": OuterRef("about_child")}
        unnamed = ParentalAuthority.objects.unnamed().filter(**pair)
        return self.filter(~Exists(unnamed), informant_parent__user=user)

    def begun(self):
        return self.filter(opens_on__lte=clock.today())

    def open(self):
        """Asked now: begun, not closed, not answered."""
        today = clock.today()
        return self.filter(state=MeasurementState.DUE, opens_on__lte=today, closes_on__gte=today)

    def for_list(self):
        return self.select_related("version__instrument", "about_child").order_by("closes_on", "pk")


class Measurement(models.Model):
    """One person is asked one questionnaire about one person at one moment; lives in the informant's dossier.

    The three waves are laid down when a couple gets its seat; as long as a row is due its window follows the group.
    """

    reference = models.CharField(max_length=16, unique=True, default=measurement_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="measurements")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="measurements")
    informant_parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="measurements")
    informant_child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="measurements")
    about_child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="measured_about")
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="measurements")
    wave = models.CharField(max_length=2, choices=Wave.choices)
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=MeasurementState.choices, default=MeasurementState.DUE)
    state_since = models.DateTimeField(default=clock.now)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        constraints = [
            MEASUREMENT.constraint("measurement_state_is_known"),
            models.UniqueConstraint(
                fields=["case", "wave", "version", "informant_parent", "about_child"],
                condition=Q(informant_parent__isnull=False, about_child__isnull=False),
                name="a_parent_is_asked_once_about_a_child",
            ),
            models.UniqueConstraint(
                fields=["case", "wave", "version", "informant_parent"],
                condition=Q(informant_parent__isnull=False, about_child=None),
                name="a_parent_is_asked_once_about_self",
            ),
            models.UniqueConstraint(
                fields=["case", "wave", "version", "informant_child"],
                condition=Q(informant_child__isnull=False),
                name="a_child_is_asked_once_per_wave",
            ),
            models.CheckConstraint(
                condition=Q(informant_parent__isnull=False, informant_child=None)
                | Q(informant_parent=None, informant_child__isnull=False),
                name="a_measurement_has_one_informant",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="measurement_closes_after_it_opens"
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_on"], name="measurement_state_closes")]


class Response(models.Model):
    """The answers to one measurement: {item: value}; missing answers carry the codes of research/scoring.py."""

    measurement = models.OneToOneField(Measurement, models.PROTECT, related_name="response")
    answers = EncryptedJSONField(default=dict)
    answered_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    #: Rises at each save: a stale page is refused and nothing is overwritten silently.
    revision = models.PositiveIntegerField(default=0)


class Score(models.Model):
    """A scale score with what it rests on; no score is a reason, never a zero."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="scores")
    scale = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    valid_count = models.PositiveSmallIntegerField()
    item_count = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "scale"], name="one_score_per_scale")]


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of a coordinator's own regions, and only of cases that this coordinator may open at all."""
        regions = user.regions_as(Audience.COORDINATOR)
        cases = Case.objects.visible_to(user)
        return self.filter(measurement__case__region__in=regions, measurement__case__in=cases)


class FollowUp(models.Model):
    """Somebody was not satisfied and asked to be called: a task for the coordinator, until somebody called."""

    reference = models.CharField(max_length=16, unique=True, default=measurement_reference, editable=False)
    measurement = models.OneToOneField(Measurement, models.PROTECT, related_name="follow_up")
    asked_at = models.DateTimeField(default=clock.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="follow_ups_handled")

    objects = FollowUpQuerySet.as_manager()
