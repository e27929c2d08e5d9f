"""An older proposal in the numbers of a new season, so that it can be judged, mended and taken up again."""

from groups.composing.plan import Plan, PlannedGroup, plan_from
from groups.models import CompositionRun
from groups.season import Season


def carry(old: CompositionRun, made: Season) -> Plan:
    """An older proposal in the numbers of a new season; who is no longer there is left out."""
    cases = {pk: n for n, pk in enumerate(made.names["cases"])}
    people = {pk: n for n, pk in enumerate(made.names["therapists"])}
    series = {row.id: n for n, row in enumerate(made.instance.series)}
    names, groups = old.facts["names"], []
    ids = [row["id"] for row in old.facts["instance"]["series"]]
    for group in plan_from(old.plan).groups:
        if ids[group.series] not in series:
            continue
        members = tuple(
            row for row in group.members if names["cases"][row.family] in cases
        )  # fmt: skip
        team = [tuple(people[names["therapists"][n]] for n in some if names["therapists"][n] in people)
                for some in (group.parent_therapists, group.child_therapists)]  # fmt: skip
        moved = tuple(type(row)(cases[names["cases"][row.family]], row.bands) for row in members)
        groups.append(PlannedGroup(series[ids[group.series]], moved, *team))
    return Plan(tuple(groups))
