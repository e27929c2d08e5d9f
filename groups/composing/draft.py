"""A plan in the making: groups that can be filled, changed and taken apart, with what they use kept beside them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from groups.composing import bands
from groups.composing.instance import BUILDING, CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.plan import Member, Plan, PlannedGroup

Key = tuple[int, int]


@dataclass
class Seats:
    """One group in the making: who sits in it and who leads it."""

    members: set[int] = field(default_factory=set)
    parents: tuple[int, ...] = ()
    children: tuple[int, ...] = ()

    @property
    def team(self) -> tuple[int, ...]:
        return (*self.parents, *self.children)


class Draft:
    """Groups by (series, copy); a copy is a second group in the same slot where a location has more rooms."""

    def __init__(self, pairs: Pairs, plan: Plan | None = None):
        self.pairs, self.instance = pairs, pairs.instance
        self.groups: dict[Key, Seats] = {}
        self.seat_of: dict[int, Key] = {}
        self.busy: list[Counter] = [Counter() for _ in self.instance.therapists]
        self.load = [0] * len(self.instance.therapists)
        self.rooms: Counter = Counter(self.instance.taken)
        self.present: dict[tuple[int, int], Counter] = defaultdict(Counter)
        self.building = {f for f, ties in enumerate(pairs.tied) if BUILDING in ties.values()}
        self.add(plan.groups if plan else ())

    # -- asking

    def keys(self, numbers: Iterable[int] | None = None) -> list[Key]:
        """Every slot that a group could take, in order."""
        numbers = range(len(self.instance.series)) if numbers is None else numbers
        return [(n, copy) for n in numbers for copy in range(self.instance.rooms_left(self.instance.series[n]))]

    def has_room(self, series: int) -> bool:
        row = self.instance.series[series]
        return all(self.rooms[row.loc, day, row.cell] < self.instance.locations[row.loc].rooms for day in row.dates)

    def can_lead(self, therapist: int, series: int) -> bool:
        """Free on every date and below the own ceiling."""
        if self.load[therapist] >= self.instance.therapists[therapist].max_groups:
            return False
        busy = self.busy[therapist]
        return not any(busy[day] for day in self.instance.series[series].dates)

    def fits_with(self, family: int, members: Iterable[int], series: int) -> bool:
        """Ties, arrivals and number of seats; not the age bands, languages or bars."""
        instance, ties = self.instance, self.pairs.tied[family]
        members = [n for n in members if n != family]
        if len(members) >= instance.rules.max_couples or (ties and any(n in ties for n in members)):
            return False
        late = instance.families[family].staggered
        if late:
            late += sum(instance.families[n].staggered for n in members)
            if late > instance.locations[instance.series[series].loc].stagger_cap:
                return False
        return family not in self.building or not self._meets_tie(family, instance.series[series], members)

    def _meets_tie(self, family: int, row, members: Collection[int]) -> bool:
        near = [other for other, kind in self.pairs.tied[family].items() if kind == BUILDING]
        return any(self.present[row.loc, day][other] for day in row.dates for other in near if other not in members)

    def spread(self, members: Iterable[int]) -> tuple | None:
        """Age bands for these couples together, in their order; None when a band would be too thin."""
        return bands.assign([self.pairs.patterns[n] for n in members], self.instance.rules)

    def go_together(self, members: Iterable[int]) -> bool:
        """Whether there is a spread for these couples."""
        state, blend, patterns = 0, self.pairs.blend, self.pairs.patterns
        for n in members:
            if (state := blend.add(state, patterns[n])) < 0:
                return False
        return blend.is_whole[state]

    def understands(self, family: int, parents: Iterable[int]) -> bool:
        spoken = [self.instance.therapists[n].languages for n in parents]
        return all(any(wanted & known for known in spoken) for wanted in self.pairs.languages[family])

    def is_barred(self, family: int, team: Iterable[int]) -> bool:
        return any((therapist, family) in self.instance.bars for therapist in team)

    def can_seat(self, family: int, key: Key, without: int | None = None) -> bool:
        """Whether one more couple fits in a running group as it stands (`without`: instead of that member)."""
        series, group = key[0], self.groups[key]
        if series not in self.pairs.of_family[family] or self.is_barred(family, group.team):
            return False
        members = group.members - {without}
        if not self.fits_with(family, members, series) or not self.understands(family, group.parents):
            return False
        return self.go_together((*members, family))

    def points(self, key: Key) -> int:
        """What a group adds to the worth of the plan."""
        group = self.groups[key]
        return sum(self.pairs.of_series[key[0]][n] for n in group.members) - self.cost(
            key[0], group.parents, group.children
        )

    def cost(self, series: int, parents: Iterable[int], children: Iterable[int]) -> int:
        leads = self.pairs.leads
        travel = sum(leads[PARENTS][series][n] for n in parents) + sum(leads[CHILDREN][series][n] for n in children)
        return self.pairs.fixed_cost(series) + travel

    @property
    def worth(self) -> int:
        return sum(map(self.points, self.groups))

    # -- changing; none of these checks the rules, the callers ask first

    def open(self, series: int, members: Iterable[int], parents: Iterable[int], children: Iterable[int]) -> Key:
        """A new group in the first copy of this series that is free."""
        key = next((series, copy) for copy in range(len(self.groups) + 1) if (series, copy) not in self.groups)
        group = self.groups[key] = Seats(set(), tuple(parents), tuple(children))
        self._use(key, group, 1)
        for family in members:
            self.seat(family, key)
        return key

    def add(self, groups: Iterable[PlannedGroup]) -> None:
        """Open these groups as they are planned."""
        for group in groups:
            self.open(group.series, group.families, group.parent_therapists, group.child_therapists)

    def close(self, key: Key) -> Seats:
        """Take a group out; returns who was in it, for `restore`."""
        group = self.groups[key]
        saved = Seats(set(group.members), group.parents, group.children)
        for family in saved.members:
            self.unseat(family)
        self._use(key, group, -1)
        del self.groups[key]
        return saved

    def _use(self, key: Key, group: Seats, step: int) -> None:
        row = self.instance.series[key[0]]
        for day in row.dates:
            self.rooms[row.loc, day, row.cell] += step
            for therapist in group.team:
                self.busy[therapist][day] += step
        for therapist in group.team:
            self.load[therapist] += step

    def seat(self, family: int, key: Key) -> None:
        self.groups[key].members.add(family)
        self.seat_of[family] = key
        self._show(family, key, 1)

    def unseat(self, family: int) -> Key:
        key = self.seat_of.pop(family)
        self.groups[key].members.discard(family)
        self._show(family, key, -1)
        return key

    def _show(self, family: int, key: Key, step: int) -> None:
        if family in self.building:
            row = self.instance.series[key[0]]
            for day in row.dates:
                self.present[row.loc, day][family] += step

    def reteam(self, key: Key, parents: Iterable[int], children: Iterable[int]) -> None:
        group = self.groups[key]
        self._use(key, group, -1)
        group.parents, group.children = tuple(parents), tuple(children)
        self._use(key, group, 1)

    def restore(self, saved: dict[Key, Seats]) -> None:
        """Put groups back that were closed."""
        for key, group in saved.items():
            self.groups[key] = Seats(set(), group.parents, group.children)
            self._use(key, group, 1)
        for key, group in saved.items():
            for family in group.members:
                self.seat(family, key)

    def take_out(self, locations: Collection[int]) -> tuple[dict[Key, Seats], "Draft"]:
        """Close the groups at these locations: (what was closed, for `restore`; the same as a draft of its own)."""
        here, series = Draft(self.pairs), self.instance.series
        saved = {key: self.close(key) for key in sorted(self.groups) if series[key[0]].loc in locations}
        for key, seats in saved.items():
            here.open(key[0], seats.members, seats.parents, seats.children)
        return saved, here

    def to_plan(self) -> Plan:
        """The plan as it stands, groups in order of series; the spread over bands is found anew."""
        rows = []
        for key in sorted(self.groups):
            group = self.groups[key]
            members = sorted(group.members)
            spread = self.spread(members) or tuple(self.pairs.patterns[n][0] for n in members)
            seats = tuple(Member(n, pattern) for n, pattern in zip(members, spread, strict=True))
            rows.append(PlannedGroup(key[0], seats, tuple(sorted(group.parents)), tuple(sorted(group.children))))
        return Plan(tuple(rows))
