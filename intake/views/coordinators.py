"""The coordinator's desk: who waits, which talks, whose second look. No answers of parents and no reports."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.keeps_open import StillStands
from centre.selectors import case_timeline
from centre.workflow import IllegalMove
from intake import queue, selectors, services, talks
from intake.forms import staff as forms
from intake.views.conflict import refuse
from referrals.selectors import referrer_of

PAGE_SIZE = 25
CHANGE = access.Action.CHANGE


@require_safe
def desk(request):
    """The queue: most urgent first, with state, age, deadline and safety flag."""
    state = request.GET.get("stand", "")
    page = Paginator(queue.desk(request.user, state), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="applications")
    context = {"page": page, "lines": queue.desk_lines(page), "state": state, "filters": queue.DESK_FILTERS}
    return render(request, "intake/desk.html", context)


@require_safe
def sheet(request, reference):
    """One case: how far both parts are, the talks, the decisions, whose permission is there."""
    case = access.open_case(request, reference, purpose="intake")
    context = selectors.sheet(case)
    context["moves"] = context["registration"].moves.select_related("by")
    context["timeline"] = case_timeline(case)
    return render(request, "intake/sheet.html", context)


@require_http_methods(["GET", "POST"])
def plan(request, reference):
    """Plan a talk; every guest gets an own invitation."""
    case = access.open_case(request, reference, purpose="plan talk", action=CHANGE)
    referrer = referrer_of(case)
    data = request.POST if request.method == "POST" else None
    form = forms.TalkForm(
        data, leads=talks.possible_leads(case), referrer=referrer, children=selectors.children_of(case)
    )
    if form.is_valid():
        facts = dict(form.cleaned_data)
        guest = referrer if facts.pop("with_referrer", False) else None
        try:
            services.plan_talk(case=case, referrer=guest, by=request.user, **facts)
            return redirect("intake:sheet", reference=reference)
        except services.TalkMustBeApart:
            form.add_error("form", _("The safety flag is up. Plan this talk apart."))
        except ValidationError as error:
            form.add_errors_of(error)
        except IllegalMove:
            return refuse(request, text=_("A talk can be planned when both parts are in."), back=_sheet(reference))
    return render(request, "intake/plan.html", {"case": case, "form": form, "is_flagged": case.is_flagged})


@require_http_methods(["GET", "POST"])
def move_talk(request, reference, talk):
    """Another moment or place."""
    case, row = _talk(request, reference, talk)
    initial = {"starts_at": row.starts_at, "place": row.place, "form": row.form}
    form = forms.MoveTalkForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.move_talk(talk=row, by=request.user, **form.cleaned_data)
            return redirect("intake:sheet", reference=reference)
        except services.TalkMustBeApart:
            form.add_error("form", _("The safety flag is up. Plan this talk apart."))
        except ValidationError as error:
            form.add_errors_of(error)
    return render(request, "intake/move_talk.html", {"case": case, "talk": row, "form": form})


@require_http_methods(["GET", "POST"])
def cancel_talk(request, reference, talk):
    """The talk is off."""
    case, row = _talk(request, reference, talk)
    if request.method == "POST":
        try:
            services.cancel_talk(talk=row, by=request.user)
        except ValidationError as error:
            return refuse(request, text=error.messages[0], back=_sheet(reference))
        return redirect("intake:sheet", reference=reference)
    return render(request, "intake/cancel_talk.html", {"case": case, "talk": row})


@require_POST
def step(request, reference):
    """One step of the registration by hand, with a reason; what the table does not allow is 409 and leaves no trace."""
    case = access.open_case(request, reference, purpose="step", action=CHANGE)
    registration, form = selectors.registration_of(case), forms.MoveForm(request.POST)
    if not form.is_valid():
        text = _("Name the step and the reason.")
        return refuse(request, text=text, back=_sheet(reference), status=400)
    try:
        services.step_by_hand(registration=registration, by=request.user, **form.cleaned_data)
    except IllegalMove:
        return refuse(request, text=_("This step is not possible from here."), back=_sheet(reference))
    except StillStands as error:
        text = _("First end what still stands: %(words)s.") % {"words": error}
        return refuse(request, text=text, back=_sheet(reference))
    return redirect("intake:desk" if form.cleaned_data["to"] == "lapsed" else _sheet(reference))


@require_http_methods(["GET", "POST"])
def priority(request, reference):
    """Let a family go first, with a reason that can be explained."""
    case = access.open_case(request, reference, purpose="priority", action=CHANGE)
    registration = selectors.registration_of(case)
    initial = {"has_priority": registration.has_priority, "reason": registration.priority_reason}
    form = forms.PriorityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.give_priority(registration=registration, by=request.user, **form.cleaned_data)
        return redirect("intake:sheet", reference=reference)
    return render(request, "intake/priority.html", {"case": case, "form": form})


def _talk(request, reference, talk):
    case = access.open_case(request, reference, purpose="plan talk", action=CHANGE)
    return case, access.open_row(request, talks.talks_of(case), label="talk", purpose="plan talk", reference=talk)


def _sheet(reference):
    return reverse("intake:sheet", args=[reference])
