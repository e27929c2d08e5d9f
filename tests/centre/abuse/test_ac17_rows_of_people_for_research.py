"""AC17: linking an export of research by dates, ages, group or text. There is no export yet; nothing else leads to a person."""

import re
from datetime import date

import pytest
from django.conf import settings

from centre.audiences import PREFIXES, Audience
from centre.models import Case, Child, Parent
from research import contents, services
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


#: Where a table leaves the portal, and what its rows are. A new one is research until it is named here.
TABLES = {
    "centre/views/privacy.py": "looks, for the privacy officer with a purpose",
    "research/views/reports.py": "protected figures of one municipality",
    "referrals/views/offers.py": "places that offer help",
    "referrals/views/importing.py": "an example to fill in",
    "therapists/views/public.py": "the public register of therapists",
}


def test_ac17_every_table_that_leaves_the_portal_is_known():
    files = [path for room in ("centre", *settings.ROOMS) for path in (settings.BASE_DIR / room).rglob("*.py")]
    found = {str(path.relative_to(settings.BASE_DIR)) for path in files if "text/csv" in path.read_text("utf-8")}

    assert found == set(TABLES)


def test_ac17_the_table_of_a_municipality_has_no_row_of_a_person(cast):
    """No reference, name, age, birth date or day of anybody: figures about groups of people alone."""
    research.past_families(cast, 32)
    period = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    report = services.build_report(report=services.request_report(municipality=cast.haarlem, by=cast.cora, **period))
    table = contents.as_csv(report.figures)
    about = [
        str(value) for model in (Case, Parent, Child) for value in model.objects.values_list("reference", flat=True)
    ]
    about += [str(person) for model in (Parent, Child) for person in model.objects.all()]

    assert len(table.splitlines()) > 20
    assert [word for word in about if word in table] == []
    assert re.findall(r"\d{1,2}-\d{1,2}-20\d\d|20\d\d-\d\d-\d\d", table) == []
