"""Groups that are planned and their free places (centre/coming_starts.py)."""

from django.db.models import Min, Q
from django.utils import timezone

from centre import clock
from centre.coming_starts import Start
from centre.models import Case
from groups.models import Group, Offer, Placement, Recipe
from groups.states import GroupState


def starts_for(case: Case) -> list[Start]:
    """Starts to come in the couple's region that have a place left for it. Three queries.

    A place that the couple thinks about stays a place for it, whoever sits there by now, until both parents hear that
    the offer ended: a month that moved sooner would tell one parent what the other answered.
    """
    rows = Group.objects.filter(region=case.region_id, state__in=[GroupState.PLANNED, GroupState.OPEN])
    # Sessions of one family by itself are nobody else's start.
    rows = rows.exclude(recipe__variant=Recipe.Variant.FAMILY, couples=1)
    rows = rows.annotate(first=Min("sessions__starts_at", filter=Q(sessions__cancelled_at=None)))
    coming = {row.pk: row for row in rows.filter(first__gt=clock.now())}
    held = set(Placement.objects.current().filter(group__in=coming).values_list("group", "seat"))
    own = set()
    for group, seat, owner in (
        Offer.objects.thought_about().filter(group__in=coming).values_list("group", "seat", "case")
    ):
        (own if owner == case.pk else held).add((group, seat))
    taken = [group for group, _seat in held - own]
    free = {pk: row.couples - taken.count(pk) for pk, row in coming.items()}
    return [Start(timezone.localdate(coming[pk].first), places) for pk, places in free.items() if places > 0]
