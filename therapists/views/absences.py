"""A therapist takes days away over from a calendar file: choose, look, confirm."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from centre import access, clock
from centre.models import AccessLog
from therapists import services
from therapists.calendarfile import read_calendar as read_file
from therapists.forms import CalendarFileForm
from therapists.models import Therapist


@require_http_methods(["GET", "POST"])
def read_calendar(request):
    """Read a calendar file and show what it would add; nothing is kept yet."""
    therapist = _own(request, AccessLog.Action.VIEW)
    form = CalendarFileForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    context = {"form": form}
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            reading = read_file(content, today=clock.today(), zone=ZoneInfo(settings.TIME_ZONE))
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            sealed = services.seal_preview(therapist=therapist, found=reading.away)
            context = {"reading": reading, "sealed": sealed, "form": CalendarFileForm()}
    return render(request, "therapists/absences_file.html", context)


@require_POST
def confirm(request):
    """Take the ticked days over; the same file once more adds nothing."""
    therapist = _own(request, AccessLog.Action.CHANGE)
    chosen = [
        int(word)
        for word in request.POST.getlist("chosen")[:300]
        if word.isascii() and word.isdigit() and len(word) < 5
    ]
    try:
        made = services.take_over_absences(therapist=therapist, sealed=request.POST.get("sealed", ""), chosen=chosen)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("therapists:read-calendar")
    words = ngettext("%(n)s absence is noted.", "%(n)s absences are noted.", made) % {"n": made}
    messages.success(request, words if made else _("Nothing new: all of this was noted already."))
    return redirect("therapists:my-work")


def _own(request, action) -> Therapist:
    rows = Therapist.objects.visible_to(request.user)
    return access.open_row(request, rows, label="my work", purpose="calendar", action=action, user=request.user)
