"""Requests without an account: a coordinator reads, looks for a double, and decides to which case it belongs."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from intake import selectors, services
from intake.forms.staff import MatchForm
from intake.views.conflict import refuse

PAGE_SIZE = 25


@require_safe
def requests(request):
    """The queue, oldest first."""
    page = Paginator(selectors.help_requests(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="help requests")
    return render(request, "intake/help_desk.html", {"page": page})


@require_http_methods(["GET", "POST"])
def decide(request, reference):
    """Open a new case, or add it to one that is there. A person decides; names never match by themselves."""
    rows = selectors.help_requests(request.user)
    row = access.open_row(request, rows, label="help request", purpose="match", reference=reference)
    form = MatchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _done(request, row, form.cleaned_data["case"])
        except ValidationError as error:
            return refuse(request, text=error.messages[0], back=reverse("intake:help-desk"))
    context = {"row": row, "form": form, "known": selectors.possibly_known(request.user, row)}
    return render(request, "intake/help_decide.html", context)


def _done(request, row, reference):
    if reference:
        case = access.open_case(request, reference, purpose="match", action=access.Action.CHANGE)
        services.attach_to_case(request=row, case=case, by=request.user)
    else:
        if row.region is None:
            raise ValidationError(_("We do not know the town. Call the parent and refer to somebody near."))
        case = services.open_case_from(request=row, by=request.user)
    return redirect("centre:coordinator-case", reference=case.reference)
