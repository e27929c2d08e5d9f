"""Papers: what the referrer was told, what a court is told. Dates and goals, never what was said."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centre import access, clock, court_facts
from centre.access import Action
from centre.downloads import hands_out_a_file
from centre.pdf import render_pdf
from centre.reauthentication import confirmation
from referrals import selectors
from referrals.views.chain import _open
from referrals.views.referrers import open_referral


def _paper(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@hands_out_a_file
@require_safe
def feedback_paper(request, reference, kind):
    """What this organisation was told at a fixed moment, as an accessible PDF."""
    row = open_referral(request, reference, purpose="feedback")
    feedback = selectors.feedback_of(row).filter(kind=kind).first()
    if feedback is None or not row.may_follow:
        access.log(request, action=Action.DENIED, label="feedback", purpose="feedback", succeeded=False)
        raise Http404
    if asked := confirmation(request):
        return asked
    title = _("About referral %(reference)s") % {"reference": row.reference}
    context = {"title": title, "document_title": title, "referral": row, "feedback": feedback, "language": "nl"}
    access.log(request, action=Action.EXPORT, label="feedback", purpose="feedback", case_id=row.case_id)
    context |= {"reference": row.reference, "printed_on": clock.today()}
    return _paper(render_pdf("pdf/referral_feedback.html", context), f"{row.reference}-{kind}")


@hands_out_a_file
@require_safe
def court_paper(request, reference, item):
    """The report of facts for a court: dates, goals word for word, nothing from talks or notes."""
    case, track = _open(request, reference, item, selectors.court_tracks_of)
    if asked := confirmation(request):
        return asked
    title, meetings = _("Report of facts for the court"), court_facts.meetings_of(case)
    context = {
        "title": title,
        "document_title": title,
        "track": track,
        "case": case,
        "steps": selectors.facts_for_court(case),
        "meetings": meetings,
        "held": [meeting for meeting in meetings if meeting.is_held],
        "language": "nl",
        "reference": case.reference,
        "printed_on": clock.today(),
        "confidential": True,
    }
    access.log(request, action=Action.EXPORT, label="court report", purpose="chain", case=case)
    return _paper(render_pdf("pdf/court_facts.html", context), f"{case.reference}-{track.reference}")
