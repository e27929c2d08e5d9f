"""Groups that are planned and their free places (centre/coming_starts.py)."""

from django.db.models import Count, Min, Q
from django.utils import timezone

from centre import clock
from centre.coming_starts import Start
from groups.models import Group
from groups.states import GroupState, OfferState


def starts_in(region: int) -> list[Start]:
    """Starts to come in a region that have a place left. One query."""
    rows = Group.objects.filter(region=region, state__in=[GroupState.PLANNED, GroupState.OPEN]).annotate(
        first=Min("sessions__starts_at", filter=Q(sessions__cancelled_at=None)),
        taken=Count("placements", filter=Q(placements__ended_on=None), distinct=True),
        held=Count("offers", filter=Q(offers__state=OfferState.OPEN), distinct=True),
    )
    coming = [(row, row.couples - row.taken - row.held) for row in rows.filter(first__gt=clock.now())]
    return [Start(timezone.localdate(row.first), free) for row, free in coming if free > 0]
