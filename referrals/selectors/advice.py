"""Questions for advice, and help to be found."""

from datetime import timedelta

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, QuerySet, When

from centre import clock
from centre.models import User
from referrals.models import AdviceText, Consultation, HelpOffer, OfferLink


def my_consultations(user: User) -> QuerySet[Consultation]:
    """Questions of the own organisation, newest first, without the texts."""
    rows = Consultation.objects.of_organisations_of(user).select_related("asked_by")
    return rows.defer("question", "advice")


def consultations_of_region(user: User) -> QuerySet[Consultation]:
    """Questions of the own regions, the open ones first."""
    rows = Consultation.objects.in_regions_of(user).select_related("asked_by", "organisation")
    return rows.defer("question", "advice").order_by(Case(When(state="asked", then=0), default=1), "asked_at", "pk")


def advice_texts() -> QuerySet[AdviceText]:
    """Answers that can be used again, by title."""
    return AdviceText.objects.all()


def help_offers(
    *, municipality: str = "", age: int | None = None, weight: str = "", kind: str = "", funding: str = ""
) -> QuerySet[HelpOffer]:
    """Help that fits, shortest waiting time first, unknown waiting times last. `municipality`: CBS code."""
    rows = HelpOffer.objects.filter(is_active=True)
    if municipality:
        rows = rows.filter(municipalities__code=municipality)
    if age is not None:
        rows = rows.filter(min_age__lte=age, max_age__gte=age)
    for name, value in (("weight", weight), ("kind", kind), ("funding", funding)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.order_by(F("waiting_weeks").asc(nulls_last=True), "title", "pk")


def offer_links_to_mail() -> QuerySet[OfferLink]:
    """Links to partners that no mail has left for yet."""
    return OfferLink.objects.filter(mailed_at=None, expires_at__gt=clock.now()).select_related("offer").order_by("pk")


def offers_to_ask() -> QuerySet[HelpOffer]:
    """Offers that were checked eighty days ago or earlier and whose keeper has no open link: before the warning comes."""
    now = clock.now()
    asked = OfferLink.objects.filter(offer=OuterRef("pk"), expires_at__gt=now)
    rows = HelpOffer.objects.filter(is_active=True, checked_on__lte=clock.today() - timedelta(days=80))
    return rows.exclude(keeper_email="").exclude(Exists(asked)).order_by("pk")


def regions_compared(rows: QuerySet[HelpOffer]) -> list[dict]:
    """Per region how many offers there are and the shortest and longest waiting time, for the same filter."""
    found = rows.order_by().filter(municipalities__region__isnull=False)
    found = found.values("municipalities__region__name").annotate(
        offers=Count("pk", distinct=True), shortest=Min("waiting_weeks"), longest=Max("waiting_weeks")
    )
    return [
        {"region": row["municipalities__region__name"], **{key: row[key] for key in ("offers", "shortest", "longest")}}
        for row in found.order_by("municipalities__region__name")
    ]
