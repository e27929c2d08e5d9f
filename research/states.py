"""Three machines: a municipal report, one person's measurement, and a data set for research."""

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


class ExportState(TextChoices):
    REQUESTED = "requested", _("waits for a second person")
    APPROVED = "approved", _("approved")
    BUILDING = "building", _("being made")
    READY = "ready", _("ready")
    REFUSED = "refused", _("not approved")
    FAILED = "failed", _("failed")


P, M, X = ReportState, MeasurementState, ExportState
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
EXPORT = Workflow(
    ExportState,
    {
        X.REQUESTED: {X.APPROVED, X.REFUSED},
        X.APPROVED: {X.BUILDING},
        X.BUILDING: {X.READY, X.FAILED, X.APPROVED},
    },
)
