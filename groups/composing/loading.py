"""From the JSON format of benchmarks to an instance; facts that cannot be say which rule they break."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from groups.composing.instance import (
    BUILDING,
    DUTCH,
    GROUP,
    NEVER,
    Family,
    Instance,
    Location,
    Parent,
    Rules,
    Series,
    Therapist,
    Weights,
)

#: More sessions, bands or children than this is a typing error, not a group.
LARGEST = 10_000


class BadFacts(ValueError):
    """The facts cannot be: `problems` is a list of (where, which rule), in the order of the file."""

    def __init__(self, problems: list[tuple[str, str]]):
        super().__init__("; ".join(f"{where}: {what}" for where, what in problems[:10]))
        self.problems = problems


def whole(value: object) -> int:
    """A whole number as it stands in the file; text that looks like one is a mistake too. Raises TypeError."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        raise TypeError(f"a whole number below {LARGEST} instead of {value!r}")
    return value


def spans(rows: list) -> tuple:
    return tuple((whole(first), whole(last)) for first, last in rows)


def minutes_between(a: Mapping, b: Mapping) -> int:
    """Travel minutes between two points in kilometres: eight to get going, 1.3 for each kilometre as the crow flies."""
    return int(round(8 + 1.3 * math.hypot(a["x"] - b["x"], a["y"] - b["y"])))


def read_instance(path: str | Path) -> Instance:
    """The instance in a file. Raises BadFacts, also for a file that is no JSON."""
    try:
        facts = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadFacts([(str(path), f"cannot be read: {error}")]) from error
    return load(facts)


def load(facts: Mapping) -> Instance:
    """The instance in these facts. Raises BadFacts with everything that is wrong, not only the first."""
    try:
        instance = _build(facts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise BadFacts([("format", f"{type(error).__name__}: {error}")]) from error
    if problems := list(problems_of(instance)):
        raise BadFacts(problems)
    return instance


def _build(facts: Mapping) -> Instance:
    places = facts["locations"]
    rules = {key: spans(value) if key == "bands" else whole(value) for key, value in facts["rules"].items()}
    weights = {
        key: tuple(map(whole, value)) if key == "urgency" else whole(value) for key, value in facts["objective"].items()
    }
    return Instance(
        rules=Rules(**rules),
        weights=Weights(**weights),
        locations=tuple(
            Location(
                row["id"],
                row.get("name", row["id"]),
                whole(row["rooms"]),
                whole(row["stagger_cap"]),
                row["x"],
                row["y"],
            )
            for row in places
        ),
        series=tuple(
            Series(
                row["id"],
                whole(row["loc"]),
                row["cell"],
                tuple(map(whole, row["dates"])),
                whole(row["extra_weeks"]),
                row.get("rule", "shift"),
            )
            for row in facts["series"]
        ),
        therapists=tuple(_therapist(row, places) for row in facts["therapists"]),
        families=tuple(_family(row, places) for row in facts["families"]),
        ties={(min(whole(a), whole(b)), max(a, b)): kind for a, b, kind in facts["conflicts"]},
        bars=frozenset((whole(therapist), whole(family)) for therapist, family in facts["bars"]),
    )


def _therapist(row: Mapping, places: list) -> Therapist:
    return Therapist(
        id=row["id"],
        minutes=tuple(minutes_between(row, place) for place in places),
        max_minutes=whole(row["max_minutes"]),
        max_groups=whole(row["max_groups"]),
        cells=frozenset(row["av"]),
        certified={role: (-NEVER, whole(row["cert_until"])) for role in row["roles"]},
        languages=frozenset(row["langs"]),
        blocked=spans(row["blocked"]),
    )


def _family(row: Mapping, places: list) -> Family:
    hold = row["hold_until"]
    return Family(
        id=row["id"],
        weeks=whole(row["weeks"]),
        urgency=whole(row["urg"]),
        ready=whole(row["ready"]),
        hold_until=NEVER if hold is None else whole(hold),
        parents=tuple(
            Parent(
                minutes=tuple(minutes_between(parent, place) for place in places),
                max_minutes=whole(parent["max"]),
                cells=dict(parent["av"]),
                away=spans(parent["away"]),
                languages=frozenset(parent["langs"]),
            )
            for parent in row["parents"]
        ),
        kids=tuple(map(whole, row["kids"])),
        siblings=row["sib"],
        staggered=whole(row["stagger"]),
    )


def problems_of(instance: Instance):
    """Facts that contradict a rule of the format, as (where, what); an instance without any can be composed."""
    yield from _problems_of_rules(instance)
    for row in instance.locations:
        if row.rooms < 0 or row.stagger_cap < 0:
            yield row.id, "rule 10: fewer than no rooms, or fewer than no separate arrivals"
    for row in instance.series:
        yield from _problems_of_series(row, instance)
    for row in instance.therapists:
        if any(first > last for first, last in row.blocked) or row.max_groups < 0:
            yield row.id, "rule 8: an absence ends before it begins, or the ceiling is below nothing"
    for row in instance.families:
        yield from _problems_of_family(row, instance)
    yield from _problems_of_links(instance)


def _problems_of_rules(instance: Instance):
    rules = instance.rules
    if not 1 <= rules.min_couples <= rules.max_couples <= LARGEST:
        yield "rules", "rule 1: the minimum of couples is above the maximum, or below one"
    if rules.parent_therapists < 1 or rules.child_therapists < 0:
        yield "rules", "rule 8: the room of the parents needs at least one lead; without children theirs needs none"
    if not rules.bands or any(low > high for low, high in rules.bands):
        yield "rules", "rule 5: an age band ends before it begins"
    if instance.weights.therapist_minutes_div < 1:
        yield "objective", "travel of therapists is divided by less than one"


def _problems_of_links(instance: Instance):
    known = range(len(instance.families))
    for (a, b), kind in instance.ties.items():
        if a == b or a not in known or b not in known or kind not in (GROUP, BUILDING):
            yield f"conflict {a}-{b}", "rule 6: a tie needs two different families and a known kind"
    for therapist, family in instance.bars:
        if therapist not in range(len(instance.therapists)) or family not in known:
            yield f"bar {therapist}-{family}", "rule 8: nobody has this number"


def _problems_of_series(row: Series, instance: Instance):
    if row.loc not in range(len(instance.locations)):
        yield row.id, "rule 10: no such location"
    if not row.dates or any(one >= two for one, two in zip(row.dates, row.dates[1:], strict=False)):
        yield row.id, "rule 11: the dates are missing or not in order"
    elif len(row.dates) != instance.rules.sessions:
        yield row.id, f"rule 11: {len(row.dates)} dates instead of {instance.rules.sessions}"


def _problems_of_family(row: Family, instance: Instance):
    if not row.parents:
        yield row.id, "rule 2: a couple has parents"
    if any(first > last for parent in row.parents for first, last in parent.away):
        yield row.id, "rule 2: an absence ends before it begins"
    if any(value not in (1, 2, 3) for parent in row.parents for value in parent.cells.values()):
        yield row.id, "rule 2: a slot suits every week (1), even weeks (2) or odd weeks (3)"
    if row.urgency not in range(len(instance.weights.urgency)):
        yield row.id, "unknown urgency"
    if row.siblings not in ("none", "together", "split") or any(age < 0 for age in row.kids):
        yield row.id, "rule 5: unknown wish for siblings, or an age below nought"
    if any(not parent.languages for parent in row.parents):
        yield row.id, f"rule 9: a parent speaks at least one language ({DUTCH} or another)"
