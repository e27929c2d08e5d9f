"""The privacy officer: which files are over, agreeing with two, holding and lifting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre import retention as keeping
from centre.forms_retention import HoldForm
from centre.models import AccessLog
from centre.services import retention as services
from centre.views.desks import PAGE_SIZE

CHANGE = AccessLog.Action.CHANGE


@require_safe
def retention(request):
    """The terms, what is proposed and what is held."""
    page = Paginator(keeping.waiting(), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="retention", purpose="supervision")
    context = {"page": page, "holds": keeping.holds()[:PAGE_SIZE], "terms": keeping.terms()}
    return render(request, "centre/retention.html", context)


@require_POST
def agree(request, reference):
    """Agree to erase one dossier, as the first or the second person."""
    row = access.open_row(
        request, keeping.waiting(), label="erasure", purpose="supervision", action=CHANGE, reference=reference
    )
    try:
        services.agree(proposal=row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved. A file is erased in the night after two people agreed."))
    return redirect("centre:retention")


@require_http_methods(["GET", "POST"])
def hold(request):
    """Hold a file."""
    access.log_list(request, label="hold", purpose="supervision")
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            held = services.hold(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=CHANGE, label="hold", purpose="supervision", dossier=held.dossier)
            messages.success(request, _("This file is held."))
            return redirect("centre:retention")
    return render(request, "centre/hold.html", {"form": form})


@require_POST
def lift(request, reference):
    """End a hold."""
    row = access.open_row(
        request, keeping.holds(), label="hold", purpose="supervision", action=CHANGE, reference=reference
    )
    services.lift(held=row, by=request.user)
    messages.success(request, _("This file is no longer held."))
    return redirect("centre:retention")
