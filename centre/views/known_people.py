"""People who are widely known: every look at their files is weighed. For the privacy officer alone (law.md R48)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access, supervision
from centre.forms_retention import KnownForm
from centre.models import AccessLog
from centre.services import known_people as services
from centre.views.desks import PAGE_SIZE

CHANGE = AccessLog.Action.CHANGE


@require_http_methods(["GET", "POST"])
def known_people(request):
    """Whose files carry the mark, and marking one more."""
    access.log_list(request, label="odd reads", purpose="supervision")
    form = KnownForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            mark = services.mark_known(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            # The log of the person names no mark: only that the sample was set up.
            access.log(request, action=CHANGE, label="odd reads", purpose="supervision", dossier=mark.dossier)
            messages.success(request, _("From now on every look at this file comes into the weekly sample."))
            return redirect("centre:known-people")
    page = Paginator(supervision.known_people(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "centre/known_people.html", {"page": page, "form": form})


@require_POST
def end(request, reference):
    """The mark ends."""
    rows = supervision.known_people()
    mark = access.open_row(request, rows, label="odd reads", purpose="supervision", action=CHANGE, reference=reference)
    services.end_mark(mark=mark, by=request.user)
    messages.success(request, _("The mark has ended."))
    return redirect("centre:known-people")
