"""Three lines each: claim rows, call a service, count."""

from celery import shared_task

from centre import clock
from research import services
from research.models import MunicipalReport, ResearchExport
from research.services.exports import build_export as make_data_set
from research.services.exports import waiting_exports
from research.services.learning import freeze_learning as freeze
from research.services.reports import waiting_reports


@shared_task(name="research.open_measurements")
def open_measurements(*, now: str | None = None) -> str:
    """Lay down, move, close and ring for questionnaires. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return str(services.open_measurements())


@shared_task(name="research.build_report")
def build_report(*, report_id: int, now: str | None = None) -> str:
    """Build one report; returns the state it is left in."""
    with clock.at(clock.moment_from(now) if now else None):
        report = MunicipalReport.objects.select_related("municipality").get(pk=report_id)
        return services.build_report(report=report).state


@shared_task(name="research.build_waiting_reports")
def build_waiting_reports(*, now: str | None = None) -> int:
    """Build what lost its message or its builder; returns how many were taken up."""
    with clock.at(clock.moment_from(now) if now else None):
        return len([services.build_report(report=report) for report in waiting_reports()])


@shared_task(name="research.freeze_learning")
def freeze_learning(*, now: str | None = None) -> bool:
    """The figures of a new quarter; true when they were made. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return freeze() is not None


@shared_task(name="research.build_export")
def build_export(*, export_id: int, now: str | None = None) -> str:
    """Make one data set; returns the state it is left in."""
    with clock.at(clock.moment_from(now) if now else None):
        export = ResearchExport.objects.select_related("project__researcher", "decided_by").get(pk=export_id)
        return make_data_set(export=export).state


@shared_task(name="research.build_waiting_exports")
def build_waiting_exports(*, now: str | None = None) -> int:
    """Make what lost its message or its builder; returns how many were taken up."""
    with clock.at(clock.moment_from(now) if now else None):
        return len([make_data_set(export=export) for export in waiting_exports()])
