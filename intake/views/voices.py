"""A therapist reads what the children of a case told, and gives a younger child a code."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from centre import access
from intake import selectors, services
from intake.models import ChildVoice
from intake.voice import in_words, is_low


@require_safe
def voices(request, reference):
    """Per child, newest first; reading is kept."""
    case = access.open_case(request, reference, purpose="child's story")
    rows = ChildVoice.objects.filter(case=case).select_related("dossier__child", "read_by").order_by("-told_at")
    rows = list(rows[:50])
    told = [{"row": row, "lines": in_words(row.answers), "is_low": is_low(row.answers)} for row in rows]
    children = [file for file in selectors.dossiers_of(case) if file.child_id]
    for file in dict.fromkeys(row.dossier for row in rows):
        access.log(request, action="", label="child's story", purpose="treatment", case=case, dossier=file)
    response = render(request, "intake/voices.html", {"case": case, "told": told, "children": children})
    services.mark_voices_read(voices=rows, by=request.user)
    return response


@require_POST
def make_code(request, reference, dossier):
    """Show a new code once."""
    case = access.open_case(request, reference, purpose="child's story", action=access.Action.CHANGE)
    file = access.open_dossier(request, dossier, purpose="child's story", case=case)
    try:
        code = services.make_code(dossier=file, case=case, by=request.user)
    except ValidationError as error:
        raise Http404 from error
    return render(request, "intake/voice_code.html", {"case": case, "child": file.child, "code": code})
