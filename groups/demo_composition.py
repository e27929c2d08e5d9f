"""Furnishes two seasons composed from the couples who wait: one in Haarlem on the board, one in Nijmegen without a group."""

from datetime import date

from centre.demo import World
from groups import services
from groups.models import CompositionRun
from groups.people import couples_of
from groups.selectors import waiting_cases
from groups.services import composition, composition_moves


def season(world: World) -> CompositionRun:
    """Leaves season:haarlem, a proposal that nobody took over; of one couple a parent was asked when to come.

    In Nijmegen too few couples wait: that proposal was taken over, and both parents of each couple read why.
    """
    practice = world.found["practice:haarlem"]
    cases = waiting_cases().filter(region=practice.municipality.region).order_by("pk")
    by = world.people["cora"]
    for case in cases[:1]:
        parent = couples_of([case.pk])[case.pk].parents[0]
        composition.note_times(
            parent=case.family.parents.get(pk=parent.pk), cells={"1-15:30": 1, "2-15:30": 1, "3-09:30": 2}, away=[],
            max_minutes=45, languages="nl", by=by,
        )  # fmt: skip
    _known_before(cases, by)
    run = _composed(world, practice.municipality.region, "cora")
    world.found["season:haarlem"] = run
    _again(world, run, by)
    elsewhere = waiting_cases().exclude(region=run.region).order_by("pk").first()
    if elsewhere:
        empty = _composed(world, elsewhere.region, "carel")
        composition_moves.accept_run(run=empty, by=world.people["carel"])
    return run


def _known_before(cases, by) -> None:
    """Two families know each other from school, and in one the court case rests and the children go together."""
    first, *_between, last = cases
    services.note_facts(case=first, siblings="together", proceedings="on_hold", by=by)
    services.tie(
        case=first, other=last, strength="group", ground="school", remark="De oudsten zitten in dezelfde klas.", by=by
    )


def _again(world: World, run: CompositionRun, by) -> None:
    """One parent of a couple with a seat can come no more: leaves a re-plan with the least change, and what it changes."""
    seated = [row["members"] for row in run.plan["groups"]]
    if not seated:
        return
    case = waiting_cases().get(pk=run.facts["names"]["cases"][seated[0][0]["family"]])
    parent = couples_of([case.pk])[case.pk].parents[1]
    composition.note_times(
        parent=case.family.parents.get(pk=parent.pk), cells={}, away=[], max_minutes=45, languages="nl", by=by
    )
    new = composition.request_run(region=run.region, starts_on=run.starts_on, by=by, seconds=10, base=run)
    world.found["season:haarlem-again"] = composition.run_composition(run=new)


def _composed(world: World, region, name: str) -> CompositionRun:
    starts_on = date(world.today.year + 1, 1, 25)
    run = composition.request_run(region=region, starts_on=starts_on, by=world.people[name], seconds=10)
    return composition.run_composition(run=run)
