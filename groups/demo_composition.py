"""Furnishes two seasons composed from the couples who wait: one in Haarlem on the board, one in Nijmegen that was taken over."""

from datetime import date

from centre.demo import World
from centre.models import Case
from groups import services
from groups.models import CompositionRun, Offer, Placement
from groups.people import couples_of
from groups.season_facts import cells
from groups.selectors import waiting_cases
from groups.services import composition, composition_moves
from intake.demo import quiet


def season(world: World) -> CompositionRun:
    """Leaves season:haarlem, a proposal that nobody took over; of one couple a parent was asked when to come.

    In Nijmegen the proposal was taken over: both parents of the couple without a place read why. Then a couple left, and it
    was planned again with the least change (season:nijmegen-again).
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
    _taken_over(world, list(waiting_cases().exclude(region=run.region).order_by("pk")))
    return run


def _taken_over(world: World, cases: list[Case]) -> None:
    """One couple cannot come and gets no place; the others say yes, one of them leaves, and the season is planned again."""
    left_out, carel = cases[0], world.people["carel"]
    _asked(left_out, {}, carel)
    run = _composed(world, left_out.region, "carel")
    composition_moves.accept_run(run=run, by=carel)
    for offer in Offer.objects.held().filter(case__in=cases).select_related("case"):
        for parent in offer.case.family.parents.all():
            services.answer_offer(offer=offer, parent=parent, accepts=True)
    placement = Placement.objects.current().filter(case__in=cases).order_by("pk").last()
    services.give_up_seat(placement=placement, reason="Verhuisd naar een andere regio.", by=carel)
    _asked(left_out, dict.fromkeys(cells(), 1), carel)
    new = composition.request_run(region=run.region, starts_on=run.starts_on, by=carel, seconds=10, base=run)
    world.found["season:nijmegen-again"] = composition.run_composition(run=new)
    for case in cases:
        quiet(case)


def _asked(case: Case, times: dict[str, int], by) -> None:
    """When the second parent of this couple can come."""
    parent = couples_of([case.pk])[case.pk].parents[1]
    composition.note_times(
        parent=case.family.parents.get(pk=parent.pk), cells=times, away=[], max_minutes=45, languages="nl", by=by
    )


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
    _asked(case, {}, by)
    new = composition.request_run(region=run.region, starts_on=run.starts_on, by=by, seconds=10, base=run)
    world.found["season:haarlem-again"] = composition.run_composition(run=new)


def _composed(world: World, region, name: str) -> CompositionRun:
    starts_on = date(world.today.year + 1, 1, 25)
    run = composition.request_run(region=region, starts_on=starts_on, by=world.people[name], seconds=10)
    return composition.run_composition(run=run)
