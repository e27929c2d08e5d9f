"""Emergency access ("break-glass"): a reason, an hour, and everybody who must know is told at once (law.md R21)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AccessLog, CareRelation, Case, User
from centre.services.notices import send_to_staff
from centre.team import overseers_of

#: How long the door stays open.
LASTS = timedelta(minutes=60)
#: Shortest reason, in characters: a word is no reason.
SHORTEST_REASON = 20
#: After so many failed tries within the hour the door stays shut: nobody may search for references here.
TRIES_PER_HOUR = 5


class NoEmergencyAccess(ValidationError):
    """Unknown reference, excluded person, too many tries: one answer for all, so that it tells nothing."""

    def __init__(self):
        super().__init__({"reference": _("We cannot open a case with this reference for you. Check it, or call us.")})


def tried_too_often(user: User) -> bool:
    """Whether this person's failed tries of the last hour are spent."""
    since = clock.now() - timedelta(hours=1)
    tries = AccessLog.objects.filter(actor=user, action=AccessLog.Action.EMERGENCY, succeeded=False, at__gt=since)
    return tries.count() >= TRIES_PER_HOUR


@transaction.atomic
def open_by_emergency(*, case: Case | None, user: User, reason: str, purpose: str, role: str) -> CareRelation:
    """Let somebody without a relation work on a case for an hour, and tell overseers why.

    `case`: None when the reference is unknown. `purpose`, `role`: in words, for those who read it.
    Raises NoEmergencyAccess; an exclusion outranks every emergency.
    """
    if case is None or tried_too_often(user) or _is_excluded(case, user):
        raise NoEmergencyAccess
    relation = CareRelation.objects.create(
        case=case,
        user=user,
        kind=CareRelation.Kind.EMERGENCY,
        since=clock.now(),
        until=clock.now() + LASTS,
        reason=f"{purpose}: {reason}"[:200],
        set_by=user,
    )
    _tell(relation, reason, purpose, role)
    return relation


def _is_excluded(case: Case, user: User) -> bool:
    exclusions = CareRelation.objects.active().filter(case=case, user=user, kind=CareRelation.Kind.EXCLUDED)
    return exclusions.exists()


def _tell(relation: CareRelation, reason: str, purpose: str, role: str) -> None:
    case, user = relation.case, relation.user
    text = _(
        "%(name)s (%(role)s) opened case %(case)s with emergency access, until %(until)s.\n\n"
        "Purpose: %(purpose)s\n\nReason: %(reason)s\n\n"
        "Does this not fit? Then end the access on the page of the case, or call the privacy officer."
    ) % {
        "name": user.name,
        "role": role,
        "case": case.reference,
        "until": timezone.localtime(relation.until).strftime("%H:%M"),
        "purpose": purpose,
        "reason": reason,
    }
    recipients = [overseer for overseer in overseers_of(case) if overseer.pk != user.pk]
    send_to_staff(recipients=recipients, subject=_("Emergency access was used"), text=text, by=user)
