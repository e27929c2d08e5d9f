"""Which couple could sit in which series and who could lead it, each with its worth; the same code says why not."""

from dataclasses import dataclass, field
from functools import cached_property

from groups.composing import bands
from groups.composing.instance import Family, Instance, Parent, Series, Therapist

#: A parent for whom the slot does not suit at all misses everything.
ALL = 99


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a couple cannot take a series: a rule, with its numbers. `parent` is a place in the family's tuple."""

    rule: str
    parent: int | None = None
    number: int = 0
    limit: int = 0


def missed(parent: Parent, series: Series) -> int:
    """Sessions that this parent would miss; ALL when the slot does not suit."""
    suits = parent.cells.get(series.cell, 0)
    if not suits:
        return ALL
    if suits == 1 and not parent.away:
        return 0
    count = 0
    for day in series.dates:
        odd = (day // 7) % 2 == 1 if series.odd is None else day in series.odd
        wrong_week = (suits == 2 and odd) or (suits == 3 and not odd)
        count += wrong_week or any(first <= day <= last for first, last in parent.away)
    return count


def refusals(family: Family, series: Series, instance: Instance) -> list[Refusal]:
    """Every rule that keeps this couple from this series, in the order of the ladder of explanations; empty: it fits."""
    rules, found = instance.rules, []
    for n, parent in enumerate(family.parents):
        minutes = parent.minutes[series.loc]
        if minutes > parent.max_minutes and "travel" not in family.overrides:
            found.append(Refusal("travel", n, minutes, parent.max_minutes))
    gone = [missed(parent, series) for parent in family.parents]
    found += [Refusal("slot", n) for n, count in enumerate(gone) if count == ALL]
    if not bands.patterns(family.kids, family.siblings, rules):
        found.append(Refusal("siblings"))
    if has_gap(series, instance):
        found.append(Refusal("gap"))
    if meets(family, series):
        found.append(Refusal("building"))
    if family.ready > series.dates[0]:
        found.append(Refusal("ready", None, family.ready, series.dates[0]))
    if family.hold_until < series.dates[-1]:
        found.append(Refusal("hold", None, family.hold_until, series.dates[-1]))
    if "missed" not in family.overrides:
        found += [
            Refusal("missed", n, count, rules.max_missed)
            for n, count in enumerate(gone)
            if rules.max_missed < count < ALL
        ]
    return found


def worth(family: Family, series: Series, instance: Instance) -> int:
    """Points for seating this couple here, whether or not the rules allow it."""
    weights = instance.weights
    points = (
        weights.base
        + weights.per_week * min(family.weeks, weights.max_weeks)
        + weights.urgency[family.urgency]
        - sum(parent.minutes[series.loc] for parent in family.parents) // 2
    )
    gone = (missed(parent, series) for parent in family.parents)
    return points - weights.missed * sum(count for count in gone if count < ALL)


def meets(family: Family, series: Series) -> bool:
    """Hard rule 6 with families of groups that are not in the plan; a person may set it aside."""
    near = family.near if "tied" not in family.overrides else ()
    return bool(near) and any((series.loc, day) in near for day in series.dates)


def has_gap(series: Series, instance: Instance) -> bool:
    """Hard rule 11: two dates lie too far apart, so that nobody can be asked to follow this series."""
    dates = series.dates
    return any(two - one > instance.rules.max_gap_days for one, two in zip(dates, dates[1:], strict=False))


def lead_refusal(therapist: Therapist, role: str, series: Series) -> str:
    """Why somebody cannot lead this series in this role: a word, or nothing."""
    if role not in therapist.certified:
        return "role"
    if therapist.minutes[series.loc] > therapist.max_minutes:
        return "travel"
    if series.cell not in therapist.cells:
        return "slot"
    first, last = therapist.certified[role]
    if last < series.dates[-1] or first > series.dates[0]:
        return "certificate"
    if any(start <= day <= end for start, end in therapist.blocked for day in series.dates):
        return "blocked"
    return ""


def speaks(therapist: Therapist, family: Family) -> bool:
    """Whether every parent who does not speak Dutch shares a language with this therapist."""
    return all(languages & therapist.languages for languages in family_languages(family))


def family_languages(family: Family) -> list[frozenset[str]]:
    """The languages of each parent who needs a therapist for them (hard rule 9)."""
    return [parent.languages for parent in family.parents if "nl" not in parent.languages]


@dataclass
class Pairs:
    """The possible pairs of one instance, found once: {series: points} per couple, {therapist: points} per series."""

    instance: Instance
    of_family: list[dict[int, int]] = field(init=False)

    def __post_init__(self):
        at = [[] for _ in self.instance.locations]
        for n, series in enumerate(self.instance.series):
            if not has_gap(series, self.instance) and self.instance.rooms_left(series) > 0:
                at[series.loc].append(n)
        self.of_family = [self._series_of(family, at) for family in self.instance.families]

    def _series_of(self, family: Family, at: list[list[int]]) -> dict[int, int]:
        """As `refusals` and `worth` say, location by location because most are too far away."""
        instance, rules = self.instance, self.instance.rules
        found: dict[int, int] = {}
        if not bands.patterns(family.kids, family.siblings, rules):
            return found
        most = ALL - 1 if "missed" in family.overrides else rules.max_missed
        known: dict[tuple, list[int]] = {}
        for loc, numbers in enumerate(at):
            too_far = any(parent.minutes[loc] > parent.max_minutes for parent in family.parents)
            if too_far and "travel" not in family.overrides:
                continue
            for n in numbers:
                series = instance.series[n]
                if family.ready > series.dates[0] or family.hold_until < series.dates[-1] or meets(family, series):
                    continue
                # Series at other locations on the same dates are missed alike.
                key = (series.cell, series.dates)
                if (gone := known.get(key)) is None:
                    gone = known[key] = [missed(parent, series) for parent in family.parents]
                if max(gone) <= most:
                    found[n] = worth(family, series, instance)
        return found

    @cached_property
    def of_series(self) -> list[dict[int, int]]:
        """{family: points} per series."""
        rows: list[dict[int, int]] = [{} for _ in self.instance.series]
        for family, found in enumerate(self.of_family):
            for n, points in found.items():
                rows[n][family] = points
        return rows

    @cached_property
    def leads(self) -> dict[str, list[dict[int, int]]]:
        """Per role and series {therapist: cost in points}, cheapest first."""
        instance, div = self.instance, self.instance.weights.therapist_minutes_div
        found: dict[str, list[dict[int, int]]] = {}
        for role in "PK":
            found[role] = []
            for series in instance.series:
                able = {
                    h: row.minutes[series.loc] // div
                    for h, row in enumerate(instance.therapists)
                    if not lead_refusal(row, role, series)
                }
                found[role].append(dict(sorted(able.items(), key=lambda item: (item[1], item[0]))))
        return found

    @cached_property
    def patterns(self) -> list[tuple[tuple[int, ...], ...]]:
        """The spreads of each family's children over the bands."""
        rules = self.instance.rules
        return [bands.patterns(row.kids, row.siblings, rules) for row in self.instance.families]

    @cached_property
    def blend(self) -> bands.Blend:
        """Which of these families go together over the bands."""
        return bands.Blend(self.instance.rules)

    @cached_property
    def languages(self) -> list[list[frozenset[str]]]:
        return [family_languages(row) for row in self.instance.families]

    @cached_property
    def tied(self) -> list[dict[int, str]]:
        """{other family: kind} per family."""
        rows: list[dict[int, str]] = [{} for _ in self.instance.families]
        for one, other in self.instance.ties:
            if kind := self.instance.tie(one, other):
                rows[one][other] = rows[other][one] = kind
        return rows

    def fixed_cost(self, series: int) -> int:
        """Points that running this series costs before anybody travels."""
        weights = self.instance.weights
        return weights.group + weights.extra_week * self.instance.series[series].extra_weeks

    def __len__(self) -> int:
        return sum(map(len, self.of_family))
