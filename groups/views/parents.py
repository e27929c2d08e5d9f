"""A parent's own appointments; nothing of the other parent or of another family is reachable from here."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.downloads import hands_out_a_file
from centre.reauthentication import confirmation
from groups import forms, selectors, services
from groups.agenda import calendar_of
from groups.forms_season import AnswerForm
from groups.views.coordinators import PAGE_SIZE

Action = access.Action


@require_safe
def my_sessions(request):
    """All own appointments by day."""
    parent = _own(request)
    past = "geweest" in request.GET
    page = Paginator(selectors.my_appointments(parent, past=past), PAGE_SIZE).get_page(request.GET.get("page"))
    own = selectors.my_offer(parent) if parent.case else None
    return render(request, "groups/my_sessions.html", {"page": page, "past": past, "own": own})


@require_safe
def appointment(request, reference):
    """One appointment: when, where, what to bring."""
    found, _session = _find(request, _own(request), reference)
    return render(request, "groups/appointment.html", {"appointment": found})


@hands_out_a_file
@require_safe
def appointment_file(request, reference):
    """The appointment as a calendar file with a title that tells nothing."""
    found, _session = _find(request, _own(request, action=Action.EXPORT), reference)
    response = HttpResponse(calendar_of([found], user_id=request.user.pk), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
    return response


@require_http_methods(["GET", "POST"])
def cannot_come(request, reference):
    """Say not to come: only the team reads it."""
    parent = _own(request, action=Action.CHANGE)
    found, session = _find(request, parent, reference, sessions_only=True)
    form = forms.AbsenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.announce_absence(session=session, parent=parent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your therapist knows that you cannot come."))
            return redirect("groups:my-sessions")
    return render(request, "groups/cannot_come.html", {"appointment": found, "form": form})


@require_POST
def can_come(request, reference):
    """After all this parent does come."""
    parent = _own(request, action=Action.CHANGE)
    _found, session = _find(request, parent, reference, sessions_only=True)
    try:
        services.withdraw_absence(session=session, parent=parent)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Good. Your therapist knows that you come."))
    return redirect("groups:my-sessions")


@require_http_methods(["GET", "POST"])
def my_place(request):
    """The place that is held for this parent's family: the same facts for both, the own answer only."""
    parent = _own(request, action=Action.CHANGE if request.method == "POST" else Action.VIEW)
    own = selectors.my_offer(parent) if parent.case else None
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if own and form.is_valid():
        try:
            services.answer_offer(offer=own.offer, parent=parent, accepts=form.cleaned_data["answer"] == "yes")
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Thank you. We have your answer."))
            return redirect("groups:my-place")
    passed = selectors.why_no_place(parent) if parent.case and own is None else None
    return render(request, "groups/my_place.html", {"own": own, "form": form, "passed": passed})


@require_http_methods(["GET", "POST"])
def calendar(request):
    """A secret address for the own calendar; shown once. It tells when this parent comes, so who makes it proves to be
    that parent."""
    _own(request, action=Action.EXPORT if request.method == "POST" else Action.VIEW)
    url, form = "", forms.CalendarForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if asked := confirmation(request):
            return asked
        token = services.make_feed(user=request.user, **form.cleaned_data)
        url = request.build_absolute_uri(reverse("groups:feed", args=[token]))
    has_feed = selectors.has_feed(request.user)
    return render(request, "groups/calendar.html", {"url": url, "has_feed": has_feed, "form": form})


@require_POST
def stop_calendar(request):
    """The secret address stops working."""
    _own(request, action=Action.CHANGE)
    services.revoke_feed(user=request.user)
    messages.success(request, _("The calendar link no longer works."))
    return redirect("groups:my-calendar")


def _own(request, action=""):
    parent = access.open_own_parent(request, purpose="appointments", label="appointments", action=action)
    # Who reads is this parent: no second question for the account.
    parent.user = request.user
    return parent


def _find(request, parent, reference, *, sessions_only=False):
    """One own appointment, with the session behind it. Raises Http404."""
    found = selectors.appointment_of(parent, reference)
    if found is None or (sessions_only and found[1] is None):
        raise access.refusal(request, label="appointments", purpose="appointments", asked=[reference])
    return found
