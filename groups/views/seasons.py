"""Coordinators: ask for a season, watch it being composed, move couples about, compare, and take a proposal over."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.models import Case
from groups import explanations, selectors, tasks
from groups import forms_composition as forms
from groups.models import CompositionRun
from groups.selectors import season_changes, season_check, season_figures, seasons
from groups.services import composition, composition_moves

Action = access.Action


@require_http_methods(["GET", "POST"])
def season_list(request):
    """The proposals of the own regions, and the question for a new one."""
    regions = request.user.regions_as(request.audience)
    form = forms.SeasonForm(request.POST if request.method == "POST" else None, regions=regions)
    if form.is_valid():
        try:
            run = composition.request_run(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log_list(request, label="season proposal", purpose="planning", action=Action.CREATE)
            tasks.compose_season.delay_on_commit(run_id=run.pk)
            return redirect("groups:season", reference=run.reference)
    access.log_list(request, label="season proposals", purpose="planning")
    return render(request, "groups/seasons.html", {"form": form, "runs": seasons.runs_of(request.user)[:25]})


@require_safe
def season(request, reference):
    """The planning board: groups, seats, who is passed by and why; painted from what the composer left."""
    run = open_run(request, reference, also=["base"])
    others = (
        seasons.runs_of(request.user).filter(region=run.region_id, state__in=["done", "accepted"]).exclude(pk=run.pk)
    )
    facts = {"board": seasons.season_board(run), "run": run, "compare": forms.CompareForm(runs=others)}
    facts["teams"] = season_figures.team_worths(run)
    facts["changes"] = season_changes.since_base(run)
    facts["stage"] = explanations.stage(run.stage)
    facts |= {"overtaken": season_check.is_overtaken(run), "mendable": season_check.is_mendable(run)}
    say_who(request, facts["board"])
    return render(request, "groups/season.html", facts | {"failure": explanations.failure(run.failure)})


@require_http_methods(["GET", "POST"])
def season_couple(request, reference, case):
    """One couple in a proposal: why no seat, what each group would bring or object, and moving it."""
    run = open_run(request, reference)
    row = case_of(request, run, case)
    board = seasons.season_board(run)
    form = forms.MoveCoupleForm(request.POST if "to" in request.POST else None, groups=board.groups)
    if form.is_valid():
        try:
            points = composition_moves.move_couple(run=run, case=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, moved(form.goal, points), extra_tags=row.reference)
            return redirect("groups:season", reference=reference)
    return couple_page(request, run, row, board, form, forms.PinForm(prefix="pin"))


def moved(goal: str, points: int) -> str:
    """What a move did, without whom: a message travels in a cookie of the browser; `say_who` adds the names."""
    said = ngettext("%(points)+d point", "%(points)+d points", abs(points)) % {"points": points}
    if goal:
        return _("moved to %(group)s, and stays fixed there (%(points)s)") % {"group": goal, "points": said}
    return _("without a seat now (%(points)s)") % {"points": said}


def say_who(request, board: seasons.Board) -> None:
    """Put the names before what is said about a couple, on the page that shows it and reads it aloud."""
    names = board.names
    for message in messages.get_messages(request):
        if message.extra_tags in names:
            message.message = f"{names[message.extra_tags]}: {message.message}"


def couple_page(request, run: CompositionRun, row: Case, board: seasons.Board, move, pin):
    """The page of one couple with both of its forms, of which one may hold what was typed."""
    options = composition_moves.options_for(run=run, case=row) if run.plan is not None else []
    lines = [{"group": board.groups[one["place"]], **one} for one in options]
    mine = next((one for one in board.waiting if one["couple"] and one["couple"].case_id == row.pk), None)
    facts = {"run": run, "case": row, "move": move, "lines": lines, "mine": mine, "pin": pin}
    facts["names"] = seasons.names_of_couple(row)
    if mine and "kosten" in request.GET:
        facts["cost"] = seasons.cost_in_words(season_figures.cost_of_seating(run, row))
    return render(request, "groups/season_couple.html", facts | {"form": pin if pin.is_bound else move})


@require_POST
def season_stop(request, reference):
    """Stop the composer."""
    run = open_run(request, reference, Action.CHANGE)
    return said(request, reference, _("The composer stops."), composition.cancel_run, run=run)


@require_POST
def season_replan(request, reference):
    """A new proposal that keeps as much of this one as it can."""
    run = open_run(request, reference, Action.CHANGE)
    try:
        made = composition.request_run(
            region=run.region, starts_on=run.starts_on, by=request.user, seconds=run.seconds, seed=run.seed, base=run
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("groups:season", reference=reference)
    tasks.compose_season.delay_on_commit(run_id=made.pk)
    return redirect("groups:season", reference=made.reference)


@require_POST
def season_accept(request, reference):
    """Make the groups and offer the places."""
    run = open_run(request, reference, Action.CHANGE)
    try:
        problems = composition_moves.accept_run(run=run, by=request.user)
    except ValidationError as error:
        problems = error.messages
    else:
        messages.success(request, taken_over(run))
    for text in problems:
        messages.error(request, text)
    return redirect("groups:season", reference=reference)


def taken_over(run: CompositionRun) -> str:
    """What happened when a proposal was taken over."""
    if run.facts["names"].get("groups"):
        return _("What changes is done. Only who is new is asked.")
    if run.plan["groups"]:
        return _("The groups are made and both parents of each couple are asked.")
    return _("The parents without a place can read why now.")


@require_safe
def season_today(request, reference):
    """Check a proposal on the facts of today, without composing."""
    run = open_run(request, reference)
    if run.plan is None:
        raise Http404
    facts = {"run": run, "today": season_check.checked_today(run)}
    return render(request, "groups/season_check.html", facts)


@require_safe
def season_compare(request, reference):
    """Two proposals beside each other: figures, and who is kept, moved, new or dropped."""
    run = open_run(request, reference)
    form = forms.CompareForm(request.GET or None, runs=seasons.runs_of(request.user).exclude(pk=run.pk))
    other = open_run(request, form.cleaned_data["other"].reference) if form.is_valid() else None
    changes = season_changes.changes_between(run, other) if other else None
    facts = {"run": run, "other": other, "changes": changes, "form": form}
    return render(request, "groups/season_compare.html", facts)


@require_http_methods(["GET", "POST"])
def times(request, reference, person):
    """When one parent of a waiting couple can come."""
    rows = selectors.waiting_list(request.user)
    case = access.open_row(request, rows, label="case", purpose="planning", reference=reference)
    parent, known = seasons.times_of(case, person)
    form = forms.TimesForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_valid():
        composition.note_times(parent=parent, by=request.user, **form.facts)
        messages.success(request, _("The times of this parent are saved."))
        return redirect("groups:waiting-list")
    return render(request, "groups/times.html", {"case": case, "parent": parent, "form": form, "known": known})


def open_run(request, reference: str, action: str = "", *, also: Iterable[str] = ()) -> CompositionRun:
    rows = CompositionRun.objects.of_coordinator(request.user).select_related("region", "recipe", *also)
    return access.open_row(
        request, rows, label="season proposal", purpose="planning", action=action, reference=reference
    )


def case_of(request, run: CompositionRun, reference: str) -> Case:
    """A couple of this proposal. Raises Http404."""
    rows = seasons.couples_in(run, request.user)
    return access.open_row(request, rows, label="case", purpose="planning", reference=reference)


def said(request, reference: str, text: str, service, **facts):
    try:
        service(**facts)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)
    return redirect("groups:season", reference=reference)
