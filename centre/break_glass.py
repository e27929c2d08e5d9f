"""The emergency door: a case by its reference, for staff without a relation, with a reason (law.md R21, R41)."""

from django.http import HttpRequest

from centre import access
from centre.audiences import Audience
from centre.models import AccessLog, Case
from centre.services.emergency import NoEmergencyAccess, open_by_emergency


def open_case_by_emergency(
    request: HttpRequest, *, reference: str, purpose: str, purpose_label: str, reason: str
) -> Case:
    """The case, which this person may open until an hour from now; a case that was open already just opens.

    `purpose` is the code that the log keeps, `purpose_label` the words that overseers read.
    Raises NoEmergencyAccess for unknown references and excluded people alike; that is logged as a failed emergency.
    """
    mine = Case.objects.visible_to(request.user).filter(reference=reference).first()
    if mine is not None:
        return mine
    case = Case.objects.filter(reference=reference).first()
    role = f"{Audience(request.audience).label}, {access.organisation_of(request)}".rstrip(", ")
    try:
        relation = open_by_emergency(case=case, user=request.user, reason=reason, purpose=purpose_label, role=role)
    except NoEmergencyAccess:
        _log(request, purpose, succeeded=False)
        raise
    _log(request, purpose, case=case)
    request.session["break_glass_until"] = relation.until.isoformat()
    return case


def _log(request: HttpRequest, purpose: str, **facts) -> None:
    action = AccessLog.Action.EMERGENCY
    access.log(request, action=action, label="case", purpose=purpose, ground="emergency", **facts)
