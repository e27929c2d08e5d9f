"""Plan groups, watch them, and lead them from open to completed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.workflow import IllegalMove
from groups import forms, planning, selectors, services
from groups.models import Group, Session
from groups.selectors.dates import closed_days
from groups.services.sessions import wall_clock
from therapists.models import Practice
from therapists.states import Role

PAGE_SIZE = 25
Action = access.Action

#: Last part of the address → what happens and what is said about it.
STEPS = {
    "openen": (services.open_group, gettext_lazy("The group is open for couples.")),
    "starten": (services.start_group, gettext_lazy("The group has started.")),
    "afronden": (services.complete_group, gettext_lazy("The group is completed.")),
}


@require_safe
def board(request):
    """All groups of the own regions."""
    rows = selectors.board(request.user, state=request.GET.get("state", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="groups", purpose="planning")
    return render(request, "groups/board.html", {"page": page, "filter": forms.BoardFilterForm(request.GET)})


@require_http_methods(["GET", "POST"])
def new(request):
    """From a first day to a group: the dates with their reasons first, then rooms and people."""
    form = forms.PlanForm(request.GET if "first" in request.GET else None, practices=practices_of(request))
    form.helper.form_method = "get"
    access.log(request, action="", label="group plan", purpose="planning")
    if not form.is_valid():
        return render(request, "groups/new.html", {"form": form})
    try:
        plan = _preview(form.cleaned_data)
    except ValidationError as error:
        form.add_errors_of(error)
        return render(request, "groups/new.html", {"form": form})
    team = _team_form(request, form.cleaned_data, plan)
    if team.is_valid():
        try:
            made = services.plan_group(by=request.user, **plan["facts"], **team.cleaned_data)
        except ValidationError as error:
            team.add_errors_of(error)
        else:
            messages.success(request, _("The group is planned. Open it when couples may have a seat."))
            return redirect("groups:group", reference=made.reference)
    return render(request, "groups/preview.html", {"form": team, "plan": plan, "facts": form.cleaned_data})


@require_safe
def group(request, reference):
    """One group: sessions, seats, team, warnings, reminders."""
    row = _open(request, reference, purpose="planning")
    return render(request, "groups/group.html", {"sheet": selectors.group_sheet(row), "group": row})


@require_POST
def step(request, reference, step):
    """Open, start or complete."""
    row = _open(request, reference, purpose="planning", action=Action.CHANGE)
    if step not in STEPS:
        raise Http404
    service, said = STEPS[step]
    try:
        service(group=row, by=request.user)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    except IllegalMove:
        messages.error(request, _("This step does not fit the state of the group."))
    else:
        messages.success(request, said)
    return redirect("groups:group", reference=reference)


@require_http_methods(["GET", "POST"])
def cancel(request, reference):
    """The group does not go on; everybody is told."""
    row = _open(request, reference, purpose="planning", action=Action.CHANGE)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.cancel_group(group=row, by=request.user, **form.cleaned_data)
        except IllegalMove:
            form.add_error(None, _("This group is over already."))
        else:
            messages.success(request, _("The group is cancelled and its couples are told."))
            return redirect("groups:group", reference=reference)
    return render(request, "groups/cancel.html", {"group": row, "form": form})


@require_http_methods(["GET", "POST"])
def move(request, reference, number):
    """Another moment for one session, for both tracks."""
    session = _open_session(request, reference, number, Action.CHANGE)
    form = forms.MoveForm(request.POST if request.method == "POST" else None, session=session)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            starts_at = wall_clock(facts.pop("on"), facts.pop("at"))
            moved = services.move_session(session=session, starts_at=starts_at, by=request.user, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The session has moved and everybody is told."))
            warn_of_a_closed_day(request, session.group, moved.on)
            return redirect("groups:group", reference=reference)
    return render(request, "groups/move.html", {"session": session, "group": session.group, "form": form})


@require_http_methods(["GET", "POST"])
def cancel_session(request, reference, number):
    """One session does not take place."""
    session = _open_session(request, reference, number, Action.CHANGE)
    if request.method == "POST":
        try:
            services.cancel_session(session=session, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The session is cancelled and everybody is told."))
        return redirect("groups:group", reference=reference)
    return render(request, "groups/cancel_session.html", {"session": session, "group": session.group})


@require_http_methods(["GET", "POST"])
def substitute(request, reference, number):
    """Somebody stands in on one date."""
    session = _open_session(request, reference, number, Action.RIGHTS)
    spans = [(session.starts_at, session.ends_at)]
    free = [one for role in Role.values for one in selectors.free_leads(role=role, spans=spans)]
    form = forms.SubstituteForm(request.POST if request.method == "POST" else None, session=session, free=free)
    if form.is_valid():
        try:
            services.substitute(session=session, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The replacement is appointed and can open the group on that day."))
            return redirect("groups:group", reference=reference)
    return render(request, "groups/substitute.html", {"session": session, "group": session.group, "form": form})


def warn_of_a_closed_day(request, group: Group, day) -> None:
    """What was planned by hand stays; whoever did it reads that the location or the schools are closed then."""
    if reason := closed_days(group.practice)(day):
        messages.warning(request, _("Mind: this is a closed day (%(reason)s).") % {"reason": reason})


def practices_of(request):
    """The active locations of the reader's own regions."""
    regions = request.user.regions_as(request.audience)
    return Practice.objects.filter(is_active=True, municipality__region__in=regions)


def _open(request, reference, *, purpose, action=""):
    rows = Group.objects.of_coordinator(request.user).select_related("practice__municipality", "region", "recipe")
    return access.open_row(request, rows, label="group", purpose=purpose, action=action, reference=reference)


def _open_session(request, reference, number, action):
    rows = Session.objects.of_coordinator(request.user).select_related("group__practice", "parent_room", "child_room")
    found = {"group__reference": reference, "number": number}
    return access.open_row(request, rows, label="session", purpose="planning", action=action, **found)


def _preview(chosen: dict) -> dict:
    """The dates that these choices lead to; `facts` are what plan_group takes."""
    first = planning.first_weekday(chosen["first"], chosen["weekday"])
    facts = {name: chosen[name] for name in ("recipe", "practice", "mode", "at")} | {"first": first}
    series = services.plans.series_for(
        recipe=facts["recipe"], practice=facts["practice"], first=first, mode=facts["mode"]
    )
    spans = services.plans.moments_of(series, facts["at"], facts["recipe"].minutes)
    known = selectors.holidays_known_until(facts["practice"].municipality.school_holiday_region)
    return {
        "facts": facts, "series": series, "spans": spans,
        "not_valid": selectors.not_valid_throughout(spans=spans, practice=facts["practice"]),
        "beyond_known": not known or series.dates[-1] > known, "known_until": known,
    }  # fmt: skip


def _team_form(request, chosen: dict, plan: dict):
    roles = {"parent_leads": Role.PARENT_LEAD, "child_leads": Role.CHILD_LEAD}
    practice = chosen["practice"]
    if not chosen["recipe"].with_children:
        del roles["child_leads"]
    pools = {
        name: selectors.candidates(role=role, spans=plan["spans"], practice=practice) for name, role in roles.items()
    }
    count, dates = chosen["recipe"].leads_per_track, len(plan["spans"])
    plan["shortages"] = [
        (roles[name].label, numbers)
        for name, pool in pools.items()
        if (numbers := selectors.failing_dates(pool, count=count, dates=dates))
    ]
    plan["partly"] = [row for pool in pools.values() for row in pool if 0 < len(row.fails) < dates][:6]
    free = {name: [row.therapist for row in pool if not row.fails] for name, pool in pools.items()}
    able = {one.pk: one for people in free.values() for one in people}
    plan["burdened"] = selectors.burdens(able.values(), practice=practice)[:12]
    bound = request.POST if request.method == "POST" else None
    rooms = selectors.free_rooms(practice=practice, spans=plan["spans"])
    return forms.TeamForm(bound, rooms=rooms, free=free, count=chosen["recipe"].leads_per_track)
