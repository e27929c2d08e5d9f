"""Two machines: a municipal report, and one person's measurement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from centre.workflow import Workflow


class ReportState(TextChoices):
    REQUESTED = "requested", _("requested")
    BUILDING = "building", _("being made")
    READY = "ready", _("ready")
    PUBLISHED = "published", _("published")
    FAILED = "failed", _("failed")


class MeasurementState(TextChoices):
    DUE = "due", _("open")
    ANSWERED = "answered", _("answered")
    MISSED = "missed", _("missed")


P, M = ReportState, MeasurementState
REPORT = Workflow(
    ReportState,
    {
        P.REQUESTED: {P.BUILDING},
        P.BUILDING: {P.READY, P.FAILED, P.REQUESTED},
        P.READY: {P.PUBLISHED},
        P.FAILED: {P.REQUESTED},
    },
)
MEASUREMENT = Workflow(MeasurementState, {M.DUE: {M.ANSWERED, M.MISSED}})
