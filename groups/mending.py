"""A season of which groups were made already, planned again with the least change: what is agreed stays as it is."""

from collections.abc import Callable
from dataclasses import replace

from groups import season, season_groups
from groups.carrying import carry
from groups.composing.loading import problems_of
from groups.composing.pairs import Pairs
from groups.composing.pinning import Pin, holds
from groups.composing.plan import Plan
from groups.composing.repairing import replan
from groups.models import CompositionRun, Group
from groups.season import Season
from groups.states import RunState

#: Seconds to find out which groups can be completed; and what the page says of those that cannot.
SECONDS, LEFT = 3.0, "left as it is"


def season_of(run: CompositionRun, stop: Callable[[], bool]) -> Season:
    """The facts of a run. A re-plan goes on from the groups that were made of the season and have not begun.

    `stop` is asked before and during each round, also as a sign of life; when it says so the groups that are left go on.
    A group that cannot be completed with who waits now is left as it is, and counted in the remarks: nobody in it is moved.
    """
    if run.base is None:
        return season.build(run.region, run.starts_on, recipe=run.recipe)
    groups = season_groups.open_of(run)
    count = len(groups)
    while True:
        made = season.build(run.region, run.starts_on, groups, recipe=run.recipe)
        lost = set() if stop() else _lost(run, made, stop)
        groups = [group for group in groups if group.pk in made.names["groups"]]
        if not lost:
            return replace(made, remarks={**made.remarks, LEFT: count - len(groups)})
        groups = [group for n, group in enumerate(groups) if n not in lost]


def season_today(run: CompositionRun) -> Season:
    """The facts of today for a proposal that was made: with the groups that it went on from, as far as they are open."""
    groups = Group.objects.filter(pk__in=run.facts["names"].get("groups", ()))
    open_now = {group.pk for group in season_groups.open_of(run)}
    still = [group for group in groups.order_by("pk") if group.pk in open_now]
    return season.build(run.region, run.starts_on, still, recipe=run.recipe)


def before(run: CompositionRun, made: Season) -> Plan | None:
    """What a re-plan starts from: the groups as they are, and of a proposal that nobody took over its other groups."""
    if run.base is None:
        return None
    if run.base.state == RunState.ACCEPTED:
        return made.standing
    have = made.standing.seated
    others = [group for group in carry(run.base, made).groups if group.series >= len(made.standing.groups)]
    kept = [
        replace(group, members=tuple(row for row in group.members if row.family not in have)) for group in others
    ]  # fmt: skip
    return Plan((*made.standing.groups, *kept))


def settled(made: Season) -> list[Pin]:
    """What no proposal may change: groups that exist, and who has a place in them."""
    return [pin for pin in season_groups.pins(made.standing) if pin[0] != "lead"]


def _lost(run: CompositionRun, made: Season, stop: Callable[[], bool]) -> set[int]:
    """Groups (by number) that cannot go on as a legal group, whoever joins."""
    if not made.standing.groups or any(problems_of(made.instance)):
        return set()
    plan = replan(
        Pairs(made.instance), before(run, made), accepted=made.standing.seated, pins=season_groups.pins(made.standing),
        seconds=SECONDS, seed=run.seed, stop=stop,
    )  # fmt: skip
    return {pin[-1] for pin in settled(made) if not holds(pin, plan)}
