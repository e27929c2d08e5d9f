"""Ask for a municipal report, build it once, freeze it, and let a second person publish it."""

import hashlib
import json
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centre import clock, pdf
from centre.models import Municipality, User
from research import charts, contents, figures
from research.models import MunicipalReport
from research.services.making import Making, step_done
from research.states import REPORT, ReportState
from research.suppression import CannotBeProtected

#: The same person asking for the same within this time means one report.
ONE_REQUEST = timedelta(seconds=30)
FOLDER = "reports"


class NotTheSecondPerson(Exception):
    """Who asked for a report does not publish it."""


class FiguresChanged(Exception):
    """The frozen figures no longer fit their digest, or a check does not hold: never published."""


@transaction.atomic
def request_report(*, municipality: Municipality, starts_on: date, ends_on: date, by: User) -> MunicipalReport:
    """Leave a row that asks for a report; asking again while one is being made, or at once again, gives that one.

    Raises ValidationError when the period does not have a length.
    """
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("The last day comes after the first day.")})
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    same = MunicipalReport.objects.filter(municipality=municipality, starts_on=starts_on, ends_on=ends_on)
    making = Q(state__in=[ReportState.REQUESTED, ReportState.BUILDING])
    # A small report is ready before the second click of a double click arrives.
    twice = Q(requested_by=by, requested_at__gt=clock.now() - ONE_REQUEST) & ~Q(state=ReportState.FAILED)
    return same.filter(making | twice).order_by("-requested_at").first() or MunicipalReport.objects.create(
        municipality=municipality, starts_on=starts_on, ends_on=ends_on, requested_by=by
    )


def build_report(*, report: MunicipalReport) -> MunicipalReport:
    """Collect, check, protect, freeze and print. A report that somebody else is building is left alone.

    A failed check ends in FAILED with the name of the check; an error puts the row back until the third attempt.
    """
    return MAKING.make(report, _build)


def waiting_reports() -> list[MunicipalReport]:
    """Rows whose message was lost or whose builder died."""
    return MAKING.waiting(oldest_first="requested_at")


@transaction.atomic
def publish_report(*, report: MunicipalReport, by: User) -> MunicipalReport:
    """Show the report to the municipality. The second person does it, and only with figures that still fit.

    Two published reports about overlapping periods are refused: their difference could give a small number away.
    Raises NotTheSecondPerson, FiguresChanged, ValidationError, IllegalMove.
    """
    report = MunicipalReport.objects.select_for_update().select_related("municipality").get(pk=report.pk)
    if report.requested_by_id == by.pk:
        raise NotTheSecondPerson
    if report.state == ReportState.READY and not _fits(report):
        raise FiguresChanged
    Municipality.objects.select_for_update().get(pk=report.municipality_id)
    overlapping = MunicipalReport.objects.filter(
        municipality=report.municipality_id,
        state=ReportState.PUBLISHED,
        starts_on__lte=report.ends_on,
        ends_on__gte=report.starts_on,
    )
    if overlapping.exclude(pk=report.pk).exists():
        raise ValidationError(
            _("A published report covers part of this period already: the difference could give small numbers away.")
        )
    REPORT.move(report, ReportState.PUBLISHED)
    report.published_by, report.published_at = by, clock.now()
    report.save(update_fields=["published_by", "published_at"])
    return report


@transaction.atomic
def retry_report(*, report: MunicipalReport) -> MunicipalReport:
    """Try a failed report again from the start. Raises IllegalMove."""
    REPORT.move(report, ReportState.REQUESTED)
    report.attempts, report.step, report.failure = 0, 0, ""
    report.save(update_fields=["attempts", "step", "failure"])
    return report


def report_file(report: MunicipalReport) -> bytes:
    """The PDF; printed again from the frozen figures when this machine does not have the file."""
    path = pdf.private_file(FOLDER, report.file)
    if not path.exists():
        _print(report)
    return path.read_bytes()


def digest(frozen: dict) -> str:
    """SHA-256 over the figures in one fixed writing."""
    return hashlib.sha256(json.dumps(frozen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _build(report: MunicipalReport) -> None:
    with transaction.atomic():
        made = figures.collect(report.municipality, report.starts_on, report.ends_on)
    step_done(report, 1)
    if made.failed:
        MAKING.fail(report, f"check:{made.failed[0]}")
        return
    frozen = figures.protected(made)
    step_done(report, 2)
    report.figures, report.figures_sha256 = frozen, digest(frozen)
    report.charts = charts.draw(frozen)
    report.file = f"{report.reference}.pdf"
    report.save(update_fields=["figures", "figures_sha256", "charts", "file"])
    step_done(report, 3)
    _print(report)
    step_done(report, 4)
    REPORT.move(report, ReportState.READY)


def _print(report: MunicipalReport) -> None:
    """Write beside the place and then rename: a reader never meets half a file."""
    said = charts.conclusions(report.figures)
    context = {
        "title": _("Report for the municipality of %(name)s") % {"name": report.figures["municipality"]["name"]},
        "report": report,
        "contents": contents.report(report.figures),
        "charts": {name: {"image": charts.as_address(svg), "text": said[name]} for name, svg in report.charts.items()},
        "reference": report.reference,
        "printed_on": report.requested_at,
    }
    path = pdf.private_file(FOLDER, report.file)
    half = path.with_suffix(".half")
    half.write_bytes(pdf.render_pdf("pdf/municipal_report.html", context))
    half.replace(path)


def _fits(report: MunicipalReport) -> bool:
    return digest(report.figures) == report.figures_sha256 and all(report.figures["checks"].values())


MAKING = Making(
    model=MunicipalReport,
    machine=REPORT,
    wants=ReportState.REQUESTED,
    building=ReportState.BUILDING,
    failed=ReportState.FAILED,
    silent_too_long=timedelta(minutes=2),
    faults={CannotBeProtected: "cannot_be_protected"},
)
