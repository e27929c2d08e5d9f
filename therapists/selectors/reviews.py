"""Who may judge a portfolio, and what waits for a reviewer."""

from django.db.models import QuerySet

from centre import clock
from centre.models import Membership, User
from therapists.models import Certificate, Portfolio, Review, Therapist


def possible_reviewers(portfolio: Portfolio) -> list[Therapist]:
    """Certified colleagues who share no location and no employer with the candidate and were not asked as the
    supervisor, by name. Four queries."""
    candidate = portfolio.certificate.therapist
    places = list(candidate.practices.values_list("pk", "organisation"))
    hats = Membership.objects.filter(user=candidate.user_id, organisation__isnull=False)
    employers = {employer for _place, employer in places} | set(hats.values_list("organisation", flat=True))
    today = clock.today()
    rows = (
        Therapist.objects.filter(pk__in=Certificate.objects.valid_on(today).values("therapist"), user__is_active=True)
        .exclude(pk=candidate.pk)
        .exclude(user__in=portfolio.supervisions.values("supervisor"))
        .exclude(practices__in=[place for place, _employer in places])
        .exclude(practices__organisation__in=employers)
        .exclude(user__memberships__organisation__in=employers)
    )
    return list(rows.select_related("user").order_by("user__name", "pk"))


def open_reviews(user: User) -> QuerySet[Review]:
    """Portfolios that wait for this person's judgement."""
    rows = Review.objects.own(user).to_judge()
    return rows.select_related("portfolio__certificate__therapist__user", "portfolio__rule_set")


def own_reviews(user: User) -> QuerySet[Review]:
    """All that this person was ever asked to judge; a decided portfolio is closed to the reviewer."""
    return (
        Review.objects.own(user)
        .filter(portfolio__decision=None)
        .select_related("portfolio__certificate__therapist__user", "portfolio__rule_set")
    )


def reviews_of(certificate: Certificate) -> list[Review]:
    """The reviews of the open round."""
    rows = Review.objects.filter(portfolio__certificate=certificate, portfolio__decision=None)
    return list(rows.select_related("reviewer"))
