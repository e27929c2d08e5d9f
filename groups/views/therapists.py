"""Leads: my groups, and one session with its roll call, note and printed list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from groups import selectors, services
from groups.forms_roll import GroupNoteForm, RollCallForm
from groups.models import Group, Session
from groups.views.coordinators import PAGE_SIZE

Action = access.Action


@require_safe
def my_groups(request):
    """The groups that this therapist leads, or stands in for today."""
    page = Paginator(selectors.my_groups(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="groups", purpose="treatment")
    return render(request, "groups/my_groups.html", {"page": page})


@require_safe
def group(request, reference):
    """One group: its sessions and its couples."""
    rows = Group.objects.led_by(request.user).select_related("practice__municipality", "region", "recipe")
    row = access.open_row(request, rows, label="group", purpose="treatment", reference=reference)
    sheet = selectors.group_sheet(row, reader=request.user)
    return render(request, "groups/my_group.html", {"sheet": sheet, "group": row})


@require_http_methods(["GET", "POST"])
def session(request, reference, number):
    """The roll call: everybody is present until a tap says otherwise."""
    posted = request.POST if request.method == "POST" else None
    row = _open(request, reference, number, Action.CHANGE if posted is not None else Action.VIEW)
    refusal = None
    if posted is not None:
        try:
            services.record_attendance(session=row, by=request.user, **RollCallForm.facts_in(posted))
        except ValidationError as error:
            refusal = error
        else:
            messages.success(request, _("The roll call is saved."))
            return redirect("groups:roll-call", reference=reference, number=number)
    sheet = selectors.roll_call(row, request.user)
    form = RollCallForm(posted, sheet=sheet)
    if refusal and form.is_valid():
        form.add_errors_of(refusal)
    context = {"session": row, "group": row.group, "sheet": sheet, "form": form, "note_form": GroupNoteForm()}
    context |= {
        "content": selectors.content_of(row),
        "incidents": selectors.incidents_of(row), "is_presentation": row.number == row.group.presentation_session,
    }  # fmt: skip
    return render(request, "groups/session.html", {**context, "marks": RollCallForm.MARKS})


@require_POST
def note(request, reference, number):
    """Write a note about the group; a participant's name is stopped at the door."""
    row = _open(request, reference, number, Action.CREATE)
    form = GroupNoteForm(request.POST)
    if form.is_valid():
        try:
            services.write_group_note(session=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The note about the group is saved."))
            return redirect("groups:roll-call", reference=reference, number=number)
    return render(request, "groups/note.html", {"session": row, "group": row.group, "form": form})


@require_safe
def roster(request, reference, number):
    """A list on paper: names and boxes, nothing else."""
    row = _open(request, reference, number, Action.PRINT)
    sheet = selectors.roll_call(row, request.user)
    facts = {"session": row, "group": row.group, "sheet": sheet, "printed_at": clock.now()}
    return render(request, "groups/roster.html", facts)


def _open(request, reference, number, action):
    rows = Session.objects.led_by(request.user).select_related("group__practice", "parent_room", "child_room")
    found = {"group__reference": reference, "number": number}
    return access.open_row(request, rows, label="session", purpose="treatment", action=action, **found)
