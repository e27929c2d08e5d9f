"""The public register as visitors and other websites see it."""

import csv
import io
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from centre import clock
from centre.models import Place
from tests.factories.therapists import LONG_AGO, practice, therapist
from therapists.services import deregister, publish_profile, suspend
from therapists.states import Role


def at(day: date):
    return clock.at(timezone.make_aware(datetime(day.year, day.month, day.day, 0, 0, 1)))


@pytest.fixture
def places(cast):
    """Haarlem once, Hengelo twice, and a village in another municipality."""
    rows = (
        ("p1", "Haarlem", cast.haarlem, 52.3808, 4.6368),
        ("p2", "Hengelo", cast.haarlem, 52.2658, 6.7931),
        ("p3", "Hengelo", cast.nijmegen, 52.0508, 6.3097),
        ("p4", "Lent", cast.nijmegen, 51.8640, 5.8700),
    )
    for key, name, municipality, latitude, longitude in rows:
        Place.objects.create(
            key=key, name=name, municipality=municipality, latitude=latitude, longitude=longitude, population=1000
        )


@pytest.fixture
def two_towns(cast, places):
    """Anneke near Haarlem (parents), Bert in Nijmegen (children)."""
    here = practice(cast, "Duin", slug="duin", waiting_weeks=9, waiting_as_of=date(2026, 1, 5))
    there = practice(cast, "Waal", slug="waal", municipality=cast.nijmegen)
    anneke = therapist(cast, name="Anneke Aarts", practices=[here])
    bert = therapist(cast, name="Bert Bos", practices=[there], role=Role.CHILD_LEAD)
    return anneke, bert


def names(response) -> list[str]:
    return [entry.name for entry in response.context["people"]]


def test_the_register_needs_no_login_and_lists_everybody_by_name(client, two_towns):
    response = client.get("/therapeuten/")

    assert response.status_code == 200
    assert names(response) == ["Anneke Aarts", "Bert Bos"]
    assert "2021" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"place": "Haarlem", "distance": "20"}, ["Anneke Aarts"]),
        ({"place": "haarlem 20 km"}, ["Anneke Aarts"]),
        ({"place": "Haarlem 200 km"}, ["Anneke Aarts", "Bert Bos"]),
        ({"place": "Lent", "distance": "gemeente"}, ["Bert Bos"]),
        ({"place": "Lent 200 km"}, ["Bert Bos", "Anneke Aarts"]),
        ({"name": "bert"}, ["Bert Bos"]),
        ({"role": "child_lead"}, ["Bert Bos"]),
        ({"role": "parent_lead", "name": "bos"}, []),
        ({"place": "", "name": "", "role": "", "distance": ""}, ["Anneke Aarts", "Bert Bos"]),
    ],
)
def test_searching_by_place_distance_name_and_role(client, two_towns, query, found):
    assert names(client.get("/therapeuten/", query)) == found


def test_a_municipality_without_a_place_of_that_name_is_found(client, two_towns):
    assert names(client.get("/therapeuten/", {"place": "Nijmegen"})) == ["Bert Bos"]


def test_a_name_that_occurs_twice_asks_which_one(client, two_towns):
    response = client.get("/therapeuten/", {"place": "Hengelo"})

    assert [spot.key for spot in response.context["found"].choices] == ["p2", "p3"]
    assert names(response) == []
    assert "spot=p3" in response.content.decode()


def test_the_chosen_one_of_two_places_is_searched(client, two_towns):
    response = client.get("/therapeuten/", {"place": "Hengelo 40 km", "spot": "p3"})

    assert response.context["found"].spot.key == "p3"
    assert names(response) == ["Bert Bos"]


def test_an_unknown_place_is_said_to_be_unknown(client, two_towns):
    response = client.get("/therapeuten/", {"place": "Nergenshuizen"})

    assert response.status_code == 200
    assert response.context["found"].is_unknown
    assert names(response) == []


def test_nobody_within_the_distance_names_the_nearest(client, two_towns):
    response = client.get("/therapeuten/", {"place": "Hengelo 10 km", "spot": "p3"})

    assert response.context["found"].nearest.place == "Nijmegen"


@pytest.mark.parametrize(
    "query",
    [
        {"place": "x" * 5000},
        {"role": "wizard"},
        {"distance": "-1"},
        {"distance": "abc"},
        {"place": "' OR 1=1 --"},
        {"place": "\x00"},
        {"page": "999"},
        {"page": "abc"},
        {"spot": "p9", "place": "Haarlem"},
        {"place": "%%%"},
        {"name": "\U0001f3e0" * 30},
    ],
)
def test_wrong_and_huge_questions_are_answered(client, two_towns, query):
    assert client.get("/therapeuten/", query).status_code == 200


def test_only_people_who_show_themselves_with_a_certificate_of_today(client, cast, two_towns):
    anneke, bert = two_towns
    publish_profile(therapist=anneke, is_public=False, about="", languages="nl")
    therapist(cast, name="Carla Candidate", role=None)

    assert names(client.get("/therapeuten/")) == ["Bert Bos"]
    assert client.get(f"/therapeuten/{anneke.slug}/").status_code == 404
    assert client.get(f"/therapeuten/{bert.slug}/").status_code == 200


def test_a_certificate_ends_at_midnight_without_a_job(client, cast):
    thea = therapist(cast, cast.thea, valid_until=date(2030, 3, 3))

    with at(date(2030, 3, 3)):
        assert names(client.get("/therapeuten/")) == ["Thea"]
        assert client.get(f"/therapeuten/{thea.slug}/").status_code == 200
    with at(date(2030, 3, 4)):
        assert names(client.get("/therapeuten/")) == []
        assert client.get(f"/therapeuten/{thea.slug}/").status_code == 404


def test_a_suspended_and_a_deregistered_person_are_gone_at_once(client, cast, two_towns):
    anneke, bert = two_towns
    suspend(certificate=anneke.certificates.get(), by=cast.cora, reason="Complaint.")
    deregister(therapist=bert, by=cast.cora, reasons="Stops.")

    assert names(client.get("/therapeuten/")) == []
    assert client.get("/therapeuten/register.json").json()["therapists"] == []
    assert "Bert" not in client.get("/locaties/waal/").content.decode()


def test_twenty_five_on_a_page(client, cast):
    here = practice(cast)
    for number in range(27):
        therapist(cast, name=f"Persoon {number:02}", practices=[here])

    assert len(names(client.get("/therapeuten/"))) == 25
    assert names(client.get("/therapeuten/", {"page": 2})) == ["Persoon 25", "Persoon 26"]


def test_a_persons_page_shows_no_mail_address(client, cast):
    thea = therapist(cast, cast.thea)

    for address in (
        f"/therapeuten/{thea.slug}/",
        "/therapeuten/",
        "/therapeuten/register.json",
        "/therapeuten/register.csv",
    ):
        assert "@example.org" not in client.get(address).content.decode()


def test_a_location_shows_its_wait_and_the_way_to_apply(client, two_towns):
    page = client.get("/locaties/duin/").content.decode()

    assert "Anneke Aarts" in page
    assert "9" in page
    assert "/aanmelden/" in page


@pytest.mark.parametrize("address", ["/therapeuten/niemand/", "/locaties/nergens/", "/therapeuten/../x/"])
def test_what_is_not_there_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/therapeuten/", "/therapeuten/register.json", "/therapeuten/kaart.svg"])
def test_the_register_is_only_read(client, db, address):
    assert client.post(address).status_code == 405


def test_the_register_as_json_tells_what_the_pages_tell(client, two_towns):
    first, _second = client.get("/therapeuten/register.json").json()["therapists"]

    assert first["name"] == "Anneke Aarts"
    assert first["certificates"][0]["since"] == LONG_AGO.isoformat()
    assert first["locations"][0]["waiting_weeks"] == 9


def test_the_register_as_csv_cannot_hold_a_formula(client, cast):
    therapist(cast, name="=HYPERLINK(1)")

    rows = list(
        csv.reader(io.StringIO(client.get("/therapeuten/register.csv").content.decode("utf-8-sig")), delimiter=";")
    )

    assert rows[1][0] == "'=HYPERLINK(1)"


def test_the_map_is_a_picture_with_the_towns(client, two_towns):
    response = client.get("/therapeuten/kaart.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert {
        text.text for text in ElementTree.fromstring(response.content).iter("{http://www.w3.org/2000/svg}text")
    } == {
        "Haarlem",
        "Nijmegen",
    }


@pytest.mark.parametrize("n", (1, 3))
def test_a_search_costs_six_queries_at_most(client, cast, places, django_assert_max_num_queries, n):
    here = practice(cast)
    for _ in range(n):
        therapist(cast, practices=[here, practice(cast)])

    with django_assert_max_num_queries(6):
        response = client.get("/therapeuten/", {"place": "Haarlem 20 km"})

    assert len(names(response)) == n


@pytest.mark.parametrize("n", (1, 3))
def test_a_persons_and_a_locations_page_cost_six_queries_at_most(client, cast, django_assert_max_num_queries, n):
    places = [practice(cast, slug=f"plek-{number}") for number in range(n)]
    people = [therapist(cast, practices=places) for _ in range(n)]

    with django_assert_max_num_queries(6):
        assert client.get(f"/therapeuten/{people[0].slug}/").status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get("/locaties/plek-0/").status_code == 200


def test_a_renewal_in_time_keeps_somebody_in_the_register(client, cast):
    from therapists.services import apply_for_renewal

    thea = therapist(cast, cast.thea, valid_until=date(2030, 3, 3))
    apply_for_renewal(certificate=thea.certificates.get(), on=date(2029, 12, 1))

    with at(date(2030, 3, 3) + timedelta(days=60)):
        assert names(client.get("/therapeuten/")) == ["Thea"]


@pytest.mark.parametrize(("address", "answer"), [("register.json", 200), ("register.csv", 200), ("", 403)])
def test_a_page_of_another_directory_reads_the_list_as_data_and_nothing_else(client, two_towns, address, answer):
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}

    response = client.get(f"/therapeuten/{address}", headers=elsewhere)

    assert response.status_code == answer
    assert (response.get("Access-Control-Allow-Origin") == "*") == (answer == 200)
