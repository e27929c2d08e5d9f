"""The circle as its members see it: the same pages and the same rights for everybody in it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import AgendaItemForm, LearningMeetingForm, MinutesForm, RowForm

CHANGE = AccessLog.Action.CHANGE


@require_safe
def circles(request):
    """The circles that I take part in."""
    access.log_list(request, label="circles", purpose="own")
    context = {"circles": selectors.circles_of(request.user), "coming": selectors.coming_evenings(request.user)}
    return render(request, "therapists/circles.html", context)


@require_safe
def circle(request, reference):
    """One circle: who takes part, its evenings, whose turn it is to chair."""
    group = access.open_row(
        request, selectors.circles_of(request.user), label="circle", purpose="own", reference=reference
    )
    context = {"group": group, "members": selectors.members_of(group), "evenings": selectors.evenings(group)}
    return render(request, "therapists/circle.html", context)


@require_http_methods(["GET", "POST"])
def call_together(request, reference):
    """Any member plans an evening."""
    group = access.open_row(
        request, selectors.circles_of(request.user), label="circle", purpose="meet", action=CHANGE, reference=reference
    )
    form = LearningMeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            member = selectors.own_membership(group, request.user)
            meeting = services.plan_learning_meeting(member=member, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The circle hears it."))
            return redirect("therapists:circle-meeting", reference=meeting.reference)
    return render(request, "therapists/circle_form.html", {"group": group, "form": form})


@require_safe
def meeting(request, reference):
    """One evening: the agenda, the chair, the minutes."""
    return _page(request, _open(request, reference))


@require_POST
def add_item(request, reference):
    """Put something on the agenda."""
    row, form = _open(request, reference, CHANGE), AgendaItemForm(request.POST, form_tag=False)
    return _kept(request, row, form, "item_form", services.add_agenda_item)


@require_POST
def minutes(request, reference):
    """Write what the circle wants to remember."""
    row, form = _open(request, reference, CHANGE), MinutesForm(request.POST, form_tag=False)
    return _kept(request, row, form, "minutes_form", services.write_minutes)


@require_POST
def take_off(request, reference):
    """Take my own item off the agenda."""
    row, form = _open(request, reference, CHANGE), RowForm(request.POST)
    if not form.is_valid():
        raise Http404
    mine = selectors.own_items(row, request.user)
    item = access.open_row(request, mine, label="agenda item", purpose="remove", pk=form.cleaned_data["row"])
    services.take_off_agenda(item=item)
    return redirect("therapists:circle-meeting", reference=reference)


def _open(request, reference, action=""):
    rows = selectors.own_meetings(request.user)
    return access.open_row(request, rows, label="circle meeting", purpose="own", action=action, reference=reference)


def _kept(request, row, form, name, verb):
    if form.is_valid():
        try:
            verb(meeting=row, member=selectors.own_membership(row.group, request.user), **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Kept."))
            return redirect("therapists:circle-meeting", reference=row.reference)
    return _page(request, row, **{name: form, "form": form})


def _page(request, row, **forms):
    context = {
        "evening": selectors.evening_of(row),
        "meeting": row,
        "items": row.items.select_related("member"),
        "item_form": AgendaItemForm(form_tag=False),
        "minutes_form": MinutesForm(form_tag=False, initial={"text": row.minutes}),
    }
    return render(request, "therapists/circle_meeting.html", context | forms)
