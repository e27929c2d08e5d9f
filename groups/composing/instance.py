"""The facts of one season as the composer knows them: who can when and where, and under which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: A certificate without an end, and a hold on proceedings without one: later than any date of a season.
NEVER = 9_999
#: Kinds of a tie between two families: not in one group, or not in one building on one day.
GROUP, BUILDING = "group", "building"
#: The two roles of a lead: with the parents (P) or with the children (K).
PARENTS, CHILDREN = "P", "K"
#: Who speaks this needs no therapist who shares another language (hard rule 9).
DUTCH = "nl"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """The recipe of every group in the season; `bands` are ages from and to, both inclusive."""

    min_couples: int = 4
    max_couples: int = 6
    parent_therapists: int = 2
    child_therapists: int = 2
    sessions: int = 8
    min_band_children: int = 3
    min_band_families: int = 2
    max_children: int = 14
    max_missed: int = 1
    max_gap_days: int = 28
    bands: tuple[tuple[int, int], ...] = ((4, 7), (8, 11), (12, 18))
    band_flex_years: int = 1

    def leads(self, role: str) -> int:
        return self.parent_therapists if role == PARENTS else self.child_therapists


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan is worth, in points; a setting of the centre with a version."""

    base: int = 100
    per_week: int = 10
    max_weeks: int = 104
    urgency: tuple[int, ...] = (0, 150, 400, 900)
    missed: int = 15
    group: int = 150
    extra_week: int = 10
    therapist_minutes_div: int = 4


@dataclass(frozen=True, slots=True)
class Location:
    """A building; `rooms` counts pairs of a parent and a child room, `stagger_cap` arrivals that can be kept apart."""

    id: str
    name: str
    rooms: int
    stagger_cap: int
    #: Kilometres on a plane, to know which locations are neighbours.
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """A group that might run: a location, a time slot (`cell`) and its dates as days since day 0.

    `odd`: which of its days lie in an odd week of the calendar; None: weeks count from day 0, the first one even. After a
    year of 53 weeks two odd ones follow each other, so that counting goes wrong there.
    """

    id: str
    loc: int
    cell: str
    dates: tuple[int, ...]
    extra_weeks: int = 0
    rule: str = "shift"
    odd: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Therapist:
    """A lead; `minutes` of travel per location, `certified` the days (inclusive) on which each role may be led."""

    id: str
    minutes: tuple[int, ...]
    max_minutes: int
    max_groups: int
    cells: frozenset[str]
    certified: Mapping[str, Span]
    languages: frozenset[str] = frozenset()
    blocked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Parent:
    """One parent; `cells`: 1 every week, 2 even weeks, 3 odd weeks. An address is only ever travel minutes per location."""

    minutes: tuple[int, ...]
    max_minutes: int
    cells: Mapping[str, int]
    away: tuple[Span, ...] = ()
    languages: frozenset[str] = frozenset({DUTCH})


@dataclass(frozen=True, slots=True)
class Family:
    """A couple that waits; `ready` is the first day on which everything is complete, `hold_until` the last day on hold."""

    id: str
    weeks: int
    urgency: int
    parents: tuple[Parent, ...]
    kids: tuple[int, ...] = ()
    siblings: str = "none"
    staggered: int = 0
    ready: int = 0
    hold_until: int = NEVER
    #: Rules that a person set aside for this couple, with a written reason elsewhere: "missed", "travel", "tied".
    overrides: frozenset[str] = frozenset()
    #: (location, day) at which somebody who may not be in one building with this family has a seat in a group outside the plan.
    near: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Instance:
    """One season. Indices in `ties` and `bars` point into the tuples; (a, b) of a tie has a < b."""

    rules: Rules
    weights: Weights
    locations: tuple[Location, ...]
    series: tuple[Series, ...]
    therapists: tuple[Therapist, ...]
    families: tuple[Family, ...]
    #: {(family, family): GROUP or BUILDING}
    ties: Mapping[tuple[int, int], str] = field(default_factory=dict)
    #: (therapist, family) who know each other.
    bars: frozenset[tuple[int, int]] = frozenset()
    #: Room pairs that groups outside this season's plan need: {(location, day, cell): number}.
    taken: Mapping[tuple[int, int, str], int] = field(default_factory=dict)

    def tie(self, one: int, other: int) -> str:
        """Kind of the tie between two families, or an empty string; an override of "tied" lifts it."""
        kind = self.ties.get((min(one, other), max(one, other)), "")
        if kind and ("tied" in self.families[one].overrides or "tied" in self.families[other].overrides):
            return ""
        return kind

    def rooms_left(self, series: Series) -> int:
        """Pairs of rooms that are free on every date of a series, before this plan takes any."""
        taken = max((self.taken.get((series.loc, day, series.cell), 0) for day in series.dates), default=0)
        return self.locations[series.loc].rooms - taken
