"""Coordinators: fix a couple, a group or a lead for every next proposal of a season, and loosen it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from groups import forms_composition as forms
from groups.models import CompositionPin
from groups.selectors import seasons
from groups.services import composition_pins
from groups.views.seasons import case_of, couple_page, open_run, said

Action = access.Action


@require_POST
def couple(request, reference, case):
    """Fix a couple where it sits, or somewhere."""
    run = open_run(request, reference, Action.CHANGE)
    row = case_of(request, run, case)
    form = forms.PinForm(request.POST, prefix="pin")
    if form.is_valid() and _saved(form, composition_pins.pin_couple, run=run, case=row, by=request.user):
        messages.success(request, _("The couple is fixed."))
        return redirect("groups:season", reference=reference)
    board = seasons.season_board(run)
    return couple_page(request, run, row, board, forms.MoveCoupleForm(groups=board.groups), form)


@require_http_methods(["GET", "POST"])
def group(request, reference, place):
    """One group of a proposal: fix that it runs, or who leads it."""
    run = open_run(request, reference, Action.CHANGE if request.method == "POST" else Action.VIEW)
    found = seasons.group_at(run, place)
    if found is None:
        raise Http404
    which = request.POST.get("step") if request.method == "POST" else None
    runs = forms.PinForm(request.POST if which == "group" else None)
    leads = forms.LeadPinForm(request.POST if which == "lead" else None, able=seasons.able_leads(run, place))
    for form, service in ((runs, composition_pins.pin_group), (leads, composition_pins.pin_lead)):
        if form.is_valid() and _saved(form, service, run=run, place=place, by=request.user):
            messages.success(request, _("It is fixed. The next proposal keeps to it."))
            return redirect("groups:season", reference=reference)
    context = {"run": run, "group": found, "runs": runs, "leads": leads, "form": leads if which == "lead" else runs}
    return render(request, "groups/season_group.html", context)


@require_POST
def loosen(request, reference, pin):
    """The next proposal is free again."""
    run = open_run(request, reference, Action.CHANGE)
    rows = CompositionPin.objects.filter(region=run.region_id, starts_on=run.starts_on)
    row = access.open_row(request, rows, label="pin", purpose="planning", action=Action.CHANGE, pk=pin)
    return said(request, reference, _("It is loose again."), composition_pins.loosen, pin=row)


def _saved(form, service, **facts) -> bool:
    try:
        service(**facts, **form.facts)
    except ValidationError as error:
        form.add_errors_of(error)
        return False
    return True
