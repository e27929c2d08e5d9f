"""The learning panel: how families with a comparable profile fared, beside what the rules advise."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access
from centre.audiences import Audience
from research.panels import WrongProfile, panels_of


@require_safe
def case_learning(request, reference):
    """For the profile of this case: after the advice of the rules, and after the decision when it differs."""
    case = access.open_case(request, reference, purpose="how families fared")
    try:
        context = panels_of(case, advice=request.GET.get("advies"), weights=request.GET.getlist("gewicht"))
    except WrongProfile as error:
        raise Http404 from error
    is_therapist = request.audience == Audience.THERAPIST
    return render(request, "research/learning.html", context | {"case": case, "is_therapist": is_therapist})
