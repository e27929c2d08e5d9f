"""Who waits, how often a season passed them by, and what that has to do with where they live and what they speak."""

from dataclasses import dataclass

from django.db.models import Count, Q

from centre import clock
from centre.models import User
from groups.composing.instance import DUTCH
from groups.fairness import Waiter
from groups.models import ParentTimes, PassedBy
from groups.people import Couple, couples_of
from groups.season_facts import minutes_between
from groups.season_families import homes_of
from groups.selectors.boards import waiting_list
from therapists.models import Practice


@dataclass(frozen=True)
class Passed:
    """A couple on the list with what both parents were told last; empty when no season had to say anything."""

    waiter: Waiter
    couple: Couple
    told: str


def waiters_of(user: User) -> tuple[list[Waiter], dict[int, Couple]]:
    """Everybody on this coordinator's waiting list, the most often passed by first and then the longest waiting."""
    often = Count("passed_by__run__starts_on", distinct=True, filter=Q(passed_by__was_ready=True))
    cases = list(waiting_list(user).annotate(times=often).select_related("region"))
    couples = couples_of([case.pk for case in cases])
    ids = [one.pk for couple in couples.values() for one in couple.parents]
    foreign = {
        parent
        for parent, spoken in ParentTimes.objects.filter(parent__in=ids).values_list("parent", "languages")
        if DUTCH not in spoken.split(",")
    }
    homes, places = homes_of(ids, couples), _places(cases)
    rows = [
        Waiter(
            case.pk, max((clock.today() - case.waiting_since).days // 7, 0) if case.waiting_since else 0, case.times,
            case.region.name, not any(one.pk in foreign for one in couples[case.pk].parents),
            _furthest(couples[case.pk], homes, places.get(case.region_id, [])),
        )
        for case in cases
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.passed_by, -row.weeks, row.case)), couples


def passed_rows(waiters: list[Waiter], couples: dict[int, Couple]) -> list[Passed]:
    """These couples with the words that their parents read last; one query."""
    told = dict(
        PassedBy.objects.filter(case__in=[row.case for row in waiters])
        .order_by("recorded_at")
        .values_list("case", "told")
    )
    return [Passed(row, couples[row.case], told.get(row.case, "")) for row in waiters]


def _places(cases) -> dict[int, list[tuple[float, float]]]:
    found: dict[int, list] = {}
    rows = Practice.objects.filter(is_active=True, municipality__region__in={case.region_id for case in cases})
    for region, lat, lon in rows.values_list("municipality__region", "latitude", "longitude"):
        found.setdefault(region, []).append((lat, lon))
    return found


def _furthest(couple: Couple, homes: dict, places: list) -> int | None:
    """Minutes of the parent who lives furthest from the nearest location; None while a home is unknown."""
    if not places or any(one.pk not in homes for one in couple.parents):
        return None
    return max(min(minutes_between(homes[one.pk], place) for place in places) for one in couple.parents)
