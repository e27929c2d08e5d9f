"""AC17: linking an export of research by dates, ages, group or text. There is no export yet; nothing else leads to a person."""

import pytest

from centre.audiences import PREFIXES, Audience
from research.models import Measurement
from tests.factories import research
from tests.house.addresses import walk
from tests.house.crawling import crawl


@pytest.fixture
def walked(cast, client_as):
    """Everything that a researcher can reach while lists of two couples run."""
    research.seated(cast, couples=2, state="running")
    prefix = PREFIXES[Audience.RESEARCHER]
    return crawl(client_as(cast.rens), [f"/{prefix}/"], stay_in=(f"/{prefix}/",))


def test_ac17_a_researcher_reaches_no_person_no_case_and_no_measurement(cast, walked):
    assert len(walked.seen) >= 2
    words = [person.reference for person in (cast.anna, cast.bram, cast.noor, cast.sem)]
    words += [cast.case.reference, cast.other_case.reference, "Anna", "Bram", "Noor", "Sem"]
    words += list(Measurement.objects.values_list("reference", flat=True)[:20])

    assert [word for word in words if walked.hits(word)] == []
    assert set(walked.kinds) == {"text/html"}


def test_ac17_no_address_of_the_researchers_street_takes_a_reference_or_gives_a_file():
    """The day on which an export is built, this test asks for its bands, relative days, k and l."""
    routes = [address.route for address in walk() if address.street == PREFIXES[Audience.RESEARCHER]]

    assert routes
    assert [route for route in routes if "<" in route or "csv" in route or "uitvoer" in route] == []
