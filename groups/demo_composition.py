"""Furnishes a season for the region of Haarlem: composed from the couples who wait, so that the board has something in it."""

from datetime import date

from centre.demo import World
from groups.models import CompositionRun
from groups.people import couples_of
from groups.selectors import waiting_cases
from groups.services import composition


def season(world: World) -> CompositionRun:
    """Leaves season:haarlem, a proposal that nobody took over; of one couple a parent was asked when to come."""
    practice = world.found["practice:haarlem"]
    cases = waiting_cases().filter(region=practice.municipality.region).order_by("pk")
    by = world.people["cora"]
    for case in cases[:1]:
        parent = couples_of([case.pk])[case.pk].parents[0]
        composition.note_times(
            parent=case.family.parents.get(pk=parent.pk), cells={"1-15:30": 1, "2-15:30": 1, "3-09:30": 2}, away=[],
            max_minutes=45, languages="nl", by=by,
        )  # fmt: skip
    starts_on = date(world.today.year + 1, 1, 25)
    run = composition.request_run(region=practice.municipality.region, starts_on=starts_on, by=by, seconds=10)
    world.found["season:haarlem"] = composition.run_composition(run=run)
    return run
