"""For staff: who is late with a questionnaire (dates, never answers), and who asked to be called."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centre import access
from centre.models import AccessLog
from research.models import FollowUp
from research.selectors.changing import changes_of
from research.selectors.questionnaires import lights, open_follow_ups
from research.services.answering import handle_follow_up


@require_safe
def case_questionnaires(request, reference):
    """The traffic light of one case: who answered, who is late, who missed."""
    case = access.open_case(request, reference, purpose="questionnaires")
    return render(request, "research/case_questionnaires.html", {"case": case, "lights": lights(case)})


@require_safe
def case_changes(request, reference):
    """What changed for whom, according to whom: for the therapist who works on this case."""
    case = access.open_case(request, reference, purpose="outcomes")
    return render(request, "research/case_changes.html", {"case": case, "lines": changes_of(case)})


@require_safe
def follow_ups(request):
    """Parents who were not satisfied and want to be called."""
    access.log_list(request, label="calls asked for")
    return render(request, "research/follow_ups.html", {"rows": open_follow_ups(request.user)[:100]})


@require_POST
def handle(request, reference):
    """Somebody called."""
    rows = FollowUp.objects.visible_to(request.user)
    row = access.open_row(
        request, rows, label="call asked for", purpose="handled", action=AccessLog.Action.CHANGE, reference=reference
    )
    handle_follow_up(follow_up=row, by=request.user)
    messages.success(request, _("Written down: somebody called."))
    return redirect("research:follow-ups")
