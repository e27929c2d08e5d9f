"""The privacy officer's desk: the log, emergencies, the weekly sample, the rights."""

import csv

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, nen7513, rights, supervision
from centre.access_forms import ExportForm, LogFilterForm, VerdictForm
from centre.models import AccessLog
from centre.reauthentication import recent_sign_in
from centre.services.odd_reads import judge_odd_read
from centre.views.desks import PAGE_SIZE


@require_safe
def access_log(request):
    """Who looked at what, through a filter; reading this is logged as well, with what was asked."""
    filters = LogFilterForm(request.GET)
    access.log_list(request, label="access log", purpose=_asked(filters), action=AccessLog.Action.SEARCH)
    # First the log, then the list: otherwise this very look would push the last row off the page.
    access.write_looks(request)
    rows = AccessLog.objects.none()
    if filters.is_valid():
        rows = supervision.looks(reader=request.user, **filters.cleaned_data)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "query": request.GET.urlencode(), "days": supervision.DAYS_SHOWN}
    return render(request, "centre/access_log.html", context)


@require_http_methods(["GET", "POST"])
@recent_sign_in
def export_log(request):
    """The filtered log as a table with the names of NEN 7513."""
    filters = LogFilterForm(request.GET)
    if not filters.is_valid():
        return redirect("centre:access-log")
    form = ExportForm(request.POST if request.method == "POST" else None)
    rows = supervision.looks(reader=request.user, **filters.cleaned_data)
    if not form.is_valid():
        access.log_list(request, label="access log")
        return render(request, "centre/export_log.html", {"form": form, "count": rows.count()})
    reason = form.cleaned_data["reason"]
    access.log_list(request, label="access log", purpose=reason, action=AccessLog.Action.EXPORT)
    lines = nen7513.rows(rows.iterator(chunk_size=500))
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse((writer.writerow(line) for line in lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nen7513.csv"'
    return response


@require_safe
def emergencies(request):
    """Every emergency access, newest first, with its reason."""
    page = Paginator(supervision.emergencies(), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="emergencies", purpose="supervision")
    context = {"page": page, "spikes": supervision.refused_spikes()}
    return render(request, "centre/emergencies.html", context)


@require_safe
def odd_reads(request):
    """What the weekly sample found: open questions first, or what was judged."""
    judged = request.GET.get("judged") == "1"
    page = Paginator(supervision.odd_reads(judged=judged), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="odd reads", purpose="supervision")
    return render(request, "centre/odd_reads.html", {"page": page, "judged": judged})


@require_http_methods(["GET", "POST"])
def odd_read(request, reference):
    """Judge one finding."""
    rows = supervision.odd_reads()
    finding = access.open_row(request, rows, label="odd read", purpose="supervision", reference=reference)
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        judge_odd_read(finding=finding, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your verdict has been kept."))
        return redirect("centre:odd-reads")
    return render(request, "centre/odd_read.html", {"finding": finding, "form": form})


@require_safe
def rights_page(request):
    """Who may do what, read from the code; made to be printed."""
    access.log_list(request, label="rights", purpose="supervision")
    rooms = [(room, apps.get_app_config(room).verbose_name, lines) for room, lines in rights.by_room()]
    return render(request, "centre/rights.html", {"columns": rights.COLUMNS, "rooms": rooms})


def _asked(filters) -> str:
    """What was asked, without the typed name: references and choices only."""
    facts = filters.cleaned_data if filters.is_valid() else {}
    asked = [f"{name} {facts[name]}" for name in ("case", "action", "since", "until") if facts.get(name)]
    return ", ".join(["person" if facts.get("person") else "all", *asked])[:80]


class _Echo:
    """A file for csv.writer that hands every line back at once."""

    def write(self, line: str) -> str:
        return line
