"""Every page of every street writes who looked, also when there was nothing to see."""

import re

import pytest
from django.conf import settings

from centre.audiences import STREETS, Audience
from centre.models import AccessLog
from tests.deeds import fault
from tests.house.addresses import Address, undone, walk

ADDRESSES = [address for address in walk() if address.street in STREETS]


def in_street(street: str) -> list[Address]:
    return [address for address in ADDRESSES if address.street == street]


def persona(cast, street: str):
    """Somebody who lives in this street."""
    return {
        Audience.PARENT: cast.anna,
        Audience.CHILD: cast.extra.get("child", cast.anna),
        Audience.THERAPIST: cast.thea,
        Audience.REFERRER: cast.ruth,
        Audience.COORDINATOR: cast.cora,
        Audience.RESEARCHER: cast.rens,
        Audience.MUNICIPALITY: cast.gerda,
        Audience.PRIVACY: cast.fiona,
        Audience.COMMUNITY: cast.mila,
    }[STREETS[street]]


@pytest.mark.parametrize("street", STREETS)
def test_a_page_of_a_street_writes_who_looked(cast, client_as, street):
    client, silent = client_as(persona(cast, street)), []
    for address in in_street(street):
        with undone():
            before = AccessLog.objects.count()
            response = client.get(address.path)
            if response.status_code == 405:
                response = client.post(address.path)
            # Whoever is asked to sign in again has seen nothing yet.
            again = response.get("Location", "").startswith("/account/reauthenticate/")
            if response.status_code >= 500 or not (again or AccessLog.objects.count() > before):
                silent.append((address.route, response.status_code))

    assert in_street(street)
    assert silent == []


@pytest.mark.parametrize("street", STREETS)
def test_an_address_with_an_unknown_reference_is_404(cast, client_as, street):
    client, open_to_all = client_as(persona(cast, street)), []
    for address in in_street(street):
        if "ZZ-33333333" in address.path:
            for ask in (client.get, client.post):
                with undone():
                    response = ask(address.path)
                    if response.status_code not in (404, 405):
                        open_to_all.append((address.route, response.status_code))

    assert open_to_all == []


def test_a_page_that_writes_nothing_would_be_noticed(cast, client_as, monkeypatch):
    monkeypatch.setattr("centre.access.log", lambda _request, **_facts: None)

    with pytest.raises(AssertionError):
        test_a_page_of_a_street_writes_who_looked(cast, client_as, "mijn")


#: What is asked by POST and still changes nothing: a value that is shown for a reason.
SHOWN_BY_POST = {"centre/views/contact.py"}


def test_no_door_calls_every_request_a_look():
    """Whether it was a look or a change the door reads from the request (law.md R44); a view that says "look" hides changes."""
    rooms = ("centre", *settings.ROOMS)
    files = [path for room in rooms for path in (settings.BASE_DIR / room / "views").rglob("*.py")]
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for path in files
        if re.search(r"^def .*\baction.*Action\.VIEW", path.read_text("utf-8"), re.MULTILINE)
    }

    assert found == SHOWN_BY_POST


@pytest.mark.parametrize(
    ("path", "status", "location", "rows", "missing"),
    [
        ("/coordinatie/zaken/ZK-1/", 302, "/x/", [], "no row at all"),
        ("/coordinatie/zaken/ZK-1/", 200, "", [], "no row at all"),
        ("/coordinatie/zaken/ZK-1/", 302, "/x/", [("view", 1)], "a deed is written as a look"),
        ("/coordinatie/zaken/ZK-1/", 302, "/x/", [("change", None)], "no row names the case or the dossier"),
        ("/mijn/contact/", 302, "/x/", [("change", None)], "no row names the case or the dossier"),
        ("/coordinatie/zaken/ZK-1/", 302, "/x/", [("view", 1), ("change", 1)], ""),
        ("/coordinatie/zaken/ZK-1/", 200, "", [("view", 1)], ""),
        ("/coordinatie/mensen/", 302, "/x/", [("rights", None)], ""),
        ("/mijn/klacht/", 302, "/x/", [("create", None)], ""),
        ("/coordinatie/mensen/", 302, "/x/", [], "no row at all"),
        ("/coordinatie/zaken/ZK-1/", 404, "", [], ""),
        ("/coordinatie/zaken/ZK-1/", 302, "/account/reauthenticate/?next=/", [], ""),
    ],
)
def test_what_the_log_lacks_of_a_post_is_named(path, status, location, rows, missing):
    rows = [AccessLog(action=action, case_id=case) for action, case in rows]

    assert fault(path, status, location, rows) == missing


def test_a_post_without_its_row_fails_wherever_it_is_tried(cast, client_as, monkeypatch):
    browser = client_as(cast.cora)
    page = f"/coordinatie/zaken/{cast.case.reference}/contactpersoon/"
    monkeypatch.setattr("centre.access.log", lambda _request, **_facts: None)

    with pytest.raises(AssertionError, match="law.md R44"):
        browser.post(page, {"person": cast.thea.reference})
