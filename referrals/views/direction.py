"""One director, one plan: for the staff of a case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, team
from centre import selectors as ground_floor
from centre.access import Action
from centre.audiences import Audience
from referrals import selectors, services
from referrals.forms.family import ActionForm, DirectorForm, GoalForm
from referrals.views.referrers import PAGE_SIZE


def _name(request, name: str) -> str:
    return f"referrals:{name}" if request.audience == Audience.COORDINATOR else f"referrals:{name}-therapist"


def _typed(request):
    return request.POST if request.method == "POST" else None


@require_safe
def without_director(request):
    """Open cases that nobody leads."""
    page = Paginator(selectors.cases_without_director(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="cases without a director")
    return render(request, "referrals/without_director.html", {"page": page})


@require_http_methods(["GET", "POST"])
def director(request, reference):
    """Name the director; everybody involved hears it at the same moment."""
    case = access.open_case(request, reference, purpose="direction")
    form = DirectorForm(_typed(request), people=team.colleagues())
    if form.is_valid():
        try:
            changed = services.name_director(case=case, user=form.cleaned_data["person"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.RIGHTS, label="direction", purpose="direction", case=case)
            said = (
                _("Everybody involved got the same message.") if changed else _("Nothing changed: this was so already.")
            )
            messages.success(request, said)
            return redirect("referrals:director", reference=reference)
    context = {"case": case, "form": form, "director": selectors.director_of(case)}
    return render(request, "referrals/director.html", context)


@require_http_methods(["GET", "POST"])
def plan(request, reference):
    """The whole plan; a new goal below it."""
    case = access.open_case(request, reference, purpose="plan")
    form = GoalForm(_typed(request), parents=ground_floor.parents_of(case))
    if form.is_valid():
        try:
            services.add_goal(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _changed(request, case, _("The goal stands in the plan."))
    context = {"case": case, "form": form, "goals": selectors.plan_for_staff(case)}
    context["street"] = "" if request.audience == Audience.COORDINATOR else "-therapist"
    return render(request, "referrals/plan.html", context)


@require_http_methods(["GET", "POST"])
def add_action(request, reference, item):
    """An action below a goal."""
    case = access.open_case(request, reference, purpose="plan")
    goal = access.open_row(request, selectors.goals_of(case), label="plan", purpose="plan", reference=item)
    parents = [row for row in ground_floor.parents_of(case) if goal.parent_id in (None, row.pk)]
    form = ActionForm(
        _typed(request), parents=parents, initial={"parent": goal.parent.reference if goal.parent else ""}
    )
    if form.is_valid():
        try:
            services.add_action(goal=goal, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _changed(request, case, _("The action stands in the plan."))
    back = reverse(_name(request, "plan"), args=[reference])
    return render(
        request, "referrals/chain_form.html", {"case": case, "form": form, "title": goal.text, "back_url": back}
    )


@require_POST
def reach_goal(request, reference, item):
    """The goal has been reached today."""
    case = access.open_case(request, reference, purpose="plan")
    goal = access.open_row(request, selectors.goals_of(case), label="plan", purpose="plan", reference=item)
    services.reach_goal(goal=goal)
    return _changed(request, case, _("The goal has been reached."))


@require_POST
def finish_action(request, reference, item):
    """The action has been done today."""
    case = access.open_case(request, reference, purpose="plan")
    action = access.open_row(request, selectors.actions_of(case), label="plan", purpose="plan", reference=item)
    services.finish_action(action=action)
    return _changed(request, case, _("The action has been done."))


def _changed(request, case, said):
    access.log(request, action=Action.CHANGE, label="plan", purpose="plan", case=case)
    messages.success(request, said)
    return redirect(_name(request, "plan"), reference=case.reference)
