"""Municipal reports: coordinators ask, watch and publish; readers of a municipality see what was published."""

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from centre import access
from centre.audiences import Audience
from centre.downloads import hands_out_a_file
from centre.models import AccessLog
from centre.workflow import IllegalMove
from research import charts, contents, links, services, tasks
from research.forms import ReportRequestForm
from research.selectors import reports as selectors
from research.services.reports import FiguresChanged, NotTheSecondPerson, report_file, retry_report
from research.states import ReportState

logger = logging.getLogger(__name__)
PAGE_SIZE = 25
IN_THE_MAKING = (ReportState.REQUESTED, ReportState.BUILDING)
WITH_FIGURES = (ReportState.READY, ReportState.PUBLISHED)


@require_http_methods(["GET", "POST"])
def municipal_reports(request):
    """Ask for a report about a municipality of the own region; the list of earlier ones."""
    municipalities = selectors.own_municipalities(request.user)
    form = ReportRequestForm(request.POST if request.method == "POST" else None, municipalities=municipalities)
    if form.is_valid():
        report = services.request_report(by=request.user, **form.cleaned_data)
        _ask_a_worker(report)
        access.log_list(request, label="municipal report", purpose="request", action=AccessLog.Action.CREATE)
        return redirect("research:municipal-report", reference=report.reference)
    page = Paginator(selectors.reports_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="municipal reports")
    return render(request, "research/municipal_reports.html", {"form": form, "page": page, "tones": selectors.TONES})


@require_safe
def municipal_report(request, reference):
    """One report: its progress, its figures, or why it failed."""
    report = _open(request, reference)
    if report.state in IN_THE_MAKING:
        return _progress(request, report)
    may_publish = report.state == ReportState.READY and report.requested_by_id != request.user.pk
    return _figures(request, report, may_publish=may_publish)


@require_POST
def publish(request, reference):
    """The second person shows the report to the municipality."""
    report = _open(request, reference, purpose="publish", action=AccessLog.Action.CHANGE)
    try:
        services.publish_report(report=report, by=request.user)
    except NotTheSecondPerson:
        messages.error(request, _("A second person publishes a report, not the one who asked for it."))
    except FiguresChanged:
        messages.error(request, _("The figures no longer fit their seal. This report cannot be published."))
    except IllegalMove:
        messages.error(request, _("This report cannot be published."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The report has been published. The municipality can read it."))
    return redirect("research:municipal-report", reference=reference)


@require_POST
def retry(request, reference):
    """Try a failed report again."""
    report = _open(request, reference, purpose="retry", action=AccessLog.Action.CHANGE)
    try:
        _ask_a_worker(retry_report(report=report))
    except IllegalMove:
        messages.error(request, _("Only a report that failed can be tried again."))
    return redirect("research:municipal-report", reference=reference)


@require_safe
def published_reports(request):
    """What was published about the reader's own municipality."""
    page = Paginator(selectors.published_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="published reports")
    return render(request, "research/published_reports.html", {"page": page})


@require_safe
def published_report(request, reference):
    """One published report of the own municipality."""
    return _figures(request, _open(request, reference))


@hands_out_a_file
@require_safe
def download(request, reference, kind, token):
    """The report as a file, through the same door as the page; the link ends after a week."""
    report = _open(request, reference, purpose=f"download {kind}", action=AccessLog.Action.EXPORT)
    try:
        links.check(token, reference, kind)
    except links.LinkExpired:
        return render(request, "410.html", status=410)
    except links.LinkUnknown:
        raise Http404 from None
    if report.state not in WITH_FIGURES:
        raise Http404
    is_pdf = kind == "pdf"
    body = report_file(report) if is_pdf else "\ufeff" + contents.as_csv(report.figures)
    response = HttpResponse(body, content_type="application/pdf" if is_pdf else "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.{kind}"'
    return response


def _open(request, reference, *, purpose="report", action=""):
    mine = selectors.published_for if request.audience == Audience.MUNICIPALITY else selectors.reports_of
    rows = mine(request.user).defer(None).select_related("municipality")
    return access.open_row(request, rows, label="municipal report", purpose=purpose, action=action, reference=reference)


def _progress(request, report):
    """The page, or for htmx only the part that changes; it asks again every two seconds."""
    template = "research/_progress.html" if request.htmx else "research/progress.html"
    return render(request, template, {"report": report, "tone": selectors.TONES[report.state]})


def _figures(request, report, *, may_publish=False):
    if request.htmx:
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"
        return response
    context = {"report": report, "tone": selectors.TONES[report.state], "may_publish": may_publish}
    context["download_name"] = f"research:{'published' if request.audience == Audience.MUNICIPALITY else 'report'}-file"
    if report.state in WITH_FIGURES:
        said = charts.conclusions(report.figures)
        context["contents"] = contents.report(report.figures)
        context["charts"] = {
            name: {"image": charts.as_address(svg), "text": said[name]} for name, svg in report.charts.items()
        }
        context["tokens"] = {kind: links.sign(report.reference, kind) for kind in ("pdf", "csv")}
    return render(request, "research/municipal_report.html", context)


def _ask_a_worker(report) -> None:
    """A broken broker never fails the request: beat finds the row within a minute."""
    try:
        tasks.build_report.delay_on_commit(report_id=report.pk)
    except (OperationalError, OSError):
        logger.warning("the broker did not take report %s", report.reference)
