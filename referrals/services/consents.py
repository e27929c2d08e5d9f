"""Whose yes lets us talk with a professional, in which direction (law.md R57); a family representative's mandate."""

from datetime import timedelta

from django.db import transaction

from centre import clock
from centre.models import Parent, User
from referrals.models import ChainConsent, ChainLink


@transaction.atomic
def keep_consents(*, link: ChainLink, given: set[tuple[int, str]], parents: list[Parent], by: User) -> None:
    """Make the open rows equal to `given`: {(parent's id, direction)}. What is not in it ends yesterday."""
    allowed = {parent.pk for parent in parents}
    for row in ChainConsent.objects.select_for_update().filter(link=link, until=None, parent__in=allowed):
        if (row.parent_id, row.direction) in given:
            given = given - {(row.parent_id, row.direction)}
        elif row.since >= clock.today():
            row.delete()
        else:
            row.until = clock.today() - timedelta(days=1)
            row.save(update_fields=["until"])
    ChainConsent.objects.bulk_create(
        ChainConsent(link=link, parent_id=parent, direction=direction, recorded_by=by)
        for parent, direction in sorted(given)
        if parent in allowed and direction in ChainConsent.Direction.values
    )
