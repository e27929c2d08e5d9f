"""What a parent's expected month rests on: planned groups with a place that nobody else has or is thinking about."""

from datetime import timedelta

import pytest

from centre import clock
from centre.coming_starts import Start, coming_starts
from groups import services
from groups.services.offers import answer_offer
from intake.waiting import expected_month
from tests.factories.groups import FIRST, circle, waiting_case


def test_taken_and_held_places_are_not_free_and_another_region_has_its_own_groups(cast):
    made, asks = circle(cast, couples=2), waiting_case(cast, 6)

    assert coming_starts(asks) == [Start(FIRST, 4)]
    services.offer_place(group=made.group, case=waiting_case(cast, 5), by=cast.cora)
    assert coming_starts(asks) == [Start(FIRST, 3)]
    asks.region = cast.east
    assert coming_starts(asks) == []


def test_a_group_that_runs_offers_nothing(cast):
    circle(cast, couples=4, state="running")

    assert coming_starts(waiting_case(cast, 5)) == []


def test_who_fits_in_reads_the_month_of_that_group(cast):
    circle(cast)

    assert expected_month(waiting_case(cast, 5)) == FIRST.replace(day=1)


@pytest.mark.two_parent
def test_the_month_moves_neither_by_the_own_offer_nor_by_what_the_other_parent_answered(cast):
    """Also when the refused place went to the next couple and that couple sits there already."""
    made, own = circle(cast, couples=5), waiting_case(cast, 5, complete_on=clock.today() - timedelta(days=90))
    following = waiting_case(cast, 6)
    anna, bram = own.family.parents.order_by("pk")
    before = coming_starts(own)
    offer = services.offer_place(group=made.group, case=own, by=cast.cora)
    assert coming_starts(own) == before == [Start(FIRST, 1)]

    answer_offer(offer=offer, parent=anna, accepts=False)
    assert coming_starts(own) == before
    passed_on = following.offers.get()
    assert coming_starts(own) == before
    for parent in following.family.parents.all():
        answer_offer(offer=passed_on, parent=parent, accepts=True)
    assert coming_starts(own) == before
    assert coming_starts(waiting_case(cast, 7)) == []
    offer.told_at = clock.now()
    offer.save(update_fields=["told_at"])
    offer.refresh_from_db()
    assert offer.state == "refused" and coming_starts(own) == []
