"""Nobody is passed by for ever: the list of who was, and waiting laid side by side."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from centre import clock
from groups.fairness import Waiter, band, lines
from groups.models import ParentTimes, PassedBy
from groups.services import composition
from tests.factories import groups as make

PAGE = reverse("groups:fairness")


def test_lines_are_made_per_value_with_the_middle_and_the_longest():
    rows = [
        Waiter(1, 10, 0, "Haarlem", True, 15), Waiter(2, 30, 2, "Haarlem", True, 41),
        Waiter(3, 50, 3, "Haarlem", False, None), Waiter(4, 4, 1, "Nijmegen", True, 20),
    ]  # fmt: skip
    first, second = lines(rows, lambda one: one.region, often=2)
    assert (first.key, first.couples, first.median_weeks, first.longest_weeks, first.passed_by, first.often) == (
        "Haarlem", 3, 30, 50, 2, 2,
    )  # fmt: skip
    assert (second.key, second.often) == ("Nijmegen", 0)
    assert [band(row.minutes) for row in rows] == [0, 2, None, 0]
    assert lines([], lambda one: one.region, often=2) == []


def passed(cast, case, *months: int) -> None:
    for month in months:
        run = composition.request_run(region=cast.north, starts_on=date(2027, month, 1), by=cast.cora)
        PassedBy.objects.create(run=run, case=case, told="De groepen zijn vol.")


def test_who_was_passed_by_most_stands_on_top_with_what_the_parents_read(cast, client_as):
    long = make.waiting_case(cast, 0, complete_on=clock.today() - timedelta(weeks=60))
    often = make.waiting_case(cast, 1, complete_on=clock.today() - timedelta(weeks=6))
    passed(cast, often, 9, 10)
    ParentTimes.objects.create(parent=long.family.parents.first(), languages="pl", asked_by=cast.cora)

    page = client_as(cast.cora).get(PAGE)

    assert [row.waiter.passed_by for row in page.context["rows"]] == [2, 0]
    assert page.content.decode().count("De groepen zijn vol.") == 1
    tongues = {str(line["label"]): line["row"].couples for line in page.context["tables"][1]["lines"]}
    assert sorted(tongues.values()) == [1, 1]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_as_many_queries_for_any_number(cast, client_as, n, django_assert_max_num_queries):
    for number in range(n):
        passed(cast, make.waiting_case(cast, number), 9)
    client = client_as(cast.cora)
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        assert len(client.get(PAGE).context["rows"]) == n


@pytest.mark.idor
def test_other_regions_and_other_hats_see_nobody(cast, client_as):
    make.waiting_case(cast, 0)
    assert client_as(cast.anna).get(PAGE).status_code in (403, 404)
    assert client_as(cast.thea).get(PAGE).status_code in (403, 404)
    assert client_as(cast.cora).get(f"{PAGE}?page=99999").status_code == 200
