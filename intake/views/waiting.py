"""A parent's own waiting time: an expected month, one question, help for meanwhile. Never a place in a row."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from intake import selectors, services, waiting
from intake.forms.waiting import InterestForm


@require_http_methods(["GET", "POST"])
def my_waiting(request):
    """What this parent may expect; the answer to the question is the own one only."""
    parent = access.open_own_parent(request, purpose="waiting", label="waiting")
    question = waiting.own_question(parent)
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and question is None:
        raise Http404
    if form.is_valid():
        services.answer_interest(question=question, **form.cleaned_data)
        messages.success(request, _("Thank you. We have kept your answer."))
        return redirect("intake:my-waiting")
    waits = waiting.waits_as_told_to(parent)
    context = {
        "waits": waits, "question": question, "form": form,
        "month": waiting.expected_month(parent.case) if waits else None,
        "offers": waiting.bridging_help(parent) if waits else [],
    }  # fmt: skip
    return render(request, "intake/my_waiting.html", context)


@require_safe
def times(request, reference):
    """For staff: all days on the list, the days that the centre could have acted, and what the parents answered."""
    case = access.open_case(request, reference, purpose="waiting")
    registration = selectors.registration_of(case)
    waited = waiting.waited(registration)
    figures = waited and [
        {"label": _("days on the list"), "value": waited.gross},
        {
            "label": _("days with every permission"),
            "value": waited.net,
            "note": _("without the days on which one was missing"),
        },
    ]
    context = {
        "case": case, "waited": waited, "figures": figures, "interest": waiting.interest_of(case),
        "month": waiting.expected_month(case), "waits": waiting.waits(case),
    }  # fmt: skip
    return render(request, "intake/waited.html", context)
