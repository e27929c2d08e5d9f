"""Propose that a trajectory ends, and agree or not as the second person; for therapists and coordinators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from centre.keeps_open import StillStands, what_stands
from centre.workflow import IllegalMove
from intake import selectors, services
from intake.forms.closing import ClosingForm, StaysOpenForm
from intake.models import Closing
from intake.views.conflict import FORBIDDEN, refuse

PAGE = "intake/closing.html"


@require_http_methods(["GET", "POST"])
def close(request, reference):
    """Propose the end, or see what was proposed."""
    case = access.open_case(request, reference, purpose="closing")
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.propose_closing(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        except (IllegalMove, StillStands) as error:
            return _refused(request, reference, error)
        else:
            messages.success(request, _("A colleague is asked to agree. Until then nothing changes."))
            return redirect(_sheet(request, reference))
    return render(request, PAGE, _facts(request, case) | {"form": form, "stays": StaysOpenForm()})


@require_POST
def agree(request, reference):
    """The second person agrees: the case closes and both parents read it."""
    case = access.open_case(request, reference, purpose="closing")
    try:
        services.approve_closing(closing=_waiting(case), by=request.user)
    except services.NotTheSecondPerson:
        return _own(request, reference)
    except (IllegalMove, StillStands) as error:
        return _refused(request, reference, error)
    messages.success(request, _("The trajectory is closed and both parents are told."))
    return redirect("intake:desk" if request.audience == "coordinator" else "intake:therapist-cases")


@require_POST
def keep_open(request, reference):
    """The second person does not agree, and says why."""
    case = access.open_case(request, reference, purpose="closing")
    stays = StaysOpenForm(request.POST)
    if not stays.is_valid():
        return render(request, PAGE, _facts(request, case) | {"form": ClosingForm(), "stays": stays})
    try:
        services.return_closing(closing=_waiting(case), by=request.user, **stays.cleaned_data)
    except services.NotTheSecondPerson:
        return _own(request, reference)
    except IllegalMove as error:
        return _refused(request, reference, error)
    return redirect(_sheet(request, reference))


def _facts(request, case) -> dict:
    return {
        "case": case,
        "closings": selectors.closings_of(case),
        "standing": what_stands(case),
        "street": request.audience,
        "back": _sheet(request, case.reference),
    }


def _waiting(case) -> Closing:
    row = selectors.waiting_closing(case)
    if row is None:
        raise IllegalMove("Closing", "none", "answered")
    return row


def _own(request, reference):
    text = _("You cannot approve your own decision. Ask a colleague.")
    return refuse(request, text=text, back=_sheet(request, reference), status=FORBIDDEN)


def _refused(request, reference, error):
    text = _("This step is not possible from here.")
    if isinstance(error, StillStands):
        text = _("First end what still stands: %(words)s.") % {"words": error}
    return refuse(request, text=text, back=_sheet(request, reference))


def _sheet(request, reference):
    name = "sheet" if request.audience == "coordinator" else "therapist-case"
    return reverse(f"intake:{name}", args=[reference])
