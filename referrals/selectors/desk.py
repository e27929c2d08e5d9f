"""The coordinator's desk and the cards of today."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from centre import clock
from centre.models import User
from referrals.models import Referral, ReferralStep
from referrals.states import EDITABLE, ReferralState

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


def waiting_by_day(user: User) -> QuerySet:
    """What waits at the coordinator's desk: {on, n}, so many per day of sending."""
    rows = Referral.objects.in_regions_of(user).filter(state=ReferralState.SUBMITTED)
    return rows.order_by().values(on=TruncDate("submitted_at")).annotate(n=Count("pk"))


def own_to_do(user: User) -> QuerySet[Referral]:
    """This referrer's own referrals that ask something, and those that a colleague left; colleagues mind theirs."""
    left = ReferralStep.objects.filter(
        referral=OuterRef("pk"), kind=ReferralStep.Kind.TIED, by=OuterRef("submitted_by")
    )
    rows = Referral.objects.of_organisations_of(user).filter(state__in=EDITABLE)
    return rows.filter(Q(submitted_by=user) | Exists(left))


def sent_on_other_ground(days: int = 7) -> QuerySet[Referral]:
    """Referrals sent in the last days without both parents' yes: the privacy officer's weekly list (features.md E3)."""
    since = clock.now() - timedelta(days=days)
    rows = Referral.objects.filter(submitted_at__gte=since).exclude(ground=Referral.Ground.CONSENT)
    rows = rows.select_related("organisation", "municipality", "submitted_by")
    return rows.defer("stated", "question", "decision_reason").order_by("-submitted_at", "-pk")
