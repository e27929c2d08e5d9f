"""From the database to an instance: everybody a number, an address only ever a travel time, every assumption said.

`names` tells what the numbers stand for: cases, therapists and series by their keys in the database.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from django.db.models import Count, F
from django.utils import timezone

from centre.authority import ALLOWING
from centre.models import Case, Child, Municipality, Parent, PostcodeArea, Region, VaultEntry
from groups import planning, season_leads
from groups.composing.instance import (
    BUILDING,
    NEVER,
    Family,
    Instance,
    Location,
    Rules,
    Series,
    Weights,
)
from groups.composing.instance import Parent as Adult
from groups.models import CompositionPin, CompositionWeights, KeptApart, Offer, ParentTimes, Recipe
from groups.people import Couple, couples_of
from groups.season_facts import (
    ASSUMED_MINUTES,
    PRIORITY,
    START_WEEKS,
    TIMES,
    WEEKDAYS,
    cells,
    minutes_between,
)
from groups.selectors import closed_days, waiting_cases
from therapists.models import Practice


@dataclass(frozen=True)
class Season:
    """An instance with its names and the remarks of what was assumed: {what: how many}."""

    instance: Instance
    names: dict
    remarks: dict


def weights_in_force() -> tuple[int, Weights]:
    """(version, weights); version 0 are the weights of the code, while the centre has not set its own."""
    row = CompositionWeights.objects.filter(is_active=True).first()
    if row is None:
        return 0, Weights()
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.values.items()}
    return row.version, Weights(**values)


def build(region: Region, starts_on: date) -> Season:
    """The season of a region: who waits and is not held a place, who can lead, which rooms are left.

    Groups that exist already are facts: their rooms, leads and couples are not in the reckoning.
    """
    recipe = (
        Recipe.objects.filter(is_active=True, variant__in=[Recipe.Variant.OPEN, Recipe.Variant.CLOSED])
        .order_by("name", "-version")
        .first()
    )
    practices = list(
        Practice.objects.filter(is_active=True, municipality__region=region)
        .select_related("municipality").annotate(room_count=Count("rooms")).filter(room_count__gte=2).order_by("pk")
    )  # fmt: skip
    rows = _series(recipe, practices, starts_on) if recipe else []
    days = sorted({day for _loc, _at, _mode, _first, dates in rows for day in dates})
    day0 = starts_on - timedelta(days=starts_on.weekday())
    remarks: Counter = Counter()
    cases = list(
        Case.objects.filter(pk__in=waiting_cases().values("pk"), region=region)
        .exclude(pk__in=Offer.objects.held().values("case"))
        .annotate(since=F("registration__complete_on"), first=F("registration__has_priority"))
        .order_by("since", "pk")
    )  # fmt: skip
    families = _families(cases, practices, days, day0, remarks) if days else []
    people, leads = season_leads.leads(practices, days, day0, remarks) if days else ([], [])
    series = tuple(
        Series(
            f"{practices[loc].pk}|{first.isoformat()}|{at}|{mode}", loc, f"{first.weekday()}-{at}",
            tuple((day - day0).days for day in dates), max((dates[-1] - dates[0]).days // 7 - 14, 0), mode,
        )
        for loc, at, mode, first, dates in rows
    )  # fmt: skip
    _version, weights = weights_in_force()
    rules = Rules(
        min_couples=recipe.minimum_couples, max_couples=recipe.couples, sessions=recipe.sessions,
        parent_therapists=recipe.leads_per_track, child_therapists=recipe.leads_per_track,
    ) if recipe else Rules()  # fmt: skip
    number = {case.pk: n for n, case in enumerate(cases)}
    instance = Instance(
        rules, weights, tuple(_locations(practices)), series, tuple(leads), _overridden(families, cases, region, starts_on),
        _ties(cases, number), season_leads.bars(people, number), season_leads.taken(practices, day0, days),
    )  # fmt: skip
    names = {
        "day0": day0.isoformat(), "recipe": recipe.pk if recipe else None, "cases": [case.pk for case in cases],
        "therapists": [one.pk for one in people], "practices": [one.pk for one in practices],
    }  # fmt: skip
    return Season(instance, names, dict(remarks))


def _locations(practices: list[Practice]) -> list[Location]:
    # A kilometre grid round the Netherlands: only to know which locations are neighbours.
    return [
        Location(str(row.pk), row.place, row.room_count // 2, 2, row.longitude * 68.0, row.latitude * 111.0)
        for row in practices
    ]


def _series(recipe: Recipe, practices: list[Practice], starts_on: date) -> list[tuple]:
    """(location, time, mode, first date, dates) of every group that might run."""
    found, calendars = [], {}
    for loc, practice in enumerate(practices):
        holidays = practice.municipality.school_holiday_region
        closed = calendars.setdefault(holidays, closed_days(holidays))
        for weekday, at, week in product(WEEKDAYS, TIMES, range(START_WEEKS)):
            seen = set()
            for mode in ("shift", "keep"):
                first = planning.first_weekday(starts_on, weekday) + timedelta(weeks=week)
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


def _families(cases, practices, days, day0, remarks) -> list[Family]:
    couples = couples_of([case.pk for case in cases], [days[0], days[-1]])
    ids = [one.pk for couple in couples.values() for one in couple.parents]
    times = {row.parent_id: row for row in ParentTimes.objects.filter(parent__in=ids)}
    homes = _homes(ids, couples)
    apart = dict(KeptApart.objects.filter(case__in=cases, ended_at=None).values_list("case", "together_reason"))
    found = []
    for case in cases:
        couple = couples[case.pk]
        parents = tuple(_adult(one.pk, times, homes, practices, day0, remarks) for one in couple.parents)
        ready, hold = _ready(case, couple, days, day0, apart, remarks)
        weeks = max((timezone.localdate() - case.since).days // 7, 0) if case.since else 0
        kids = tuple(child.age_on(days[0]) for child in couple.children)
        found.append(
            Family(
                str(case.pk),
                weeks,
                PRIORITY if case.first else 0,
                parents,
                kids,
                "none",
                int(case.pk in apart),
                ready,
                hold,
            )
        )
    return found


def _ready(case, couple: Couple, days, day0, apart, remarks) -> tuple[int, int]:
    """(first day, last day) on which everything is complete; never ready while a safety question or a block is open."""
    if couple.is_flagged or (case.pk in apart and not apart[case.pk]):
        return NEVER, NEVER
    first, last = (couple.consent[day] in ALLOWING for day in (days[0], days[-1]))
    if not first:
        remarks["permission"] += 1
        return NEVER, NEVER
    if last:
        return 0, NEVER
    # A birthday within the season asks for a permission that is not there yet: until then everything is complete.
    turns = [_birthday(child.birth_date, days[0], days[-1]) for child in couple.children]
    return 0, (min(day for day in turns if day) - day0).days - 1 if any(turns) else -1


def _birthday(born: date, first: date, last: date) -> date | None:
    for age in (12, 16):
        day = date(born.year + age, born.month, min(born.day, 28))
        if first < day <= last:
            return day
    return None


def _homes(ids: list[int], couples: dict[int, Couple]) -> dict[int, tuple[float, float]]:
    """Where each parent lives, as a point that leaves this module only as minutes."""
    entries = VaultEntry.objects.filter(parent__in=ids, kind=VaultEntry.Kind.ADDRESS)
    codes = {row.parent_id: str((row.value or {}).get("postcode", ""))[:4] for row in entries}
    points = {
        code: (lat, lon)
        for code, lat, lon in PostcodeArea.objects.filter(code__in=set(codes.values())).values_list(
            "code", "latitude", "longitude"
        )
    }
    towns = {
        name: (lat, lon)
        for name, lat, lon in Municipality.objects.exclude(latitude=None).values_list("name", "latitude", "longitude")
    }
    found = {}
    for couple in couples.values():
        town = next((towns[name] for name in couple.municipalities if name in towns), None)
        for one in couple.parents:
            if point := points.get(codes.get(one.pk, "")) or town:
                found[one.pk] = point
    return found


def _adult(pk: int, times: dict, homes: dict, practices, day0: date, remarks: Counter) -> Adult:
    row = times.get(pk)
    remarks["not asked"] += row is None
    remarks["address"] += pk not in homes
    away = tuple(
        ((date.fromisoformat(a) - day0).days, (date.fromisoformat(b) - day0).days) for a, b in (row.away if row else ())
    )
    return Adult(
        minutes=tuple(minutes_between(homes.get(pk), (place.latitude, place.longitude)) for place in practices),
        max_minutes=row.max_minutes if row else ASSUMED_MINUTES,
        cells=dict(row.cells) if row else dict.fromkeys(cells(), 1),
        away=away,
        languages=frozenset(row.languages.split(",") if row else ["nl"]),
    )


def _overridden(families: list[Family], cases, region: Region, starts_on: date) -> tuple[Family, ...]:
    pins = CompositionPin.objects.filter(region=region, starts_on=starts_on, ended_at=None, kind="override")
    rules: dict[int, set] = {}
    for case, rule in pins.values_list("case", "rule"):
        rules.setdefault(case, set()).add(rule)
    return tuple(
        replace(row, overrides=frozenset(rules.get(case.pk, ()))) for row, case in zip(families, cases, strict=True)
    )


def _ties(cases: list[Case], number: dict[int, int]) -> dict:
    """Families that share a child or a parent: not in one building on one day."""
    of_family = {case.family_id: number[case.pk] for case in cases}
    shared: dict[tuple, set] = {}
    links = Child.families.through.objects.filter(family__in=of_family).values_list("child", "family")
    people = Parent.objects.filter(family__in=of_family, user__isnull=False).values_list("user", "family")
    for kind, rows in (("child", links), ("user", people)):
        for pk, family in rows:
            shared.setdefault((kind, pk), set()).add(of_family[family])
    return {(a, b): BUILDING for some in shared.values() for a in some for b in some if a < b}
