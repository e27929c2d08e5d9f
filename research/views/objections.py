"""For staff: whose yes to research is there, and a child that says no; care stays as it is (law.md R74)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centre import access
from centre.models import AccessLog
from research.selectors import participation
from research.services.objections import note_objection


@require_safe
def screen(request, reference):
    """Per child whether its answers may be used, and why not."""
    case = access.open_case(request, reference, purpose="research objection")
    return render(request, "research/objections.html", {"case": case, **participation.of_case(case)})


@require_POST
def note(request, reference, child):
    """Write down that a child does not want to take part, or does after all."""
    case = access.open_case(request, reference, purpose="research objection", action=AccessLog.Action.CHANGE)
    one = next((line.child for line in participation.of_case(case)["children"] if line.child.reference == child), None)
    resists = {"yes": True, "no": False}.get(request.POST.get("resists"))
    if one is None or resists is None:
        # Nothing said is not a yes.
        raise Http404
    note_objection(case=case, child=one, resists=resists, audience=request.audience, by=request.user)
    messages.success(request, _("Saved. The help goes on as it was."))
    return redirect(f"research:objections-{request.audience}", reference=reference)
