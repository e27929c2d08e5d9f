"""Several slots of one location beside each other: dates, what is skipped, long gaps, rooms and teams."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import product
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings

from groups import planning
from groups.models import Group, Recipe
from groups.selectors.dates import closed_days, holidays_known_until
from groups.selectors.teams import Candidate, candidates, failing_dates, free_rooms
from therapists.models import Practice
from therapists.states import Role

ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Slot:
    """One proposal. `shortages`: per role the numbers of the dates for which no team can be found."""

    weekday: int
    at: time
    mode: str
    spans: list[tuple[datetime, datetime]]
    series: planning.Series
    rooms: int
    is_possible: bool
    query: str
    teams: dict[str, list[Candidate]] = field(default_factory=dict)
    shortages: dict[str, list[int]] = field(default_factory=dict)
    #: The school holidays are not known for all dates yet.
    is_beyond_known: bool = False

    @property
    def mode_label(self) -> str:
        return str(Group.DateMode(self.mode).label)

    @property
    def weeks(self) -> int:
        return round((self.series.dates[-1] - self.series.dates[0]).days / 7)


def slots(
    *, recipe: Recipe, practice: Practice, first: date, weekdays: list[int], times: list[str], modes: list[str]
) -> list[Slot]:
    """A proposal per day, time and way of passing over closed dates; what can be staffed stands first, then the shortest."""
    region = practice.municipality.school_holiday_region
    closed, known, found = closed_days(practice), holidays_known_until(region), []
    for weekday, at, mode in product(weekdays, times, modes):
        slot = _slot(recipe, practice, planning.first_weekday(first, weekday), time.fromisoformat(at), mode, closed)
        if slot:
            found.append(replace(slot, is_beyond_known=not known or slot.series.dates[-1] > known))
    return sorted(found, key=lambda slot: (not slot.is_possible, slot.series.dates[-1], slot.at))


def _slot(recipe: Recipe, practice: Practice, first: date, at: time, mode: str, closed) -> Slot | None:
    try:
        series = planning.make_series(
            first=first, count=recipe.sessions, rhythm_days=recipe.rhythm_days, closed=closed, mode=mode
        )
        spans = planning.moments(series.dates, at=at, minutes=recipe.minutes, zone=ZONE)
    except ValueError:
        # No open day or a moment that does not exist: nothing to propose.
        return None
    roles = [role for role in Role if recipe.with_children or role == Role.PARENT_LEAD]
    teams = {role.value: candidates(role=role, spans=spans, practice=practice) for role in roles}
    short = {role: failing_dates(pool, count=recipe.leads_per_track, dates=len(spans)) for role, pool in teams.items()}
    rooms = len(free_rooms(practice=practice, spans=spans))
    whole = all(sum(1 for row in pool if not row.fails) >= recipe.leads_per_track for pool in teams.values())
    query = urlencode(
        {
            "recipe": recipe.pk, "practice": practice.pk, "first": first.isoformat(), "weekday": first.weekday(),
            "at": f"{at:%H:%M}", "mode": mode,
        }
    )  # fmt: skip
    return Slot(
        first.weekday(), at, mode, spans, series, rooms, whole and rooms >= len(roles), query, teams,
        {role: numbers for role, numbers in short.items() if numbers},
    )  # fmt: skip
