"""From the database to an instance: everybody a number, an address only ever a travel time, every assumption said.

`names` tells what the numbers stand for: cases, therapists and series by their keys in the database.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

from django.db.models import Count, F, Q, QuerySet

from centre import clock
from centre.models import Case, Region
from groups import planning, season_families, season_groups, season_leads
from groups.composing.instance import (
    Instance,
    Location,
    Rules,
    Series,
    Weights,
)
from groups.composing.plan import Plan
from groups.models import CompositionWeights, Group, Offer, Recipe
from groups.season_facts import (
    ARRIVALS_APART,
    SLOT_MINUTES,
    START_WEEKS,
    TIMES,
    WEEKDAYS,
    odd_weeks,
)
from groups.selectors import holidays_known_until, waiting_cases
from groups.selectors.dates import calendars
from therapists.models import Practice


@dataclass(frozen=True)
class Season:
    """An instance with its names and the remarks of what was assumed: {what: how many}.

    `standing`: the groups that exist and that this season goes on from, as they are.
    """

    instance: Instance
    names: dict
    remarks: dict
    standing: Plan = field(default_factory=Plan)


def weights_in_force() -> tuple[int, Weights]:
    """(version, weights); version 0 are the weights of the code, while the centre has not set its own."""
    row = CompositionWeights.objects.filter(is_active=True).first()
    if row is None:
        return 0, Weights()
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.values.items()}
    return row.version, Weights(**values)


def placeless(region: Region) -> QuerySet[Case]:
    """Couples of a region who wait and for whom no place is held, as far as both parents know."""
    held = Offer.objects.thought_about().values("case")
    return Case.objects.filter(pk__in=waiting_cases().values("pk"), region=region).exclude(pk__in=held)


def build(region: Region, starts_on: date, groups: Iterable[Group] = (), *, recipe: Recipe | None = None) -> Season:
    """The season of a region: who waits and is not held a place, who can lead, which rooms are left.

    Every group is made by one `recipe`, the usual one when none is given; for parents only it has one room and one track.
    `groups` were made in this season and can still be completed: they take part as they are. Any other group that exists is
    a fact: its rooms, leads and couples are not in the reckoning.
    """
    recipe = recipe or Recipe.objects.of_seasons().first()
    rules, each, minutes = _rules(recipe), recipe.rooms if recipe else 2, recipe.minutes if recipe else SLOT_MINUTES
    practices = list(
        Practice.objects.filter(is_active=True, municipality__region=region)
        .select_related("municipality").annotate(room_count=Count("rooms")).filter(room_count__gte=each).order_by("pk")
    )  # fmt: skip
    made = season_groups.standing(groups, practices, rules) if recipe else []
    rows = _series(recipe, practices, starts_on) if recipe else []
    days = sorted(
        {day for _loc, _at, _mode, _first, dates in rows for day in dates} | {day for one in made for day in one.days}
    )
    day0 = starts_on - timedelta(days=starts_on.weekday())
    remarks: Counter = Counter()
    cases = list(
        Case.objects.filter(Q(pk__in=placeless(region).values("pk")) | Q(pk__in={pk for one in made for pk in one.cases}))
        .annotate(since=F("registration__complete_on"), first=F("registration__has_priority"))
        .order_by("since", "pk")
    )  # fmt: skip
    number = {case.pk: n for n, case in enumerate(cases)}
    # Also of a season without one series: everybody who waits reads why.
    families = season_families.families(
        cases, practices, days or [starts_on], day0, remarks, with_children=bool(rules.child_therapists)
    )
    near = season_families.near_seated(cases, practices, day0, made)
    families = [replace(row, near=near.get(pk, frozenset())) for pk, row in zip(number, families, strict=True)]
    families = season_groups.families(families, list(number), made, rules)
    people, leads = season_leads.leads(practices, days, day0, remarks, made, minutes=minutes) if days else ([], [])
    series = [one.series(day0) for one in made]
    series += [
        Series(
            f"{practices[loc].pk}|{first.isoformat()}|{at}|{mode}", loc, f"{first.weekday()}-{at}",
            tuple((day - day0).days for day in dates), recipe.extra_weeks(dates[0], dates[-1]), mode,
            odd_weeks(dates, day0),
        )
        for loc, at, mode, first, dates in rows
    ]  # fmt: skip
    _version, weights = weights_in_force()
    settled = {number[pk] for one in made for pk in one.cases}
    # Two who both have a place already are not kept apart here: that was decided when it was given.
    ties = {pair: kind for pair, kind in season_families.ties(cases, number).items() if not settled.issuperset(pair)}
    instance = Instance(
        rules, weights, tuple(_locations(practices, each)), tuple(series), tuple(leads),
        season_families.overridden(families, cases, region, starts_on), ties, season_leads.bars(people, number),
        season_leads.taken(practices, day0, days, each=each, minutes=minutes)
        | season_groups.taken(made, practices, day0, each),
    )  # fmt: skip
    names = {
        "day0": day0.isoformat(), "recipe": recipe.pk if recipe else None, "cases": list(number),
        "therapists": [one.pk for one in people], "practices": [one.pk for one in practices],
        "after": list(season_groups.taken_over(region).values_list("pk", flat=True)),
        "groups": [one.group.pk for one in made], "settled": sorted(pk for one in made for pk in one.cases),
    }  # fmt: skip
    remarks["holidays"] = _beyond_known(practices, rows)
    as_it_is = season_groups.plan(instance, made, number, {one.pk: n for n, one in enumerate(people)})
    return Season(instance, names, dict(remarks), as_it_is)


def _beyond_known(practices: list[Practice], rows: list[tuple]) -> int:
    """At how many locations a date lies past the school holidays that are loaded."""
    last: dict[str, date] = {}
    for region in {practices[loc].municipality.school_holiday_region for loc, *_rest in rows}:
        last[region] = holidays_known_until(region) or date.min
    beyond = (loc for loc, *_rest, dates in rows if dates[-1] > last[practices[loc].municipality.school_holiday_region])
    return len(set(beyond))


def _rules(recipe: Recipe | None) -> Rules:
    """Of every group of the season. For parents only nobody leads children, and the children are in no reckoning."""
    if recipe is None:
        return Rules()
    return Rules(
        min_couples=recipe.minimum_couples, max_couples=recipe.couples, sessions=recipe.sessions,
        parent_therapists=recipe.leads_per_track, child_therapists=recipe.leads_per_track * recipe.with_children,
    )  # fmt: skip


def _locations(practices: list[Practice], each: int) -> list[Location]:
    # A kilometre grid round the Netherlands: only to know which locations are neighbours.
    return [
        Location(
            str(row.pk), row.place, row.room_count // each, ARRIVALS_APART, row.longitude * 68.0, row.latitude * 111.0
        )
        for row in practices
    ]


def _series(recipe: Recipe, practices: list[Practice], starts_on: date) -> list[tuple]:
    """(location, time, mode, first date, dates) of every group that might run."""
    found, closed_at = [], calendars(practices)
    for loc, practice in enumerate(practices):
        closed = closed_at[practice.pk]
        for weekday, at, week in product(WEEKDAYS, TIMES, range(START_WEEKS)):
            seen = set()
            for mode in ("shift", "keep"):
                first = planning.first_weekday(starts_on, weekday) + timedelta(weeks=week)
                if first <= clock.today():
                    continue
                try:
                    made = planning.make_series(
                        first=first, count=recipe.sessions, rhythm_days=recipe.rhythm_days, closed=closed, mode=mode
                    )
                except planning.NoOpenDay:
                    continue
                if made.dates[0] == first and made.dates not in seen and not made.gaps:
                    seen.add(made.dates)
                    found.append((loc, at, mode, first, made.dates))
    return found
