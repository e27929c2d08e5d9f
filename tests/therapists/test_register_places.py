"""Postcode areas, search engines, locations, roles apart; and the speed that was promised."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import register
from centre import clock
from centre.audiences import STREETS
from centre.models import PostcodeArea
from tests.factories.therapists import practice, therapist
from therapists import selectors, services
from therapists.models import Practice, Room
from therapists.states import Role


@pytest.fixture
def areas(cast):
    for code, place, at in (("2011", "Haarlem", cast.haarlem), ("6511", "Nijmegen", cast.nijmegen)):
        PostcodeArea.objects.create(
            code=code, place=place, municipality=at, latitude=at.latitude, longitude=at.longitude, basis="plaats"
        )


@pytest.mark.parametrize("typed", ["2011", "2011 AB", "2011ab", " 2011 AB ", "2011 AB 20 km"])
def test_a_postcode_area_is_searched(cast, client, areas, typed):
    therapist(cast, name="Anneke Aarts", practices=[practice(cast)])
    therapist(cast, name="Bert Bos", practices=[practice(cast, "Waal", municipality=cast.nijmegen)])

    page = client.get("/therapeuten/", {"place": typed})

    assert [entry.name for entry in page.context["people"]] == ["Anneke Aarts"]


def test_an_area_that_does_not_exist_is_said_and_the_nearest_is_searched(cast, client, areas):
    therapist(cast, name="Anneke Aarts", practices=[practice(cast)])

    page = client.get("/therapeuten/", {"place": "2999"})

    assert "2011 (Haarlem)" in page.content.decode()
    assert "Dit postcodegebied bestaat niet" in page.content.decode()
    assert [entry.name for entry in page.context["people"]] == ["Anneke Aarts"]


def test_without_any_areas_a_postcode_is_simply_unknown(cast, client):
    assert client.get("/therapeuten/", {"place": "2011"}).status_code == 200


def test_a_suspension_of_one_role_leaves_the_other_public(cast, client):
    person = therapist(cast, name="Anneke Aarts", role=Role.PARENT_LEAD)
    services.certify(therapist=person, role=Role.CHILD_LEAD, by=cast.cora, reasons="Goed.", on=date(2021, 3, 3))
    services.suspend(certificate=person.certificates.get(role=Role.PARENT_LEAD), by=cast.cora, reason="Onderzoek.")

    (entry,) = client.get("/therapeuten/").context["people"]
    assert [row.role for row in entry.certificates] == [Role.CHILD_LEAD]
    assert client.get("/therapeuten/", {"role": Role.PARENT_LEAD}).context["people"] == []


def test_search_engines_read_the_public_pages_and_no_street(cast, client):
    therapist(cast, name="Anneke Aarts", practices=[practice(cast, slug="duin")])
    therapist(cast, name="Verborgen", is_public=False)

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 our own answer
    paths = {element.text.split("/", 3)[3] for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    robots = client.get("/robots.txt").content.decode()

    assert {"therapeuten/anneke-aarts/", "locaties/duin/", "uitleg/ouders/"} <= paths
    assert not any("verborgen" in path for path in paths)
    for path in paths:
        assert client.get(f"/{path}").status_code == 200
    assert all(f"Disallow: /{street}/" in robots for street in STREETS)
    assert "Sitemap: " in robots


def test_a_persons_page_says_to_machines_what_it_says_to_people(cast, client):
    therapist(cast, name="Anneke Aarts")
    page = client.get("/therapeuten/anneke-aarts/").content.decode()

    assert 'itemtype="https://schema.org/Person"' in page
    assert 'itemprop="postalCode">2011 AA' in page
    assert "@example.org" not in page


TYPED = {
    "name": "Duin Noord", "street": "Pad 1", "postcode": "2011ab", "place": "Haarlem", "waiting_weeks": "6",
    "rooms": "Blauw\nGeel", "is_active": "on", "phone": "023 123 45 67",
}  # fmt: skip


def test_a_coordinator_keeps_a_location_with_a_dated_waiting_time(cast, client, client_as, areas):
    coras = client_as(cast.cora)
    typed = TYPED | {"organisation": cast.provider.pk, "municipality": cast.haarlem.pk}
    for _twice in range(2):
        coras.post("/coordinatie/register/locaties/nieuw/", typed)
    row = Practice.objects.first()
    address = f"/coordinatie/register/locaties/{row.slug}/"
    assert coras.post(address, typed | {"waiting_weeks": "9", "next_start_on": "2027-01-12"}).status_code == 302
    row.refresh_from_db()

    assert (row.postcode, row.latitude, row.waiting_weeks) == ("2011 AB", cast.haarlem.latitude, 9)
    assert row.waiting_as_of == clock.today()
    assert set(Room.objects.filter(practice=row).values_list("name", flat=True)) == {"Blauw", "Geel"}
    page = client.get(f"/locaties/{row.slug}/").content.decode()
    assert "023 123 45 67" in page
    assert "/aanmelden/" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("postcode", "0000 AA"), ("postcode", "x" * 200_000), ("waiting_weeks", "-1"), ("organisation", "999999"),
     ("municipality", "abc"), ("name", ""), ("phone", "bel mij"), ("latitude", "99")],
)  # fmt: skip
def test_a_location_that_cannot_be_is_refused_beside_the_field(cast, client_as, areas, field, value):
    typed = TYPED | {"organisation": cast.provider.pk, "municipality": cast.haarlem.pk} | {field: value}
    page = client_as(cast.cora).post("/coordinatie/register/locaties/nieuw/", typed)

    assert page.context["form"].errors[field]
    assert "Pad 1" in page.content.decode()


def test_a_location_of_another_region_is_not_changed(cast, client_as):
    row = practice(cast, "Waal", municipality=cast.nijmegen)

    assert client_as(cast.cora).get(f"/coordinatie/register/locaties/{row.slug}/").status_code == 404


def test_a_thousand_therapists_at_sixty_locations_in_six_queries_and_under_a_hundred_kilobytes_cold(client, db):
    """Cold: the page with every style sheet and script that it asks for, compressed as the server sends them."""
    register.furnish()

    for search in register.SEARCHES:
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"/therapeuten/{search}")
        assert page.status_code == 200
        assert len(seen) <= 6, [row["sql"][:90] for row in seen]
        assert register.cold_bytes(page.content) < 100_000
    assert len(selectors.public_hits(on=clock.today())) == 1000
