"""Pure: how families with a comparable profile fared after an advice, protected per profile (features.md N3).

A profile is an advice, a weight band and an age band: fixed bands, and no totals across them, so that two profiles can
never be subtracted. Within a profile informants stand apart: parent A, parent B and the child are never averaged
(measurement.md 4; the letters follow from a digest, and the centre records of no parent whether it is the mother or the
father). Questionnaires belong to the group; of every other help the centre knows how it went on, so each profile has a
line about that as well, counted in families.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from research import suppression
from research.change import ChangeClass
from research.suppression import HOUSE_RULE, Relation, Rule

#: Heaviest domain: nothing or light, or at least serious.
LIGHT, HEAVY = "light", "heavy"
HEAVY_FROM = 2
#: Youngest child on the day of the decision: a primary school child, or twelve and older.
YOUNG, OLDER = "young", "older"
OLDER_FROM = 12
PARTS = ("better", "same", "worse")


class Course(StrEnum):
    """How it went on after an advice, as far as the centre knows."""

    HELD = "held"  # the group was finished, or on the agreed date the other help still fitted
    ENDED = "ended"  # the help stopped early
    AGAIN = "again"  # the family was assessed again


#: The line of a profile that counts families: (scale, who, about).
COURSE = ("course", "centre", "family")
CLASSES = {
    ChangeClass.RECOVERED: "better",
    ChangeClass.IMPROVED: "better",
    ChangeClass.UNCHANGED: "same",
    ChangeClass.WORSE: "worse",
    ChangeClass.HARMED: "worse",
}


@dataclass(frozen=True)
class Told:
    """One informant of one family about one scale: what changed. `who`: pa, pb or child; `about`: self or child.

    Or, on the line COURSE, how it went on with this family (`kind`: a Course).
    """

    profile: str
    family: int
    scale: str
    who: str
    about: str
    kind: ChangeClass | Course

    @property
    def part(self) -> str:
        """The column that this counts in."""
        return str(self.kind) if isinstance(self.kind, Course) else CLASSES[self.kind]


def quarter_of(day: date) -> date:
    """The first day of the quarter of a date."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def profile_of(outcome: str, weights: Iterable[int], youngest: int | None) -> str:
    """The profile's name. `weights`: of the domains, 0 to 3; `youngest`: age in whole years, None counts as young."""
    weight = HEAVY if max(weights, default=0) >= HEAVY_FROM else LIGHT
    age = OLDER if youngest is not None and youngest >= OLDER_FROM else YOUNG
    return f"{outcome}.{weight}.{age}"


def course_of(
    outcome: str, *, is_superseded: bool, reviewed: bool, stopped: bool, finished: bool, group: str
) -> Course | None:
    """How it went on after one advice; None while that is not known.

    `is_superseded`: a newer advice followed or the family is assessed again; `reviewed`: somebody looked again;
    `stopped`: the group or the other help stopped early; `finished`: the group was finished; `group`: the outcome of it.
    """
    if stopped:
        return Course.ENDED
    if outcome == group and finished:
        return Course.HELD
    if is_superseded:
        return Course.AGAIN
    return Course.HELD if outcome != group and reviewed else None


def parts_of(line: str) -> tuple[str, ...]:
    """The columns of a line."""
    return tuple(Course) if line == "|".join(COURSE) else PARTS


def figures_of(told: Collection[Told], rule: Rule = HOUSE_RULE) -> dict:
    """What may be shown of one profile: {families, lines: [{scale, who, about, answered, …its parts}]}.

    Whole numbers rounded to the base, None where a number is too small or would give a small one away.
    """
    cells, families, relations, outcomes = {"families": 0}, {}, [], set()
    behind = defaultdict(set)
    for row in told:
        line = f"{row.scale}|{row.who}|{row.about}"
        for name in ("families", f"{line}|answered", f"{line}|{row.part}"):
            behind[name].add(row.family)
            if name != "families":
                cells[name] = cells.get(name, 0) + 1
    cells["families"] = len(behind["families"])
    lines = sorted({name.rsplit("|", 1)[0] for name in cells if "|" in name})
    for line in lines:
        parts = tuple(f"{line}|{part}" for part in parts_of(line))
        cells |= {part: cells.get(part, 0) for part in parts}
        relations.append(Relation(f"{line}|answered", parts))
        outcomes |= set(parts)
    families = {name: len(behind[name]) for name in cells}
    shown = _protected(cells, relations, rule, families, outcomes)
    return {"families": shown["families"], "lines": [_line(line, shown) for line in lines]}


def _protected(cells: Mapping, relations: list[Relation], rule: Rule, families: Mapping, outcomes: set) -> dict:
    try:
        shown = suppression.protect(cells, relations, rule, families=families, outcomes=outcomes)
    except suppression.CannotBeProtected:
        return dict.fromkeys(cells)
    # Without enough families nothing of this profile is shown, not even a zero.
    return shown if families["families"] >= rule.k else dict.fromkeys(cells)


def _line(line: str, shown: Mapping) -> dict:
    scale, who, about = line.split("|")
    return {
        "scale": scale,
        "who": who,
        "about": about,
        **{part: shown[f"{line}|{part}"] for part in ("answered", *parts_of(line))},
    }


def frozen(told: Iterable[Told], before: Mapping | None, quarter: date, rule: Rule = HOUSE_RULE) -> tuple[dict, dict]:
    """(figures, behind) of a quarter: {profile: figures}, {profile: [families]}.

    `before`: {figures, behind} of the quarter before. A figure that was shown is repeated as it was until at least k
    other families stand behind it: two quarters can never be subtracted to see a few families.
    """
    by_profile = defaultdict(list)
    for row in told:
        by_profile[row.profile].append(row)
    old_figures, old_behind = (before["figures"], before["behind"]) if before else ({}, {})
    figures, behind = {}, {}
    for profile in sorted({*by_profile, *old_figures}):
        now, then = {row.family for row in by_profile[profile]}, set(old_behind.get(profile, ()))
        was_shown = old_figures.get(profile, {}).get("families") is not None
        if was_shown and len(now ^ then) < rule.k:
            figures[profile], behind[profile] = old_figures[profile], sorted(then)
        else:
            figures[profile] = figures_of(by_profile[profile], rule) | {"since": quarter.isoformat()}
            behind[profile] = sorted(now)
    return figures, behind
