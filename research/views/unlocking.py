"""The second person: decides about projects, unlocks the key for one data set, sees which copies must go."""

import logging

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from kombu.exceptions import OperationalError

from centre import access
from centre.models import AccessLog
from centre.reauthentication import confirmation
from centre.workflow import IllegalMove
from research import tasks
from research.forms_projects import DecisionForm
from research.selectors import exports as selectors
from research.services import exports as services
from research.services.projects import DecidedAlready, NotTheSecondPerson, decide_project
from research.states import ExportState

logger = logging.getLogger(__name__)
PAGE_SIZE = 25
CHANGE = AccessLog.Action.CHANGE


@require_safe
def overview(request):
    """What waits for a second person, every project, and the copies that must go."""
    access.log_list(request, label="research projects", purpose="supervision")
    page = Paginator(selectors.all_projects(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "requests": selectors.waiting_requests()[:PAGE_SIZE], "terms": selectors.terms()}
    context["copies"] = selectors.copies_to_remove()[:PAGE_SIZE]
    return render(request, "research/unlocking.html", context)


@require_http_methods(["GET", "POST"])
def decide_on_project(request, reference):
    """Read the purpose and agree or not."""
    row = access.open_row(
        request, selectors.all_projects(), label="research project", purpose="decision", reference=reference
    )
    if again := confirmation(request):
        return again
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decide_project(project=row, agrees=form.cleaned_data["agrees"], by=request.user)
        except NotTheSecondPerson:
            messages.error(request, _("You asked for this yourself: a second person decides."))
        except DecidedAlready:
            messages.error(request, _("This was decided already."))
        else:
            messages.success(request, _("Your decision has been saved."))
        return redirect("research:unlocking")
    return render(request, "research/project_decide.html", {"form": form, "project": row})


@require_http_methods(["GET", "POST"])
def unlock(request, reference):
    """Unlock the key for one data set, or not."""
    rows = selectors.waiting_requests()
    row = access.open_row(request, rows, label="research data set", purpose="decision", reference=reference)
    if again := confirmation(request):
        return again
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            export = services.decide_export(export=row, agrees=form.cleaned_data["agrees"], by=request.user)
        except NotTheSecondPerson:
            messages.error(request, _("You asked for this yourself: a second person decides."))
        except (services.ProjectOver, IllegalMove):
            messages.error(request, _("This data set cannot be approved any more."))
        else:
            messages.success(request, _("Your decision has been saved."))
            _ask_a_worker(export)
        return redirect("research:unlocking")
    return render(request, "research/unlock.html", {"form": form, "export": row, "terms": selectors.terms()})


def _ask_a_worker(export) -> None:
    """A broken broker never fails the request: beat finds the row within a minute."""
    if export.state != ExportState.APPROVED:
        return
    try:
        tasks.build_export.delay_on_commit(export_id=export.pk)
    except (OperationalError, OSError):
        logger.warning("the broker did not take data set %s", export.reference)
