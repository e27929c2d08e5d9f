"""Which groups of an old plan still stand on new facts, without whoever fell out."""

from collections.abc import Collection

from groups.composing.draft import Draft
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan, PlannedGroup


def standing(pairs: Pairs, old: Plan, accepted: Collection[int]) -> tuple[Draft, list[PlannedGroup]]:
    """The groups that are still legal, and those that are not."""
    draft, broken = Draft(pairs), []
    for group in old.groups:
        stays = _who_can_stay(draft, group, accepted)
        if _still_stands(draft, group, stays):
            draft.open(group.series, stays, group.parent_therapists, group.child_therapists)
        else:
            broken.append(group)
    return draft, broken


def _who_can_stay(draft: Draft, group: PlannedGroup, accepted: Collection[int]) -> list[int]:
    """Who of a group could still sit together, those who accepted first."""
    members: list[int] = []
    for family in sorted(group.families, key=lambda n: (n not in accepted, n)):
        fits = group.series in draft.pairs.of_family[family] and family not in draft.seat_of
        if fits and draft.fits_with(family, members, group.series):
            members.append(family)
    return members


def _still_stands(draft: Draft, group: PlannedGroup, stays: list[int]) -> bool:
    """Whether these couples with the team as it was are still a legal group."""
    return (
        len(stays) >= draft.instance.rules.min_couples
        and draft.has_room(group.series)
        and _team_stands(draft, group)
        and draft.go_together(stays)
        and all(draft.understands(n, group.parent_therapists) for n in stays)
        and not any(draft.is_barred(n, group.team) for n in stays)
    )


def _team_stands(draft: Draft, group: PlannedGroup) -> bool:
    leads = draft.pairs.leads
    return (
        len(set(group.team)) == len(group.team) == sum(map(draft.instance.rules.leads, "PK"))
        and all(n in leads["P"][group.series] and draft.can_lead(n, group.series) for n in group.parent_therapists)
        and all(n in leads["K"][group.series] and draft.can_lead(n, group.series) for n in group.child_therapists)
    )
