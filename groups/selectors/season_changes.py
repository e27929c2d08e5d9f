"""What one proposal changes as compared with another, for whom: the list that a coordinator reads before anything is sent."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest

from groups.composing.instance import CHILDREN, PARENTS
from groups.models import CompositionRun
from groups.people import Couple, couples_of
from groups.selectors.seasons import words_of_series
from therapists.models import Practice, Therapist

#: What asks most of people comes first.
ORDER = ("dropped", "moved", "new", "kept")


@dataclass(frozen=True)
class CoupleChange:
    """One couple: kept, moved, new or dropped; the groups before and after in words."""

    couple: Couple
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class GroupChange:
    """One group: new, dropped, or with another team; (role, name) of who comes and who goes."""

    group: str
    kind: str
    came: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Changes:
    """Everything that is different between two proposals, and who is kept."""

    couples: list[CoupleChange]
    groups: list[GroupChange]

    @property
    def kept(self) -> list[CoupleChange]:
        return [row for row in self.couples if row.kind == "kept"]

    @property
    def other(self) -> list[CoupleChange]:
        return [row for row in self.couples if row.kind != "kept"]

    @property
    def count(self) -> dict[str, int]:
        """How many couples of each kind, and groups whose team changed."""
        found = Counter(row.kind for row in self.couples)
        return {kind: found[kind] for kind in ORDER} | {"team": sum(row.kind == "team" for row in self.groups)}


def changes_between(run: CompositionRun, other: CompositionRun) -> Changes:
    """What `run` changes of `other`; three queries."""
    return _changes([(one, one.plan) for one in (other, run)])


def _changes(plans: list[tuple[CompositionRun, dict | None]]) -> Changes:
    """From the first plan to the second, each in the numbers of its own run."""
    seats = [_seats(*one) for one in plans]
    couples = couples_of(seats[0].keys() | seats[1].keys())
    teams = [_teams(*one) for one in plans]
    keys = {key for some in seats for key in some.values()} | {key for some in teams for key in some}
    places = dict(Practice.objects.filter(pk__in={key.split("|")[0] for key in keys}).values_list("pk", "place"))
    people = {pk for some in teams for rows in some.values() for team in rows for _role, pk in team}
    names = dict(Therapist.objects.filter(pk__in=people).values_list("pk", "user__name"))
    return Changes(_couples(seats, couples, places), _groups(teams, names, places))


def since_base(run: CompositionRun) -> Changes | None:
    """What a re-plan changes of the proposal that it was made from, or of the groups that exist since it was taken over.

    None for any other, and as long as there is no plan.
    """
    if run.base_id is None or run.plan is None or run.base.plan is None:
        return None
    if "before" in run.facts:
        return _changes([(run, run.facts["before"]), (run, run.plan)])
    return changes_between(run, run.base)


def _couples(seats: list[dict], couples: dict[int, Couple], places: dict) -> list[CoupleChange]:
    rows = []
    for pk in sorted(couples, key=lambda pk: couples[pk].names):
        before, after = (some.get(pk) for some in seats)
        kind = "kept" if before == after else "new" if before is None else "dropped" if after is None else "moved"
        rows.append(CoupleChange(couples[pk], kind, words_of_series(before, places), words_of_series(after, places)))
    return sorted(rows, key=lambda row: ORDER.index(row.kind))


def _groups(teams: list[dict], names: dict, places: dict) -> list[GroupChange]:
    """Two groups of one series are taken in their order."""
    rows, (before, after) = [], teams
    for key in sorted(before.keys() | after.keys()):
        for old, new in zip_longest(before.get(key, ()), after.get(key, ())):
            if old != new:
                kind = "new" if old is None else "dropped" if new is None else "team"
                came, left = (new - old, old - new) if kind == "team" else ((), ())
                rows.append(GroupChange(words_of_series(key, places), kind, _named(came, names), _named(left, names)))
    return rows


def _named(some, names: dict) -> list[tuple[str, str]]:
    return sorted(((role, names.get(pk, "–")) for role, pk in some), key=lambda one: (one[0] != PARENTS, one[1]))


def _seats(run: CompositionRun, plan: dict | None) -> dict[int, str]:
    """{case: series} of a plan."""
    if plan is None:
        return {}
    cases, series = run.facts["names"]["cases"], run.facts["instance"]["series"]
    return {
        cases[member["family"]]: series[group["series"]]["id"]
        for group in plan["groups"]
        for member in group["members"]
    }


def _teams(run: CompositionRun, plan: dict | None) -> dict[str, list[set]]:
    """{series: [{(role, therapist)} per group]} of a plan."""
    found: dict[str, list] = {}
    if plan is None:
        return found
    people, series = run.facts["names"]["therapists"], run.facts["instance"]["series"]
    for group in plan["groups"]:
        team = {(PARENTS, people[n]) for n in group["parent_therapists"]}
        team |= {(CHILDREN, people[n]) for n in group["child_therapists"]}
        found.setdefault(series[group["series"]]["id"], []).append(team)
    return found
