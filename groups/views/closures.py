"""Coordinators: the days on which a location is closed by itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from groups.forms_season import ClosureForm
from groups.models import Closure
from groups.selectors import closures as reading
from groups.services import closures
from groups.views.coordinators import PAGE_SIZE, practices_of

Action = access.Action


@require_http_methods(["GET", "POST"])
def closing_days(request):
    """What is to come, with the sessions, meetings and talks that stand on it; note more days."""
    form = ClosureForm(request.POST if request.method == "POST" else None, practices=practices_of(request))
    access.log_list(request, label="closing days", purpose="planning")
    if form.is_valid():
        try:
            closures.close_location(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Noted. No new series has a date on these days."))
            return redirect("groups:closing-days")
    page = Paginator(reading.closures_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    standing = reading.standing_on(list(page), request.user)
    rows = [{"closure": row, "standing": standing[row.pk]} for row in page]
    return render(request, "groups/closing_days.html", {"form": form, "page": page, "rows": rows})


@require_POST
def open_again(request, closure):
    """The location is open on these days after all."""
    rows = Closure.objects.of_coordinator(request.user)
    row = access.open_row(
        request, rows, label="closing days", purpose="planning", action=Action.CHANGE, pk=closure
    )  # fmt: skip
    closures.open_location(closure=row)
    messages.success(request, _("The location is open on these days again."))
    return redirect("groups:closing-days")
