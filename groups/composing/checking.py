"""The one checker: every plan that leaves this package has passed it, whoever made it. Knows nothing of any solver."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from groups.composing import bands, pairs
from groups.composing.instance import BUILDING, CHILDREN, PARENTS, Instance
from groups.composing.plan import Plan, PlannedGroup


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that a plan breaks: which rule, in which group (its place in the plan), and whose numbers."""

    rule: str
    group: int | None = None
    numbers: tuple = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is broken, and what the plan is worth in points; an illegal plan has a worth too, so that it can be compared."""

    broken: tuple[Broken, ...]
    worth: int

    @property
    def is_legal(self) -> bool:
        return not self.broken


class IllegalPlan(Exception):
    """A path of the composer made a plan that breaks a hard rule: a fault of ours, never to be shown as a proposal."""


def check(instance: Instance, plan: Plan) -> Verdict:
    """Judge a plan; numbers that nobody has are broken too, and end the judging of their group."""
    broken: list[Broken] = []
    points, known = 0, []
    for number, group in enumerate(plan.groups):
        if strangers := _strangers(instance, group):
            broken.append(Broken("unknown", number, strangers))
            continue
        known.append((number, group))
        points += _points(instance, group)
        broken += [Broken(rule, number, numbers) for rule, numbers in _in_group(instance, group)]
    broken += [Broken(rule, group, numbers) for rule, group, numbers in _between(instance, known)]
    return Verdict(tuple(broken), points)


def legal(instance: Instance, plan: Plan) -> Verdict:
    """The verdict of a plan that has to be legal. Raises IllegalPlan."""
    verdict = check(instance, plan)
    if not verdict.is_legal:
        raise IllegalPlan(f"{len(verdict.broken)} rules broken, the first: {verdict.broken[0]}")
    return verdict


def _strangers(instance: Instance, group: PlannedGroup) -> tuple:
    asked = [("series", group.series, instance.series)]
    asked += [("family", number, instance.families) for number in group.families]
    asked += [("therapist", number, instance.therapists) for number in group.team]
    return tuple((what, number) for what, number, rows in asked if number not in range(len(rows)))


def _points(instance: Instance, group: PlannedGroup) -> int:
    series, weights = instance.series[group.series], instance.weights
    points = sum(pairs.worth(instance.families[number], series, instance) for number in group.families)
    travel = (instance.therapists[number].minutes[series.loc] for number in set(group.team))
    points -= sum(minutes // weights.therapist_minutes_div for minutes in travel)
    return points - weights.group - weights.extra_week * series.extra_weeks


def _in_group(instance: Instance, group: PlannedGroup):
    """Rules that one group can break by itself."""
    rules, series = instance.rules, instance.series[group.series]
    if not rules.min_couples <= len(group.members) <= rules.max_couples:
        yield "size", (len(group.members),)
    if pairs.has_gap(series, instance):
        yield "gap", (group.series,)
    for member in group.members:
        family = instance.families[member.family]
        for refusal in pairs.refusals(family, series, instance):
            if refusal.rule not in ("siblings", "gap"):
                yield refusal.rule, (member.family,)
        if member.bands not in bands.patterns(family.kids, family.siblings, rules):
            yield "siblings", (member.family, member.bands)
    for n, one in enumerate(group.families):
        yield from (("tied", (one, other)) for other in group.families[n + 1 :] if instance.tie(one, other))
    if all(len(member.bands) == len(rules.bands) for member in group.members):
        spread = [member.bands for member in group.members]
        yield from (("thin band", row) for row in bands.is_thin(spread, rules))
    children = sum(sum(member.bands) for member in group.members)
    if children > rules.max_children:
        yield "children", (children,)
    staggered = sum(instance.families[number].staggered for number in group.families)
    if staggered > instance.locations[series.loc].stagger_cap:
        yield "arrival", (staggered,)
    yield from _in_team(instance, group)


def _in_team(instance: Instance, group: PlannedGroup):
    series, team = instance.series[group.series], group.team
    for role, people in ((PARENTS, group.parent_therapists), (CHILDREN, group.child_therapists)):
        if len(people) != instance.rules.leads(role):
            yield "team", (role, len(people))
        for number in people:
            if why := pairs.lead_refusal(instance.therapists[number], role, series):
                yield f"lead {why}", (number,)
    if len(set(team)) != len(team):
        yield "team", ("twice", team)
    for number in set(team):
        yield from (("barred", (number, family)) for family in group.families if (number, family) in instance.bars)
    spoken = [instance.therapists[number].languages for number in group.parent_therapists]
    for family in group.families:
        for languages in pairs.family_languages(instance.families[family]):
            if not any(languages & known for known in spoken):
                yield "language", (family,)


def _between(instance: Instance, groups: list[tuple[int, PlannedGroup]]):
    """Rules that groups break together."""
    seated = Counter(number for _n, group in groups for number in group.families)
    yield from (("seated twice", None, (number,)) for number, times in seated.items() if times > 1)
    busy: Counter = Counter()
    rooms: Counter = Counter(instance.taken)
    used, present = set(), defaultdict(set)
    for _n, group in groups:
        series = instance.series[group.series]
        for day in series.dates:
            rooms[series.loc, day, series.cell] += 1
            used.add((series.loc, day, series.cell))
            present[series.loc, day].update(group.families)
            busy.update((number, day) for number in set(group.team))
    yield from (("lead twice on a day", None, key) for key, times in busy.items() if times > 1)
    yield from (("rooms", None, key) for key in used if rooms[key] > instance.locations[key[0]].rooms)
    led = Counter(number for _n, group in groups for number in set(group.team))
    for number, times in led.items():
        if times > instance.therapists[number].max_groups:
            yield "lead load", None, (number, times)
    for one, other in instance.ties:
        if instance.tie(one, other) == BUILDING:
            for key, here in present.items():
                if one in here and other in here:
                    yield "tied in building", None, (one, other, *key)
