"""What a parent sees: who is involved, and the own part of the plan."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access
from referrals import selectors


@require_safe
def involved(request):
    """Helpers outside the centre, as far as this parent may know."""
    parent = access.open_own_parent(request, purpose="chain", label="chain")
    links = selectors.chain_for_parent(parent, parent.case)
    return render(request, "referrals/involved.html", {"links": links})


@require_safe
def my_plan(request):
    """Shared goals and the own ones."""
    parent = access.open_own_parent(request, purpose="plan", label="plan")
    goals = selectors.plan_for_parent(parent, parent.case)
    return render(request, "referrals/my_plan.html", {"goals": goals})
