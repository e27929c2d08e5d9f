"""What a parent's expected month rests on: planned groups with a place that nobody has or is thinking about."""

from centre.coming_starts import Start, coming_starts
from groups import services
from intake.waiting import expected_month
from tests.factories.groups import FIRST, circle, waiting_case


def test_taken_and_held_places_are_not_free_and_another_region_has_its_own_groups(cast):
    made = circle(cast, couples=2)

    assert coming_starts(cast.north.pk) == [Start(FIRST, 4)]
    assert coming_starts(cast.east.pk) == []
    services.offer_place(group=made.group, case=waiting_case(cast, 5), by=cast.cora)
    assert coming_starts(cast.north.pk) == [Start(FIRST, 3)]


def test_a_group_that_runs_offers_nothing(cast):
    circle(cast, couples=4, state="running")

    assert coming_starts(cast.north.pk) == []


def test_who_fits_in_reads_the_month_of_that_group(cast):
    circle(cast)

    assert expected_month(waiting_case(cast, 5)) == FIRST.replace(day=1)
