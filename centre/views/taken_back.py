"""A yes that was taken back: what waits for whoever works with the family, and what was done about it (law.md R7)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, taken_back
from centre.audiences import Audience
from centre.forms_people import HandlingForm
from centre.services.handling import handle_no
from centre.views.desks import PAGE_SIZE


@require_safe
def waiting(request):
    """The longest ago first."""
    page = Paginator(taken_back.waiting_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="consents", purpose="consent")
    return render(request, "centre/taken_back.html", {"page": page, "street": request.audience})


@require_http_methods(["GET", "POST"])
def handle(request, reference, number):
    """One no: what it stops, and what somebody did about it."""
    case = access.open_case(request, reference, purpose="consent")
    row = access.open_row(request, taken_back.noes_ever(case), label="consent", purpose="consent", pk=number)
    form, back = HandlingForm(request.POST if request.method == "POST" else None), _back(request)
    if form.is_valid():
        try:
            handle_no(consent=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It has been kept. This person can be marked at the roll call again."))
            return redirect(back)
    context = {"case": case, "row": row, "form": form, "back": back, "waits": taken_back.still_waits(row)}
    return render(request, "centre/handle_no.html", context | _seen(request, case, row))


def _back(request) -> str:
    """To the roll call from which somebody came, or to the list."""
    asked = request.GET.get("terug", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours else reverse(f"centre:taken-back-{request.audience}")


def _seen(request, case, row) -> dict:
    """Another family's holder of authority is not named here; what a colleague wrote is for therapists (law.md R26)."""
    done = getattr(row, "handling", None)
    may_read = done and (request.audience == Audience.THERAPIST or done.handled_by_id == request.user.pk)
    return {"giver": row.giver if row.case_id == case.pk else None, "done": done, "may_read": may_read}
