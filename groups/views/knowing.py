"""Coordinators: what a season must know of a couple, and which families know each other."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from centre.models import Case
from groups import forms_knowing as forms
from groups import selectors, services
from groups.people import couples_of

Action = access.Action


@require_http_methods(["GET", "POST"])
def couple_facts(request, reference):
    """Siblings and court cases, and the families who know this one, on one page."""
    action = Action.CHANGE if request.method == "POST" else Action.VIEW
    case = access.open_case(request, reference, purpose="planning", action=action)
    which = request.POST.get("step") if request.method == "POST" else None
    known = selectors.facts_of_couple(case)
    facts = forms.CoupleFactsForm(request.POST if which == "facts" else None, known=known)
    tie = forms.TieForm(request.POST if which == "tie" else None)
    if facts.is_valid() and _saved(facts, services.note_facts, case=case, by=request.user):
        return _done(request, reference)
    if tie.is_valid() and _tied(request, tie, case):
        return _done(request, reference)
    context = {
        "case": case, "couple": couples_of([case.pk])[case.pk], "facts": facts, "tie": tie,
        "form": tie if which == "tie" else facts,
        "known": known, "ties": selectors.ties_of(case, request.user),
    }  # fmt: skip
    return render(request, "groups/couple_facts.html", context)


@require_POST
def untie(request, reference, tie):
    """These families may meet after all."""
    case = access.open_case(request, reference, purpose="planning")
    rows = selectors.ties_in_force(case)
    row = access.open_row(request, rows, label="tie", purpose="planning", action=Action.CHANGE, pk=tie)
    services.untie(row=row, by=request.user)
    return _done(request, reference)


def _tied(request, form, case: Case) -> bool:
    """The other family is fetched at the door like this one, so that the log names both."""
    rows, typed = Case.objects.visible_to(request.user), form.cleaned_data["other"]
    try:
        other = access.open_row(request, rows, label="case", purpose="planning", action=Action.CHANGE, reference=typed)
    except Http404:
        form.add_error("other", _("We do not know a family with this reference in your region."))
        return False
    return _saved(form, services.tie, case=case, by=request.user, other=other)


def _saved(form, service, **facts) -> bool:
    try:
        service(**(form.cleaned_data | facts))
    except ValidationError as error:
        form.add_errors_of(error)
        return False
    return True


def _done(request, reference):
    messages.success(request, _("It is saved. The next proposal counts with it."))
    return redirect("groups:couple-facts", reference=reference)
