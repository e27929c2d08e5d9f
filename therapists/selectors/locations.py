"""Locations as the desk sees them."""

from django.db.models import Case, Q, QuerySet, When

from centre.audiences import Audience
from centre.models import Municipality, User
from therapists.models import Practice


def all_locations(user: User) -> QuerySet[Practice]:
    """Every location, with `may_change`: it lies in a region of this coordinator, or in none."""
    near = Q(municipality__region__in=user.regions_as(Audience.COORDINATOR)) | Q(municipality__region=None)
    rows = Practice.objects.select_related("organisation", "municipality")
    return rows.annotate(may_change=Case(When(near, then=True), default=False))


def municipalities_for(user: User) -> QuerySet[Municipality]:
    """Where this coordinator may put a location."""
    mine = user.regions_as(Audience.COORDINATOR)
    return Municipality.objects.filter(Q(region__in=mine) | Q(region=None)).order_by("name")
