"""One screen for staff: per person who must still say what, and the decisions of courts with their evidence."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, selectors, team
from centre.audiences import Audience
from centre.services.consents import end_ruling, record_ruling
from intake import consents
from intake.forms.consents import RulingForm


@require_safe
def screen(request, reference):
    """Who must still say what."""
    case = access.open_case(request, reference, purpose="consent")
    context = {"case": case, "may_record": request.audience == Audience.COORDINATOR, **consents.screen(case)}
    name = "intake:sheet" if context["may_record"] else "intake:therapist-case"
    return render(request, "intake/consents.html", context | {"back": reverse(name, args=[reference])})


@require_http_methods(["GET", "POST"])
def record(request, reference):
    """Why somebody's yes is not waited for: with its reason, its evidence and a second professional."""
    case = access.open_case(request, reference, purpose="consent", action=access.Action.CHANGE)
    parents, children = selectors.people_with_dossier(case)
    data = request.POST if request.method == "POST" else None
    colleagues = team.colleagues_for(case.pk).exclude(pk=request.user.pk)
    form = RulingForm(data, parents=parents, children=children, colleagues=colleagues)
    if form.is_valid():
        try:
            record_ruling(case=case, by=request.user, **form.facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The decision counts from its date."))
            return redirect("intake:consents-coordinator", reference=reference)
    return render(request, "intake/ruling.html", {"case": case, "form": form})


@require_POST
def end(request, reference, number):
    """The decision no longer counts."""
    case = access.open_case(request, reference, purpose="consent", action=access.Action.CHANGE)
    ruling = access.open_row(request, consents.rulings_of(case), label="ruling", purpose="consent", pk=number)
    end_ruling(ruling=ruling)
    return redirect("intake:consents-coordinator", reference=reference)
