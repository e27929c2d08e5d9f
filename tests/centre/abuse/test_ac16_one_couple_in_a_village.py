"""AC16: a report about so few that everybody knows who; two reports of which the difference is one family; a queue."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from research import services
from research.suppression import Rule, protect
from tests.cast import make_user
from tests.factories import groups, research

YEAR = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}


def numbers_about_people(figures) -> list[int]:
    return [
        value for name, value in figures["cells"].items() if isinstance(value, int) and value and "requests" in name
    ]


def test_ac16_a_village_with_one_couple_gets_no_number(cast):
    research.past_families(cast, 1, municipality=cast.nijmegen)
    report = services.build_report(report=services.request_report(municipality=cast.nijmegen, by=cast.cora, **YEAR))

    assert numbers_about_people(report.figures) == []


@pytest.mark.parametrize("count", [1, 4, 9])
def test_ac16_nine_is_hidden_and_so_is_what_would_give_it_back(count):
    shown = protect({"village": count, "town": 40, "region": 40 + count}, (), Rule(k=10, base=1))

    assert shown["village"] is None


def test_ac16_two_reports_whose_difference_is_a_family_are_not_both_published(cast):
    research.past_families(cast, 12)
    second = make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.north)
    whole = services.build_report(report=services.request_report(municipality=cast.haarlem, by=cast.cora, **YEAR))
    services.publish_report(report=whole, by=second)
    months = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 11, 30)}
    shorter = services.build_report(report=services.request_report(municipality=cast.haarlem, by=cast.cora, **months))

    with pytest.raises(ValidationError):
        services.publish_report(report=shorter, by=second)


@pytest.mark.two_parent
def test_ac16_a_parent_sees_no_rank_and_no_length_of_a_queue(cast, client_as):
    groups.waiting_case(cast, 0)
    before = _words(client_as(cast.anna).get("/mijn/wachten/"))
    groups.waiting_case(cast, 1)
    for _number in range(3):
        groups.waiting_case(cast)

    assert _words(client_as(cast.anna).get("/mijn/wachten/")) == before
    assert not re.search(r"plaats \d+|\d+ (gezinnen|ouders) (voor|wachten)", before, re.IGNORECASE)


def _words(response) -> str:
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r'csrf[^>]*?value="[^"]+"|value="[0-9a-f]{16}"', "", main)
