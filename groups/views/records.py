"""Leads: write about one person, about an incident, about what children show; and the own week."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, clock
from groups import forms_records as forms
from groups import selectors, services
from groups.models import Incident, Session

Action = access.Action


@require_safe
def week(request):
    """Seven days: sessions and talks, and how much this person carries."""
    today = clock.today()
    try:
        chosen = date.fromisoformat(request.GET.get("van", ""))
    except ValueError:
        chosen = today
    chosen = min(max(chosen, date(2020, 1, 6)), date(2100, 1, 4))
    monday = chosen - timedelta(days=chosen.weekday())
    access.log_list(request, label="own week", purpose="treatment")
    load = selectors.caseload(request.user)
    context = {
        "days": selectors.week_of(request.user, monday), "monday": monday, "today": today,
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "load": load, "hours": selectors.own_hours(request.user, load=load and load.load),
        "incidents": selectors.open_incidents(request.user)[:10],
    }  # fmt: skip
    return render(request, "groups/week.html", context)


@require_http_methods(["GET", "POST"])
def personal_note(request, reference, number, person):
    """A note in one participant's own dossier; another participant's name is stopped at the door."""
    row = _open(request, reference, number)
    who = _participant(request, row, person)
    form = forms.PersonalNoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.write_personal_note(session=row, key=who.key, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The note is in the dossier."))
            return redirect("groups:roll-call", reference=reference, number=number)
    context = {"session": row, "group": row.group, "person": who, "form": form}
    return render(request, "groups/personal_note.html", context)


@require_http_methods(["GET", "POST"])
def new_incident(request, reference, number):
    """Write down what happened, per person apart."""
    row = _open(request, reference, number)
    sheet = selectors.roll_call(row, request.user)
    people = [line.person for line in sheet.lines]
    form = forms.IncidentForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        try:
            made = services.record_incident(session=row, texts=form.texts, by=request.user, **form.facts)
            _name_files(request, selectors.parts_of(made), Action.CREATE)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The incident is saved in the dossiers of the people concerned."))
            return redirect("groups:incident", reference=made.reference)
    return render(request, "groups/new_incident.html", {"session": row, "group": row.group, "form": form})


@require_http_methods(["GET", "POST"])
def incident(request, reference):
    """One incident with its texts per person; close it when what follows is done."""
    rows = Incident.objects.visible_to(request.user).select_related("session__group", "written_by", "closed_by")
    action = Action.CHANGE if request.method == "POST" else Action.VIEW
    row = access.open_row(request, rows, label="incident", purpose="treatment", action=action, reference=reference)
    if request.method == "POST":
        services.close_incident(incident=row, by=request.user)
        messages.success(request, _("The incident is closed."))
        return redirect("groups:incident", reference=reference)
    parts = selectors.parts_of(row)
    _name_files(request, parts, Action.VIEW)
    return render(request, "groups/incident.html", {"incident": row, "parts": parts})


def _name_files(request, parts, action):
    """An incident is written in the files of the people concerned: each of them reads that in the own log."""
    for part in parts:
        access.log(
            request, action=action, label="incident", purpose="treatment", case=part.case, dossier=part.note.dossier
        )


@require_http_methods(["GET", "POST"])
def showings(request, reference, number):
    """What the children show at the presentation; watching is fine as well."""
    row = _open(request, reference, number)
    children = [line.person for line in selectors.roll_call(row, request.user).lines if line.person.kind == "child"]
    form = forms.ShowingForm(
        request.POST if request.method == "POST" else None, children=children, known=selectors.showings_of(row)
    )
    if form.is_valid():
        services.choose_showings(session=row, forms=form.chosen)
        messages.success(request, _("It is saved."))
        return redirect("groups:roll-call", reference=reference, number=number)
    return render(request, "groups/showings.html", {"session": row, "group": row.group, "form": form})


def _open(request, reference, number):
    rows = Session.objects.led_by(request.user).select_related("group__practice", "parent_room", "child_room")
    action = Action.CREATE if request.method == "POST" else Action.VIEW
    found = {"group__reference": reference, "number": number}
    return access.open_row(request, rows, label="session", purpose="treatment", action=action, **found)


def _participant(request, session, reference):
    """Somebody of this date with whose family this user may work. Raises Http404."""
    found = selectors.participant(session, request.user, reference)
    if found is None:
        raise access.refusal(request, label="dossier", purpose="treatment", asked=[reference])
    person, couple, dossier_id = found
    access.show_flag(request, is_up=couple.is_flagged)
    action = Action.CREATE if request.method == "POST" else Action.VIEW
    access.log(
        request, action=action, label="dossier", purpose="treatment", case_id=couple.case_id, dossier_id=dossier_id
    )
    return person
