"""What of the safety file is given out to one person: one proposes, a colleague decides as well."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access, safety_file
from centre.forms_safety import ReleaseForm
from centre.models import AccessLog, SafetyRelease
from centre.services import safety_releases as services
from centre.views.safety import at, opened

Action = AccessLog.Action


@require_http_methods(["GET", "POST"])
def propose(request, reference):
    """What one person would read, or why nothing is given now."""
    case, dossier = opened(request, reference, action=Action.CHANGE)
    people = safety_file.receivers_in(case)
    again = safety_file.lapsed_release(dossier, request.GET.get("opnieuw", ""))
    form = ReleaseForm(request.POST if request.method == "POST" else None, people=people, again=again)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            services.propose(dossier=dossier, to=people[facts.pop("to")], by=request.user, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("A colleague who is named in this file decides as well."))
            return redirect(at(request, "safety", case))
    context = {"case": case, "form": form, "title": _("Give something out"), "back": at(request, "safety", case)}
    return render(request, "centre/safety_change.html", context)


@require_POST
def settle(request, reference, release, answer):
    """The second of two agrees, or does not."""
    case, dossier = opened(request, reference, action=Action.CHANGE)
    rows = SafetyRelease.objects.filter(dossier=dossier)
    row = access.open_row(
        request, rows, label="safety release", purpose=answer[:80], action=Action.CHANGE, reference=release
    )
    if answer not in ("akkoord", "niet"):
        raise Http404
    try:
        row = services.settle(release=row, by=request.user, agrees=answer == "akkoord")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if row.went_out:
            access.log(request, action=Action.EXPORT, label="safety release", case=case, dossier=dossier)
        messages.success(request, _("It stands in the safety dossier."))
    return redirect(at(request, "safety", case))
