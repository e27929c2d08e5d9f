"""The coordinator's desk and the cards of today."""

from datetime import timedelta

from django.db.models import QuerySet

from centre import clock
from centre.models import User
from referrals.models import Referral
from referrals.states import EDITABLE, ReferralState
from referrals.terms import is_late

#: The lists of the desk: the word in the address → the states.
LISTS = {
    "wachtend": [ReferralState.SUBMITTED],
    "retour": [ReferralState.RETURNED],
    "aangenomen": [ReferralState.ACCEPTED],
    "gesloten": [ReferralState.DECLINED, ReferralState.WITHDRAWN],
}


def incoming_desk(user: User, which: str = "wachtend") -> QuerySet[Referral]:
    """Referrals of the own regions; those that wait come oldest first, the others newest first."""
    states = LISTS.get(which, LISTS["wachtend"])
    rows = Referral.objects.in_regions_of(user).filter(state__in=states).for_list().select_related("case")
    return rows.order_by("submitted_at" if states == LISTS["wachtend"] else "-state_since", "pk")


def incoming_rows(user: User) -> QuerySet[Referral]:
    """Everything that reached the own regions, with what the sheet shows."""
    rows = Referral.objects.in_regions_of(user)
    return rows.select_related("organisation", "municipality", "region", "submitted_by", "decided_by", "case")


def overdue(user: User) -> tuple[int, int]:
    """(waiting, of which late) at the coordinator's desk."""
    moments = Referral.objects.in_regions_of(user).filter(state=ReferralState.SUBMITTED)
    waiting = list(moments.values_list("submitted_at", flat=True))
    return len(waiting), sum(is_late(moment) for moment in waiting)


def returned_or_draft(user: User) -> dict[str, int]:
    """How many of this referrer's own referrals ask something, by state; colleagues mind theirs."""
    states = Referral.objects.of_organisations_of(user).filter(submitted_by=user, state__in=EDITABLE)
    counted = list(states.values_list("state", flat=True))
    return {state: counted.count(state) for state in EDITABLE}


def sent_on_other_ground(days: int = 7) -> QuerySet[Referral]:
    """Referrals sent in the last days without both parents' yes: the privacy officer's weekly list (features.md E3)."""
    since = clock.now() - timedelta(days=days)
    rows = Referral.objects.filter(submitted_at__gte=since).exclude(ground=Referral.Ground.CONSENT)
    rows = rows.select_related("organisation", "municipality", "submitted_by")
    return rows.defer("stated", "question", "decision_reason").order_by("-submitted_at", "-pk")
