"""Questions for advice, and help to be found."""

from django.db.models import Case, F, QuerySet, When

from centre.models import User
from referrals.models import Consultation, HelpOffer


def my_consultations(user: User) -> QuerySet[Consultation]:
    """Questions of the own organisation, newest first, without the texts."""
    rows = Consultation.objects.of_organisations_of(user).select_related("asked_by")
    return rows.defer("question", "advice")


def consultations_of_region(user: User) -> QuerySet[Consultation]:
    """Questions of the own regions, the open ones first."""
    rows = Consultation.objects.in_regions_of(user).select_related("asked_by", "organisation")
    return rows.defer("question", "advice").order_by(Case(When(state="asked", then=0), default=1), "asked_at", "pk")


def help_offers(*, municipality: str = "", age: int | None = None, weight: str = "") -> QuerySet[HelpOffer]:
    """Help that fits, shortest waiting time first, unknown waiting times last. `municipality`: CBS code."""
    rows = HelpOffer.objects.filter(is_active=True)
    if municipality:
        rows = rows.filter(municipalities__code=municipality)
    if age is not None:
        rows = rows.filter(min_age__lte=age, max_age__gte=age)
    if weight:
        rows = rows.filter(weight=weight)
    return rows.order_by(F("waiting_weeks").asc(nulls_last=True), "title", "pk")
