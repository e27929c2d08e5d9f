"""The status page for who knows a number and its code, and the print of the own request. Both without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import clock
from centre.pdf import render_pdf
from intake import status
from intake.forms import public as forms
from intake.views import public
from intake.views.limits import too_often, write_down


@login_not_required
@require_http_methods(["GET", "POST"])
def look(request):
    """Type a number and its code; the answer for a wrong code is that for an unknown number."""
    form = forms.StatusForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and too_often(request, "status"):
        return render(request, "429.html", status=429)
    asked = form.is_valid()
    found = status.status_of(form.cleaned_data["number"], form.cleaned_data["code"]) if asked else None
    if asked and found is None:
        write_down(request, purpose="wrong code", asked=[form.cleaned_data["number"]])
    return render(request, "intake/public/status.html", {"form": form, "asked": asked, "found": found})


@login_not_required
@require_safe
def print_own(request):
    """The own answers of this browser's request as a PDF."""
    row = public.own_request(request)
    if row is None or row.sent_at is None:
        return redirect("intake:start")
    context = {
        "title": _("Your own answers"), "confidential": True, "reference": row.reference, "printed_on": clock.today(),
        "row": row, "code": status.code_of(row.reference), "parts": public.parts_of(row),
    }  # fmt: skip
    response = HttpResponse(render_pdf("pdf/help_request.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="overzicht.pdf"'
    return response
