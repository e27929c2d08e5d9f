"""The supervisor's judgement: the candidate asks, the supervisor writes and signs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import AskSupervisorForm, SupervisionForm
from therapists.models import Certificate

CHANGE = AccessLog.Action.CHANGE


@require_http_methods(["GET", "POST"])
def ask(request, role):
    """Choose who supervised my first group; the judgement comes from that colleague."""
    rows = Certificate.objects.own(request.user).running().with_facts()
    certificate = access.open_row(request, rows, label="certificate", purpose="supervisor", role=role)
    possible = selectors.possible_supervisors(certificate)
    form = AskSupervisorForm(request.POST if request.method == "POST" else None, possible=possible)
    if form.is_valid():
        try:
            services.ask_supervisor(certificate=certificate, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your supervisor is asked, and writes the judgement in the own portal."))
            return redirect("therapists:portfolio", role=role)
    wanted = next((item for item in selectors.portfolio_of(certificate).items if item.is_for_supervisor), None)
    context = {"certificate": certificate, "form": form, "wanted": wanted, "any": possible}
    return render(request, "therapists/ask_supervisor.html", context)


@require_POST
def take_back(request, reference):
    """Not this supervisor after all."""
    rows = selectors.asked_supervisions(request.user).select_related("portfolio__certificate")
    row = access.open_row(request, rows, label="supervision", purpose="take back", action=CHANGE, reference=reference)
    services.take_back_supervision(supervision=row)
    return redirect("therapists:portfolio", role=row.portfolio.certificate.role)


@require_http_methods(["GET", "POST"])
def supervision(request, reference):
    """Write my judgement as a supervisor and sign it; afterwards read it."""
    rows = selectors.own_supervisions(request.user)
    row = access.open_row(request, rows, label="supervision", purpose="judge", reference=reference)
    form = SupervisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.sign_supervision(supervision=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Signed. Your judgement stands in the portfolio."))
            return redirect("therapists:reviews")
    return render(request, "therapists/supervision.html", {"supervision": row, "form": form})
