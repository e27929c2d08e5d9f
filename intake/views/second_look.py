"""The second pair of eyes, for coordinators and for a colleague therapist; nobody approves the own indication."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.agreement import consent_status
from centre.audiences import Audience
from centre.services.safety import record_safety
from centre.workflow import IllegalMove
from intake import comparable, selectors, services
from intake.forms import staff as forms
from intake.letters import letter_in_full
from intake.views.conflict import FORBIDDEN, refuse
from intake.wording import advice_in_words, findings_in_words

CHANGE = access.Action.CHANGE


@require_safe
def look(request, reference):
    """What will be approved: decision, advice, alternative and the letter. Clinical text for therapists only."""
    case = access.open_case(request, reference, purpose="second look")
    return _page(request, case, selectors.waiting_indication(case), forms.ReturnForm())


@require_POST
def approve(request, reference):
    """Agree: the letter goes to both parents at once."""
    case = access.open_case(request, reference, purpose="approve", action=CHANGE)
    indication = selectors.waiting_indication(case)
    try:
        if indication is None:
            raise IllegalMove("Indication", "none", "approved")
        services.approve_indication(indication=indication, by=request.user)
    except services.NotTheSecondPerson:
        return _own(request, reference)
    except services.FlagWentUp:
        text = _("The safety flag went up after this decision. Send it back, so that it is weighed again.")
        return refuse(request, text=text, back=_sheet(request, reference))
    except IllegalMove:
        return refuse(request, text=_("There is nothing to approve any more."), back=_sheet(request, reference))
    return redirect(_sheet(request, reference))


@require_POST
def send_back(request, reference):
    """Ask for another look, with a remark."""
    case = access.open_case(request, reference, purpose="approve", action=CHANGE)
    indication, form = selectors.waiting_indication(case), forms.ReturnForm(request.POST)
    if indication is None:
        return refuse(request, text=_("There is nothing to approve any more."), back=_sheet(request, reference))
    if not form.is_valid():
        return _page(request, case, indication, form)
    try:
        services.return_indication(indication=indication, by=request.user, **form.cleaned_data)
    except services.NotTheSecondPerson:
        return _own(request, reference)
    except IllegalMove:
        return refuse(request, text=_("There is nothing to approve any more."), back=_sheet(request, reference))
    return redirect(_sheet(request, reference))


@require_http_methods(["GET", "POST"])
def safety(request, reference):
    """Put the safety flag up or take it down; the reason goes into the safety dossier, the family sees nothing."""
    case = access.open_case(request, reference, purpose="safety", action=CHANGE)
    form = forms.SafetyFlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        kind = "flag_set" if form.cleaned_data["up"] == "up" else "flag_lifted"
        try:
            record_safety(case=case, kind=kind, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect(_sheet(request, reference))
    context = {"case": case, "form": form, "is_flagged": case.is_flagged, "back": _sheet(request, reference)}
    return render(request, "intake/safety.html", context)


def _page(request, case, indication, form):
    if indication is None:
        return refuse(request, text=_("There is nothing to approve any more."), back=_sheet(request, case.reference))
    context = {
        "case": case,
        "indication": indication,
        "advice": advice_in_words(indication.advice),
        "findings": findings_in_words(indication),
        "letter": letter_in_full(indication),
        "deviates": indication.outcome != indication.advice["advice"],
        "is_own": indication.decided_by_id == request.user.pk,
        "may_read_reasons": request.audience == Audience.THERAPIST,
        "consent": consent_status(case),
        "comparable": comparable.panels(case),
        "form": form,
        "street": _street(request),
    }
    return render(request, "intake/second_look.html", context)


def _own(request, reference):
    text = _("You cannot approve your own decision. Ask a colleague.")
    return refuse(request, text=text, back=_sheet(request, reference), status=FORBIDDEN)


def _street(request) -> str:
    return "therapist" if request.audience == Audience.THERAPIST else "coordinator"


def _sheet(request, reference) -> str:
    name = "intake:therapist-case" if request.audience == Audience.THERAPIST else "intake:sheet"
    return reverse(name, args=[reference])
