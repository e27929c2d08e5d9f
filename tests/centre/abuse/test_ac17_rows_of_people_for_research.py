"""AC17: linking a data set of research to people by dates, ages, group or text; and nothing else that leaves has rows of people."""

import csv
import io
import re
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.conf import settings

from centre import clock
from centre.audiences import PREFIXES, Audience
from centre.models import Case, Child, Parent
from research import bundle, contents, links, services
from research.disclosing import QUASI_IDENTIFIERS
from research.models import Measurement
from research.services import exports
from tests.factories import research, studies
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


@pytest.fixture
def frozen(cast, settings, tmp_path):
    """A data set of seven families who said yes, and an eighth of which one parent says no."""
    settings.PRIVATE_ROOT = tmp_path
    with clock.at(clock.now() - timedelta(days=2)):
        studies.families(cast, 7, children=2)
        eighth = studies.families(cast, 1)[0]
        studies.say(eighth, "withdrawn", by=cast.cora, giver=eighth.family.parents.first(), about=None)
        return studies.frozen(cast, studies.project(cast))


def rows(export, table: str) -> list[dict]:
    files = bundle.opened(exports.frozen_parcel(export))
    return list(csv.DictReader(io.StringIO(files[table].decode())))


def test_ac17_days_ages_and_groups_of_a_data_set_point_to_nobody(frozen):
    """Relative days in steps of a week or more, or none, bands of ages, no column with words, a date or a place."""
    told = [row for table in (bundle.SCORES, bundle.ITEMS) for row in rows(frozen, table)]

    assert len(told) > 100
    assert set(told[0]) | set(told[-1]) == {*bundle.COLUMNS, "reason"}
    assert {int(row["days_since_t1"] or 0) % 7 for row in told} == {0}
    assert all(not row["age_from"] or int(row["age_to"]) - int(row["age_from"]) >= 1 for row in told)
    for column in ("family", "group", "person", "subject", "row_id"):
        assert {re.fullmatch("[a-z2-7]{16}|", row[column]) is not None for row in told} == {True}
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", row["value"]) for row in told)


def test_ac17_every_combination_is_shared_by_five_families_and_hides_two_values(frozen):
    for table in (bundle.SCORES, bundle.ITEMS):
        families, values = defaultdict(set), defaultdict(set)
        for row in rows(frozen, table):
            combination = tuple(row[name] for name in QUASI_IDENTIFIERS)
            families[combination].add(row["family"])
            values[(*combination, row["variable"])].add(row["value"])

        assert families
        assert min(map(len, families.values())) >= 5
        assert min(map(len, values.values())) >= 2


def test_ac17_a_data_set_names_nobody_and_misses_the_family_that_said_no(frozen):
    text = b"".join(bundle.opened(exports.frozen_parcel(frozen)).values()).decode()
    people = [*Parent.objects.select_related("family"), *Child.objects.all()]
    words = [word for person in people for word in (person.reference, person.first_name, person.last_name)]
    words += [case.reference for case in Case.objects.all()]

    assert len(words) > 40
    assert [word for word in words if word in text] == []
    assert len({row["family"] for row in rows(frozen, bundle.SCORES)}) == 7


def test_ac17_a_row_that_turns_up_tells_whose_copy_it_was(cast, frozen):
    again = studies.frozen(cast, frozen.project)
    marks = [{row["row_id"] for row in rows(export, bundle.SCORES)} for export in (frozen, again)]

    assert marks[0]
    assert not marks[0] & marks[1]
    assert [row["row_id"] for row in rows(frozen, bundle.SCORES)] == sorted(marks[0])


def test_ac17_a_file_leaves_the_researchers_street_by_one_address_with_a_link_that_ends(cast, client_as, frozen):
    routes = [address.route for address in walk() if address.street == PREFIXES[Audience.RESEARCHER]]

    assert [route for route in routes if "token" in route] == ["onderzoek/uittreksels/<str:reference>/<str:token>/"]
    rens, page = client_as(cast.rens), f"/onderzoek/uittreksels/{frozen.reference}/"
    token = rens.get(page).context["token"]
    assert rens.get(f"{page}{token}/").status_code == 302
    with clock.at(clock.now() - timedelta(days=8)):
        old = links.sign(frozen.reference, "zip")
    assert rens.get(f"{page}{old}/").status_code == 410


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
