"""Reports to municipalities: aggregates only, frozen when they were built (law.md R68)."""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.audiences import Audience
from centre.models import Municipality, User
from centre.references import new_reference
from research.models.making import MadeInBackground
from research.states import REPORT, ReportState


def report_reference() -> str:
    return new_reference("GRP")


class MunicipalReportQuerySet(models.QuerySet):
    def of_coordinator(self, user):
        """Reports about municipalities in the coordinator's own regions."""
        return self.filter(municipality__region__in=user.regions_as(Audience.COORDINATOR))

    def published_for(self, user):
        """What a municipality's reader may see: published reports about the own municipality."""
        return self.filter(municipality__in=user.municipalities_as(Audience.MUNICIPALITY), state=ReportState.PUBLISHED)

    def for_list(self):
        return self.select_related("municipality").defer("figures", "charts").order_by("-requested_at", "-pk")


class MunicipalReport(MadeInBackground):
    """Figures of one municipality over one period. Both dates belong to the period."""

    reference = models.CharField(max_length=16, unique=True, default=report_reference, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reports")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.REQUESTED)
    state_since = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="reports_requested")
    requested_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="reports_published")
    published_at = models.DateTimeField(null=True, blank=True)
    steps = models.PositiveSmallIntegerField(default=4)
    #: The protected figures, frozen: PDF, page and CSV are all made from these. See research/figures.py.
    figures = models.JSONField(null=True, blank=True)
    figures_sha256 = models.CharField(max_length=64, blank=True)
    #: {table: SVG text}, drawn from the frozen figures.
    charts = models.JSONField(default=dict, blank=True)
    file = models.CharField(max_length=120, blank=True)
    #: Why it failed: a word of research/reporting.py, never a number.
    failure = models.CharField(max_length=200, blank=True)

    objects = MunicipalReportQuerySet.as_manager()

    class Meta:
        constraints = [
            REPORT.constraint("report_state_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="report_period_has_a_length"),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("requested_by")), name="a_second_person_publishes"
            ),
            models.UniqueConstraint(
                fields=["municipality", "starts_on", "ends_on"],
                condition=Q(state__in=["requested", "building"]),
                name="one_report_in_the_making_per_period",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-requested_at"], name="report_municipality"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=["requested", "building"]),
                name="report_waiting",
            ),
        ]

    def __str__(self):
        return self.reference
