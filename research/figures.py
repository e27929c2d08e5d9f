"""The municipal numbers: counted from the floors below, checked, protected, and ready to freeze.

A trajectory belongs to the municipality where its oldest child was registered (BRP) on the day of the request; each
child is counted in its own municipality (features.md J3). True counts never leave `protected`.
"""

import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from centre import clock
from centre.models import Case, Milestone, Municipality
from research import counting, suppression
from research.change import ChangeClass
from research.counting import Trajectory
from research.suppression import HOUSE_RULE, Relation, Rule

#: Rises when the same data would give other numbers.
QUERY_VERSION = "2026.1"
HIDDEN, UNDECIDED = "x", "tbd"
Kind = Milestone.Kind
#: Figure of the throughput → the milestone that counts in the period.
FLOW = {
    "requests": Kind.ENTERED,
    "indicated": Kind.ASSESSED,
    "started": Kind.STARTED,
    "finished": Kind.FINISHED,
    "stopped": Kind.STOPPED,
}
#: Waiting time → from which milestone to which, in days, gross (the days of a missing permission count).
WAITS = {
    "to_intake": (Kind.APPLIED, Kind.ASSESSED),
    "to_start": (Kind.ASSESSED, Kind.STARTED),
    "total": (Kind.APPLIED, Kind.STARTED),
}
MARKS = {"present": "present", "late": "present", "excused": "excused", "absent": "absent"}
CLASSES = {
    ChangeClass.RECOVERED: "better",
    ChangeClass.IMPROVED: "better",
    ChangeClass.UNCHANGED: "same",
    ChangeClass.WORSE: "worse",
    ChangeClass.HARMED: "worse",
}
REFERRERS = [value for value, _label in Case._meta.get_field("entered_via").choices]


@dataclass
class Figures:
    """True counts, for the builder's eyes only. `families`: how many families stand behind each cell."""

    municipality: Municipality
    starts_on: date
    ends_on: date
    cells: dict[str, int] = field(default_factory=dict)
    families: dict[str, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)
    waits: dict[str, list[int]] = field(default_factory=dict)
    scales: dict[str, str] = field(default_factory=dict)
    checks: dict[str, bool] = field(default_factory=dict)

    def count(self, name: str, number: int, families: set[int] | int) -> None:
        self.cells[name] = number
        self.families[name] = families if isinstance(families, int) else len(families)

    @property
    def failed(self) -> list[str]:
        """The checks that did not hold (features.md J6)."""
        return [name for name, holds in self.checks.items() if not holds]


def collect(municipality: Municipality, starts_on: date, ends_on: date) -> Figures:
    """Count everything of one municipality and period (both days belong to it), with its own checks."""
    made = Figures(municipality, starts_on, ends_on)
    everything = counting.trajectories(municipality)
    own = [case for case in everything if case.is_own]
    ids = {case.pk: case.family_id for case in own}
    for name, kind in FLOW.items():
        _count_flow(made, name, everything, kind)
    _count_ends(made, own)
    _count_referrers(made, own)
    earlier = counting.earlier_cases(municipality)
    returned = [case for case in _in(made, own, Kind.ENTERED) if case.pk in earlier]
    made.count("came_back", len(returned), {case.family_id for case in returned})
    for name, (since, until) in WAITS.items():
        arrived = [case for case in _in(made, own, until) if since in case.reached]
        made.waits[name] = sorted((case.reached[until] - case.reached[since]).days for case in arrived)
    _count_attendance(made, ids)
    _count_satisfaction(made, ids)
    _count_changes(made, ids)
    _check(made, own)
    return made


def protected(made: Figures, rule: Rule = HOUSE_RULE) -> dict:
    """What is frozen: only numbers that may be shown, as whole numbers or "x". Raises CannotBeProtected."""
    shown = suppression.protect(made.cells, made.relations, rule, families=made.families, outcomes=made.outcomes)
    for name in FLOW:
        # The units are nearly the same number: a hidden trajectory would come back through its couples.
        if None in (shown[f"{name}.trajectories"], shown[f"{name}.couples"]):
            shown |= {f"{name}.{unit}": None for unit in ("trajectories", "couples", "children")}
    cells = {name: HIDDEN if value is None else value for name, value in shown.items()}
    for name in FLOW:
        couples = shown[f"{name}.couples"]
        cells[f"{name}.parents"] = HIDDEN if couples is None else 2 * couples
    shares = {
        "stopped": suppression.percentage(shown["stopped.trajectories"], shown["ended.trajectories"], rule),
        "satisfied": suppression.percentage(shown["satisfaction.satisfied"], shown["satisfaction.answered"], rule),
        "came_back": suppression.percentage(shown["came_back"], shown["requests.trajectories"], rule),
    }
    return {
        "format": 1,
        "query_version": QUERY_VERSION,
        "municipality": {"code": made.municipality.code, "name": made.municipality.name},
        "starts_on": made.starts_on.isoformat(),
        "ends_on": made.ends_on.isoformat(),
        "cut_off": clock.now().isoformat(timespec="seconds"),
        "rule": {"k": rule.k, "base": rule.base, "percentage_from": rule.percentage_from},
        "cells": cells,
        "shares": {name: HIDDEN if value is None else value for name, value in shares.items()},
        "waits": {name: _wait(days, rule) for name, days in made.waits.items()},
        "goals": UNDECIDED,
        "scales": made.scales,
        "checks": made.checks,
    }


def _wait(days: list[int], rule: Rule) -> dict:
    """Median from k families on, the ninetieth percentile from the size that carries a percentage on."""
    count = suppression.rounded(len(days), rule.base) if len(days) >= rule.k else HIDDEN
    median = round(statistics.median(days)) if len(days) >= rule.k else HIDDEN
    many = len(days) >= rule.percentage_from
    return {"count": count, "median": median, "p90": round(statistics.quantiles(days, n=10)[-1]) if many else HIDDEN}


def _in(made: Figures, cases: list[Trajectory], kind: str) -> list[Trajectory]:
    return [case for case in cases if case.reached_in(kind, made.starts_on, made.ends_on)]


def _count_flow(made: Figures, name: str, everything: list[Trajectory], kind: str) -> None:
    """The units side by side, never added up: trajectories, couples, children (domain.md 8 item 23)."""
    reached = _in(made, everything, kind)
    own = [case for case in reached if case.is_own]
    families = {case.family_id for case in own}
    made.count(f"{name}.trajectories", len(own), families)
    made.count(f"{name}.couples", len(families), families)
    children = frozenset().union(*(case.children for case in reached))
    made.count(f"{name}.children", len(children), {case.family_id for case in reached})


def _count_ends(made: Figures, own: list[Trajectory]) -> None:
    ended = [*_in(made, own, Kind.FINISHED), *_in(made, own, Kind.STOPPED)]
    made.count("ended.trajectories", len(ended), {case.family_id for case in ended})
    made.relations.append(Relation("ended.trajectories", ("finished.trajectories", "stopped.trajectories")))


def _count_referrers(made: Figures, own: list[Trajectory]) -> None:
    entered = _in(made, own, Kind.ENTERED)
    for referrer in REFERRERS:
        by = [case for case in entered if case.entered_via == referrer]
        made.count(f"referrer.{referrer}", len(by), {case.family_id for case in by})
    made.relations.append(Relation("requests.trajectories", tuple(f"referrer.{name}" for name in REFERRERS)))


def _count_attendance(made: Figures, ids: dict[int, int]) -> None:
    numbers, behind = defaultdict(int), defaultdict(set)
    for case_id, who, mark, number in counting.attendance_marks(made.municipality, made.starts_on, made.ends_on):
        if case_id in ids:
            for name in (f"attendance.{who}.{MARKS[mark]}", f"attendance.{who}.all"):
                numbers[name] += number
                behind[name].add(ids[case_id])
    for who in ("parents", "children"):
        parts = tuple(f"attendance.{who}.{mark}" for mark in ("present", "excused", "absent"))
        for name in (f"attendance.{who}.all", *parts):
            made.count(name, numbers[name], behind[name])
        made.relations.append(Relation(f"attendance.{who}.all", parts))


def _count_satisfaction(made: Figures, ids: dict[int, int]) -> None:
    asked = counting.satisfaction_asked(made.municipality, made.starts_on, made.ends_on)
    asked = [(ids[case_id], mark) for case_id, mark in asked if case_id in ids]
    parts = {
        "asked": asked,
        "answered": [row for row in asked if row[1] is not None],
        "silent": [row for row in asked if row[1] is None],
        "satisfied": [row for row in asked if row[1] is not None and row[1] >= 7],
        "less": [row for row in asked if row[1] is not None and row[1] < 7],
    }
    for name, rows in parts.items():
        made.count(f"satisfaction.{name}", len(rows), {family for family, _mark in rows})
    made.relations += [
        Relation("satisfaction.asked", ("satisfaction.answered", "satisfaction.silent")),
        Relation("satisfaction.answered", ("satisfaction.satisfied", "satisfaction.less")),
    ]
    made.outcomes |= {"satisfaction.satisfied", "satisfaction.less"}


def _count_changes(made: Figures, ids: dict[int, int]) -> None:
    found = counting.changes(made.municipality, made.starts_on, made.ends_on)
    for (scale, title), rows in found.items():
        made.scales[scale] = title
        people = [(ids[case_id], CLASSES[kind]) for case_id, kind in rows if case_id in ids]
        made.count(f"change.{scale}.all", len(people), {family for family, _kind in people})
        for kind in ("better", "same", "worse"):
            of_kind = [family for family, has in people if has == kind]
            made.count(f"change.{scale}.{kind}", len(of_kind), set(of_kind))
        parts = tuple(f"change.{scale}.{kind}" for kind in ("better", "same", "worse"))
        made.relations.append(Relation(f"change.{scale}.all", parts))
        made.outcomes |= set(parts)


def _check(made: Figures, own: list[Trajectory]) -> None:
    """Each number is found along two ways; a difference stops the report (features.md J6)."""
    made.checks["sum"] = all(
        made.cells[relation.total] == sum(made.cells[part] for part in relation.parts) for relation in made.relations
    )
    started = {case.pk for case in own if Kind.STARTED in case.reached}
    finished = {case.pk for case in own if Kind.FINISHED in case.reached}
    stopped = {case.pk for case in own if Kind.STOPPED in case.reached}
    made.checks["one_end"] = not finished & stopped
    made.checks["ends_have_starts"] = finished | stopped <= started
    seated = counting.seated_in_running_groups(made.municipality) & {case.pk for case in own}
    made.checks["running"] = started - finished - stopped == seated
    made.checks["order"] = all(
        case.reached[since] <= case.reached[until]
        for case in own
        for since, until in ((Kind.ENTERED, Kind.STARTED), (Kind.STARTED, Kind.FINISHED), (Kind.STARTED, Kind.STOPPED))
        if since in case.reached and until in case.reached
    )
