"""A researcher's projects and data sets: ask, follow, download, remove. Nothing here names a person in the data."""

import logging

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.downloads import as_download, hands_out_a_file
from centre.models import AccessLog
from centre.reauthentication import confirmation
from research import bundle, links
from research.forms_projects import ProjectForm
from research.models import ResearchProject
from research.selectors import exports as selectors
from research.services import exports as services
from research.services.projects import ask_project
from research.states import ExportState

logger = logging.getLogger(__name__)
PAGE_SIZE = 25
IN_THE_MAKING = (ExportState.APPROVED, ExportState.BUILDING)


@require_safe
def projects(request):
    """The own projects."""
    page = Paginator(selectors.projects_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="research projects")
    return render(request, "research/projects.html", {"page": page, "terms": selectors.terms()})


@require_http_methods(["GET", "POST"])
def new_project(request):
    """Ask for a project: which question, which data, until when."""
    access.log_list(request, label="research project", purpose="request", action=_deed(request))
    form = ProjectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            project = ask_project(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Asked. A second person looks at your purpose and decides."))
            return redirect("research:project", reference=project.reference)
    return render(request, "research/project_new.html", {"form": form})


@require_safe
def project(request, reference):
    """One project with its data sets."""
    row = _project(request, reference)
    page = Paginator(selectors.exports_in(row), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"project": row, "page": page, "tones": selectors.TONES, "terms": selectors.terms()}
    return render(request, "research/project.html", context)


@require_POST
def ask_export(request, reference):
    """Ask for a new data set; a second person unlocks the key."""
    row = _project(request, reference, purpose="request", action=AccessLog.Action.CREATE)
    try:
        export = services.request_export(project=row, by=request.user)
    except services.ProjectOver:
        messages.error(request, _("This project is not approved, or its last day is over."))
        return redirect("research:project", reference=reference)
    messages.success(request, _("Asked. A second person unlocks the key for this data set."))
    return redirect("research:export", reference=export.reference)


@require_safe
def export(request, reference):
    """One data set: its progress, what is in it, or why it is not there."""
    row = _export(request, reference)
    if row.state in IN_THE_MAKING:
        return render(request, f"research/{'_' if request.htmx else ''}export_progress.html", {"export": row})
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"export": row, "tone": selectors.TONES[row.state], "terms": selectors.terms()}
    if row.state == ExportState.READY:
        context["is_closed"] = services.is_overtaken(row)
        context["token"] = links.sign(row.reference, "zip")
        context["files"] = _files(row)
    return render(request, "research/export.html", context)


@hands_out_a_file
@require_safe
def download(request, reference, token):
    """The frozen parcel, through the same door as the page, after signing in again; the link ends after a week."""
    row = _export(request, reference, purpose="download zip", action=AccessLog.Action.EXPORT)
    try:
        links.check(token, reference, "zip")
        if again := confirmation(request, back=reverse("research:export", args=[reference])):
            return again
        parcel = services.hand_out(export=row)
    except (links.LinkExpired, services.NoLongerHandedOut):
        return render(request, "410.html", status=410)
    except links.LinkUnknown:
        raise Http404 from None
    return as_download(parcel, name=f"{reference}.zip", content_type="application/zip")


@require_POST
def removed(request, reference):
    """The recipient removed every copy of a data set that was there to be had."""
    row = _export(request, reference, purpose="remove", action=AccessLog.Action.CHANGE)
    if row.state != ExportState.READY:
        raise Http404
    services.confirm_deleted(export=row)
    messages.success(request, _("Written down: you removed every copy of this data set."))
    return redirect("research:export", reference=reference)


def _project(request, reference, *, purpose="study", action="") -> ResearchProject:
    rows = selectors.projects_of(request.user)
    return access.open_row(request, rows, label="research project", purpose=purpose, action=action, reference=reference)


def _export(request, reference, *, purpose="study", action=""):
    rows = selectors.exports_of(request.user)
    return access.open_row(
        request, rows, label="research data set", purpose=purpose, action=action, reference=reference
    )


def _files(row) -> list[dict]:
    """Name, size and seal of every file of a frozen parcel."""
    files = bundle.opened(services.frozen_parcel(row))
    return [{"name": name, "size": len(body), "sha256": bundle.sha256(body)} for name, body in sorted(files.items())]


def _deed(request) -> str:
    return AccessLog.Action.CREATE if request.method == "POST" else AccessLog.Action.LIST
