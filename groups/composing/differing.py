"""What is different between two plans: the list that a person reads before anything is sent."""

from dataclasses import dataclass

from groups.composing.plan import Plan


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the list that is shown before anything is sent: kept, moved, new, dropped, or a changed team."""

    kind: str
    family: int | None = None
    before: int | None = None
    after: int | None = None
    came: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


def differences(old: Plan, new: Plan) -> list[Difference]:
    """Every couple that was or is in a plan, and every group whose team changed."""
    was = {f: g.series for f, g in old.seated.items()}
    now = {f: g.series for f, g in new.seated.items()}
    rows = []
    for family in sorted(was.keys() | now.keys()):
        before, after = was.get(family), now.get(family)
        kind = "kept" if before == after else "new" if before is None else "dropped" if after is None else "moved"
        rows.append(Difference(kind, family, before, after))
    teams = {g.series: set(g.team) for g in old.groups}
    for group in new.groups:
        before = teams.get(group.series)
        if before is not None and before != set(group.team):
            team = set(group.team)
            rows.append(
                Difference(
                    "team", None, group.series, group.series, tuple(sorted(team - before)), tuple(sorted(before - team))
                )
            )
    return rows
