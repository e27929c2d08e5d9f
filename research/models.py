"""Questionnaires with versions, who was asked what and when, answers, scores, and municipal reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField
from centre.models import Case, Child, Dossier, Municipality, Parent, User
from centre.references import new_reference
from research.states import MEASUREMENT, REPORT, MeasurementState, ReportState


def measurement_reference() -> str:
    return new_reference("VL", 10)


def report_reference() -> str:
    return new_reference("GRP")


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

    key = models.SlugField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    licence = models.CharField(max_length=10, choices=Licence.choices, default=Licence.UNKNOWN)
    source = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.title


class InstrumentVersion(models.Model):
    """Immutable once published. `definition`: {pages: [{items: [{key, text, kind, options: [{value, label}]}]}]}."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    #: {scales: [{key, title, items, operation, min_valid, reverse, low_is_good}]}
    scoring = models.JSONField(default=dict)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "version"], name="one_version_number_per_instrument")
        ]


class Measurement(models.Model):
    """One person is asked one questionnaire about one person at one moment; lives in the informant's dossier."""

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
        ]
        indexes = [models.Index(fields=["state", "closes_on"], name="measurement_state_closes")]


class Response(models.Model):
    """The answers to one measurement: {item: value}; -99 is 'not answered'."""

    measurement = models.OneToOneField(Measurement, models.PROTECT, related_name="response")
    answers = EncryptedJSONField(default=dict)
    answered_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(default=clock.now)
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


class MunicipalReport(models.Model):
    """Figures of one municipality over one period, frozen when they were built; aggregates only (law.md R68)."""

    reference = models.CharField(max_length=16, unique=True, default=report_reference, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reports")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.REQUESTED)
    state_since = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="reports_requested")
    requested_at = models.DateTimeField(default=clock.now)
    #: Steps done and steps in all, for the progress bar.
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=4)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: The protected figures, frozen: PDF, page and CSV are all made from these.
    figures = models.JSONField(null=True, blank=True)
    figures_sha256 = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            REPORT.constraint("report_state_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="report_period_has_a_length"),
        ]
        indexes = [models.Index(fields=["municipality", "-requested_at"], name="report_municipality")]
