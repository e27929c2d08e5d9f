"""The municipal numbers: whose case it is, what counts when, and what may be shown."""

from datetime import date

import pytest

from centre.models import Case, Milestone
from centre.services.people import record_residence
from research import counting, figures
from research.figures import HIDDEN
from tests.factories import research as factory

pytestmark = pytest.mark.django_db
Kind = Milestone.Kind
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def cells(municipality, period=YEAR):
    return figures.collect(municipality, *period).cells


def test_the_flow_of_a_year(cast):
    factory.past_families(cast, 4)
    factory.past_families(cast, 2, until=Kind.STOPPED)
    factory.past_families(cast, 3, until=Kind.ASSESSED)
    factory.past_family(cast, 90, entered=date(2024, 12, 31), until=Kind.ENTERED)

    found = cells(cast.haarlem)

    flow = {name: found[f"{name}.trajectories"] for name in figures.FLOW}
    assert flow == {"requests": 9, "indicated": 9, "started": 6, "finished": 4, "stopped": 2}
    assert found["ended.trajectories"] == 6


def test_a_child_that_moves_stays_with_the_municipality_of_the_request(cast):
    case = factory.past_family(cast, 1, entered=date(2025, 3, 1))
    record_residence(child=case.family.children.get(), municipality=cast.nijmegen, since=date(2025, 6, 1))

    assert cells(cast.haarlem)["requests.trajectories"] == 1
    assert cells(cast.nijmegen)["requests.trajectories"] == 0


def test_siblings_in_two_municipalities_are_one_trajectory_and_a_child_in_each(cast):
    case = factory.past_family(cast, 1, children=2, entered=date(2025, 3, 1))
    youngest = case.family.children.order_by("-birth_date").first()
    record_residence(child=youngest, municipality=cast.nijmegen, since=date(2025, 1, 1))

    haarlem, nijmegen = cells(cast.haarlem), cells(cast.nijmegen)

    assert (haarlem["requests.trajectories"], nijmegen["requests.trajectories"]) == (1, 0)
    assert (haarlem["requests.children"], nijmegen["requests.children"]) == (1, 1)


def test_the_municipalities_together_are_the_country(cast):
    factory.past_families(cast, 3)
    factory.past_families(cast, 2, municipality=cast.nijmegen)
    case = factory.past_family(cast, 91, children=2)
    record_residence(child=case.family.children.first(), municipality=cast.nijmegen, since=date(2025, 1, 1))
    together = sum(cells(one)["requests.trajectories"] for one in (cast.haarlem, cast.nijmegen))

    assert together == counting.requests_in_the_country(*YEAR) == 6


def test_waiting_counts_from_both_applications_to_the_start(cast):
    factory.past_families(cast, 3)

    assert figures.collect(cast.haarlem, *YEAR).waits["total"] == [42, 42, 42]


def test_a_family_that_came_back_is_one_of_the_requests(cast):
    before = factory.past_family(cast, 1, entered=date(2024, 2, 1))
    again = Case.objects.create(family=before.family, region=cast.north, entered_via="gp", opened_on=date(2025, 2, 1))
    Milestone.objects.create(case=again, kind=Kind.ENTERED, reached_on=date(2025, 2, 1))
    factory.past_family(cast, 2)

    found = cells(cast.haarlem)
    assert (found["came_back"], found["requests.trajectories"]) == (1, 2)


def test_small_numbers_do_not_reach_the_frozen_report(cast):
    factory.past_families(cast, 12, via="gp")
    factory.past_families(cast, 3, via="court")
    factory.past_families(cast, 2, until=Kind.STOPPED)
    frozen = figures.protected(figures.collect(cast.haarlem, *YEAR))

    assert frozen["cells"]["requests.trajectories"] == 15
    assert frozen["cells"]["referrer.court"] == HIDDEN
    assert frozen["cells"]["stopped.trajectories"] == HIDDEN
    assert frozen["cells"]["requests.parents"] == 2 * frozen["cells"]["requests.couples"]
    for name in figures.FLOW:
        units = [frozen["cells"][f"{name}.{unit}"] for unit in ("trajectories", "couples", "parents", "children")]
        assert HIDDEN not in units or set(units) == {HIDDEN}
    numbers = [value for value in frozen["cells"].values() if value != HIDDEN]
    assert all(value == 0 or value >= 10 for value in numbers)


def test_without_anybody_there_are_zeros_and_no_error(cast):
    frozen = figures.protected(figures.collect(cast.nijmegen, *YEAR))

    assert frozen["cells"]["requests.trajectories"] == 0
    assert frozen["waits"]["total"] == {"count": HIDDEN, "median": HIDDEN, "p90": HIDDEN}


def test_a_healthy_administration_passes_every_check(cast):
    factory.past_families(cast, 3)
    circle = factory.seated(cast, couples=2, state="running")

    made = figures.collect(cast.haarlem, date(2026, 1, 1), circle.sessions[-1].on)

    assert made.failed == []
    assert made.cells["started.trajectories"] == 2


def corrupt_referrer(circle):
    Case.objects.filter(pk=circle.cases[0].pk).update(entered_via="nobody")


def corrupt_group(circle):
    type(circle.group).objects.filter(pk=circle.group.pk).update(state="completed")


def corrupt_end(circle):
    for kind in (Kind.FINISHED, Kind.STOPPED):
        Milestone.objects.create(case=circle.cases[0], kind=kind, reached_on=circle.sessions[-1].on)


def corrupt_order(circle):
    Milestone.objects.filter(case=circle.cases[0], kind=Kind.STARTED).update(reached_on=date(2000, 1, 1))


@pytest.mark.parametrize(
    "corrupt, check",
    [(corrupt_referrer, "sum"), (corrupt_group, "running"), (corrupt_end, "one_end"), (corrupt_order, "order")],
)
def test_one_corrupted_status_is_noticed(cast, corrupt, check):
    circle = factory.seated(cast, couples=2, state="running")
    corrupt(circle)

    assert check in figures.collect(cast.haarlem, date(2020, 1, 1), date(2028, 1, 1)).failed


@pytest.mark.parametrize("families", (1, 3))
def test_counting_takes_the_same_queries_for_more_families(cast, families, django_assert_max_num_queries):
    factory.past_families(cast, families)
    factory.past_family(cast, 92, entered=date(2024, 6, 1))
    with django_assert_max_num_queries(12):
        figures.collect(cast.haarlem, *YEAR)
