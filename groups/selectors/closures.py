"""When locations are closed by themselves, and which sessions stand on such a day."""

from django.db.models import F, QuerySet

from centre import clock
from centre.models import User
from groups.models import Closure, Session


def closures_of(user: User) -> QuerySet[Closure]:
    """Of the locations of a coordinator's regions: what is to come or runs, the first to come first."""
    rows = Closure.objects.of_coordinator(user).filter(ends_on__gte=clock.today())
    return rows.select_related("practice", "set_by").order_by("starts_on", "practice__place", "pk")


def sessions_on(closures: list[Closure]) -> dict[int, list[Session]]:
    """{key of a closure: sessions that stand on its days and still have to be held}; one question."""
    if not closures:
        return {}
    rows = Session.objects.standing().filter(
        group__practice__in={row.practice_id for row in closures}, ends_at__gt=clock.now(),
        starts_at__date__gte=min(row.starts_on for row in closures),
        starts_at__date__lte=max(row.ends_on for row in closures),
    )  # fmt: skip
    rows = list(rows.select_related("group").annotate(place=F("group__practice")).order_by("starts_at"))
    return {one.pk: [row for row in rows if row.place == one.practice_id and one.covers(row.on)] for one in closures}
