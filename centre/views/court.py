"""The decisions of courts about one family, in one list for those who work with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, court_register, selectors
from centre.audiences import Audience
from centre.forms_court import CourtDecisionForm, CourtEndForm
from centre.services import court_decisions as services
from centre.views.desks import PAGE_SIZE

CHANGE = access.Action.CHANGE


@require_safe
def decisions(request, reference):
    """All of them, from their places; what rests on each stands below it."""
    case = access.open_case(request, reference, purpose="court decisions")
    page = Paginator(court_register.register_of(case), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"case": case, "page": page, "may_record": request.audience == Audience.COORDINATOR}
    return render(request, "centre/court.html", context)


@require_http_methods(["GET", "POST"])
def record(request, reference):
    """Write down one decision, with the paper in hand."""
    case = access.open_case(request, reference, purpose="court decisions", action=CHANGE)
    parents, children = selectors.people_with_dossier(case)
    form = CourtDecisionForm(request.POST if request.method == "POST" else None, parents=parents, children=children)
    lead = _("Only with the paper in your hands: never on the word of one parent.")
    return _page(
        request, case, form, _("Record a decision of a court"), lead,
        lambda: services.record_decision(family=case.family, by=request.user, **form.facts),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request, reference, decision):
    """It no longer holds."""
    case = access.open_case(request, reference, purpose="court decisions", action=CHANGE)
    rows = court_register.decisions_of(case)
    row = access.open_row(request, rows, label="court decision", purpose="court decisions", reference=decision)
    form = CourtEndForm(request.POST if request.method == "POST" else None, initial={"on": row.until})
    lead = _("What rests on it has an own end: look at that as well.")
    return _page(
        request, case, form, _("The decision no longer holds"), lead,
        lambda: services.end_decision(decision=row, on=form.cleaned_data["on"]), row=row,
    )  # fmt: skip


def _page(request, case, form, title, lead, service, *, row=None):
    if form.is_valid():
        try:
            service()
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It stands in the list."))
            return redirect("centre:coordinator-court", reference=case.reference)
    context = {"case": case, "form": form, "title": title, "lead": lead, "row": row}
    return render(request, "centre/court_form.html", context)
