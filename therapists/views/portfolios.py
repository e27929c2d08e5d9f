"""A therapist writes and sends a portfolio, and appeals against a decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.downloads import as_download, hands_out_a_file
from centre.models import AccessLog
from centre.uploads import TYPES
from therapists import selectors, services
from therapists.forms import AppealForm, ItemForm
from therapists.models import Certificate, Decision, EvidenceFile

Action = AccessLog.Action


@require_safe
def portfolio(request, role):
    """What the rules ask, what I wrote, what is missing."""
    certificate = _own_certificate(request, role)
    picture = selectors.portfolio_of(certificate)
    return render(request, "therapists/portfolio.html", {"certificate": certificate, "portfolio": picture})


@require_http_methods(["GET", "POST"])
def item(request, role, key):
    """Write for one requirement and add proof; it can be changed until the portfolio is sent."""
    certificate = _own_certificate(request, role)
    wanted = selectors.portfolio_of(certificate).wanted(key)
    if wanted is None:
        raise Http404
    if wanted.is_for_supervisor:
        return redirect("therapists:ask-supervisor", role=role)
    initial = {name: getattr(wanted, name) for name in ("text", "happened_on", "counts_until")}
    form = ItemForm(*([request.POST, request.FILES] if request.method == "POST" else []), initial=initial)
    if form.is_valid():
        try:
            services.write_with_proof(certificate=certificate, key=key, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your text is kept."))
            return redirect("therapists:portfolio", role=role)
    return render(request, "therapists/item.html", {"certificate": certificate, "wanted": wanted, "form": form})


@hands_out_a_file
@require_safe
def my_evidence(request, reference):
    """Download a file from my own portfolio."""
    return evidence(_own_file(request, reference, Action.EXPORT))


@require_POST
def remove_evidence(request, reference):
    """Take a file away from a portfolio that is not sent yet."""
    row = _own_file(request, reference, Action.CHANGE)
    try:
        services.remove_evidence(file=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("therapists:portfolio-item", role=row.item.portfolio.certificate.role, key=row.item.key)


@require_POST
def send(request, role):
    """Send the portfolio to the reviewers."""
    certificate = _own_certificate(request, role)
    try:
        services.submit_portfolio(certificate=certificate)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your portfolio is sent."))
    return redirect("therapists:portfolio", role=role)


@require_http_methods(["GET", "POST"])
def appeal(request, reference):
    """Ask to look again at a decision about me."""
    rows = Decision.objects.own(request.user).select_related("certificate")
    decision = access.open_row(request, rows, label="decision", purpose="appeal", reference=reference)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.lodge_appeal(decision=decision, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your appeal is sent. Somebody else than the first decider answers it."))
            return redirect("therapists:my-profile")
    return render(request, "therapists/appeal.html", {"decision": decision, "form": form})


def _own_certificate(request, role) -> Certificate:
    rows = Certificate.objects.own(request.user).running().with_facts()
    return access.open_row(request, rows, label="certificate", purpose="portfolio", role=role)


def evidence(row: EvidenceFile) -> HttpResponse:
    content = services.evidence_content(file=row)
    return as_download(content, name=f"bewijs-{row.reference}.{row.kind}", content_type=TYPES[row.kind][1])


def _own_file(request, reference, action) -> EvidenceFile:
    rows = selectors.files_of(request.user)
    return access.open_row(request, rows, label="portfolio file", purpose="own", action=action, reference=reference)
