"""A plan: which series run, with whom. Frozen, so that nothing changes after it was checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from groups.composing.loading import BadFacts, whole


@dataclass(frozen=True, slots=True)
class Member:
    """A couple with the spread of its children over the age bands."""

    family: int
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """One group of a plan; everybody by number."""

    series: int
    members: tuple[Member, ...]
    parent_therapists: tuple[int, ...]
    child_therapists: tuple[int, ...]

    @property
    def team(self) -> tuple[int, ...]:
        return (*self.parent_therapists, *self.child_therapists)

    @property
    def families(self) -> tuple[int, ...]:
        return tuple(member.family for member in self.members)


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups of a season."""

    groups: tuple[PlannedGroup, ...] = ()

    @property
    def seated(self) -> dict[int, PlannedGroup]:
        return {family: group for group in self.groups for family in group.families}

    def to_json(self) -> dict:
        """The format of benchmarks and cross-checks."""
        return {
            "groups": [
                {
                    "series": group.series,
                    "members": [{"family": row.family, "bands": list(row.bands)} for row in group.members],
                    "parent_therapists": list(group.parent_therapists),
                    "child_therapists": list(group.child_therapists),
                }
                for group in self.groups
            ]
        }


def plan_from(facts: Mapping) -> Plan:
    """A plan in that format. Raises BadFacts when it is not."""
    try:
        return Plan(
            tuple(
                PlannedGroup(
                    whole(row["series"]),
                    tuple(Member(whole(one["family"]), tuple(map(whole, one["bands"]))) for one in row["members"]),
                    tuple(map(whole, row["parent_therapists"])),
                    tuple(map(whole, row["child_therapists"])),
                )
                for row in facts["groups"]
            )
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFacts([("plan", f"{type(error).__name__}: {error}")]) from error
