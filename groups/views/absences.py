"""Who missed several sessions: the list, and the talk that follows; in the street of therapists and of coordinators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.audiences import Audience
from groups import forms_records as forms
from groups import selectors, services
from groups.views.coordinators import PAGE_SIZE

NOTED_ALREADY = _("The talk was noted already: by you, or by a colleague.")


@require_safe
def missed(request):
    """Parents with whom somebody has to talk alone."""
    signals = selectors.absence_signals(request.user, request.audience)
    page = Paginator(signals, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="missed sessions", purpose="treatment")
    return render(request, "groups/missed.html", {"page": page, "talk": _name(request, "missed-talk")})


@require_http_methods(["GET", "POST"])
def missed_talk(request, person):
    """When the talk is; then the task is done."""
    # A double click, or a colleague who was first: the same person, and the task is done.
    which = selectors.parents_who_missed_often if request.method == "POST" else selectors.parents_to_talk_with
    rows = which(request.user, request.audience)
    parent = access.open_row(request, rows, label="missed sessions", purpose="treatment", reference=person)
    form = forms.AbsenceTalkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            is_new = services.plan_absence_talk(parent=parent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The talk is noted. The task is done.") if is_new else NOTED_ALREADY)
            return redirect(_name(request, "missed"))
    context = {"parent": parent, "times": selectors.times_missed(parent), "form": form}
    return render(request, "groups/missed_talk.html", {**context, "back": _name(request, "missed")})


def _name(request, page: str) -> str:
    """The same page in the street in which somebody is."""
    street = "coordinator" if request.audience == Audience.COORDINATOR else "therapist"
    return f"groups:{street}-{page}"
