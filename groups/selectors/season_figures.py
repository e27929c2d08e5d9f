"""Figures beside a proposal: what one extra team would be worth, and what it would cost to seat a couple."""

from dataclasses import dataclass

from centre.models import Case
from groups.composing import seating
from groups.composing.pairs import Pairs
from groups.composing.plan import plan_from
from groups.composing.storing import restore
from groups.models import CompositionRun
from groups.selectors.pins import as_composed, numbers_of, pins_of
from groups.selectors.seasons import series_words
from therapists.models import Practice

#: Seconds that the composer may think about one couple.
SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class TeamWorth:
    """One group with one more team (two for parents, two for children) at a place would bring about so many points."""

    place: str
    points: int


@dataclass(frozen=True, slots=True)
class SeatingCost:
    """A couple sits at `place`, on the day and time of `slot`; `points` is what the season gains, below nought what it costs.

    `losing` and `moving` are keys of cases: who has no seat any more, and who sits in another group.
    """

    points: int
    place: str
    slot: str
    losing: tuple[int, ...]
    moving: tuple[int, ...]
    is_new_group: bool


def team_worths(run: CompositionRun) -> list[TeamWorth]:
    """Where one extra team is worth most comes first; empty when nobody reckoned it, or a team would bring nothing."""
    points = {int(pk): worth for pk, worth in run.team_worths.items() if worth > 0}
    places = dict(Practice.objects.filter(pk__in=points).values_list("pk", "place")) if points else {}
    rows = [TeamWorth(place, points[pk]) for pk, place in places.items()]
    return sorted(rows, key=lambda row: (-row.points, row.place))


def cost_of_seating(run: CompositionRun, case: Case, *, seconds: float = SECONDS) -> SeatingCost | None:
    """Takes up to `seconds`, changes nothing; None for a couple that has a seat, or can have none at any cost."""
    names = (run.facts or {"names": {"cases": []}})["names"]
    if run.plan is None or case.pk not in names["cases"]:
        return None
    facts, plan = run.facts["instance"], plan_from(run.plan)
    number, instance = names["cases"].index(case.pk), restore(facts)
    if number in plan.seated:
        return None
    numbers = numbers_of(names, [row["id"] for row in facts["series"]])
    musts = [pin for row in pins_of(run) if row.is_hard and (pin := as_composed(row, numbers))]
    found = seating.cost_of_seating(Pairs(instance), plan, number, musts=musts, seconds=seconds, seed=run.seed)
    if found is None:
        return None
    places = dict(Practice.objects.filter(pk__in=names["practices"]).values_list("pk", "place"))
    place, slot = series_words(facts, found.series, places)
    return SeatingCost(
        found.points, place, slot, tuple(names["cases"][n] for n in found.losing),
        tuple(names["cases"][n] for n in found.moving), found.series not in {group.series for group in plan.groups},
    )  # fmt: skip
