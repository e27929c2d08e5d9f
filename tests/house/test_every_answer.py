"""Headers of every answer of the portal, errors included, and what other sites may load of it (law.md R50)."""

import base64
from datetime import datetime, timedelta

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage import default_storage
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from centre.audiences import STREETS
from centre.models import AccessLog
from tests.house.addresses import walk
from tests.house.test_access_is_logged import persona

ADDRESSES = list(walk())
#: Public papers and open data may be kept by a browser: nothing about a person is in them.
MAY_BE_KEPT = {
    "therapists:register-json", "therapists:register-csv", "therapists:sitemap", "therapists:robots", "therapists:map",
    "centre:brochure", "centre:brochure-of",
}  # fmt: skip
#: Public lists that the pages of other directories load; nothing else of the portal.
OPEN_TO_OTHER_SITES = {"therapists:register-json", "therapists:register-csv"}


#: Nothing else is kept on a device: the session, the token of its forms, the language, what the next page says (ciphertext),
#: and for a minute that somebody left.
COOKIES = {"sessionid", "csrftoken", "django_language", "messages", "w"}


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


def faults_of(response, *, may_be_kept: bool = False, is_open: bool = False) -> list[str]:
    """What is missing on one answer, and what is there and should not be."""
    policy = response.get("Content-Security-Policy", "")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if is_open else "same-origin",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    }
    faults = [name for name, value in wanted.items() if response.get(name) != value]
    faults += [name for name in ("Server", "X-Powered-By", "ETag", "Last-Modified") if response.has_header(name)]
    if "default-src 'none'" not in policy or "unsafe" in policy:
        faults.append("Content-Security-Policy")
    if "camera=()" not in response.get("Permissions-Policy", ""):
        faults.append("Permissions-Policy")
    faults += [f"cookie {name}" for name in set(response.cookies) - COOKIES]
    if not may_be_kept and "no-store" not in response.get("Cache-Control", ""):
        faults.append("Cache-Control")
    return faults


def of_everybody(address) -> bool:
    return address.name in MAY_BE_KEPT


def test_every_address_answers_a_visitor_with_every_header(client, db):
    found = {}
    for address in ADDRESSES:
        # A fresh visitor each time: one of the addresses is the quick exit, after which every page is another site.
        client.cookies.clear()
        response = client.get(address.path, secure=True)
        if faults := faults_of(
            response, may_be_kept=of_everybody(address), is_open=address.name in OPEN_TO_OTHER_SITES
        ):
            found[address.route] = (response.status_code, faults)

    assert len(ADDRESSES) > 250
    assert found == {}


def test_every_page_answers_its_own_people_with_every_header(cast, client_as):
    found, browsers, statuses = {}, {}, set()
    for address in ADDRESSES:
        if address.street in STREETS and "<" not in address.route:
            person = persona(cast, address.street)
            browser = browsers.setdefault(address.street, client_as(person))
            response = browser.get(address.path, secure=True)
            statuses.add(response.status_code)
            if faults := faults_of(response):
                found[address.route] = (response.status_code, faults)

    assert {200, 405} <= statuses
    assert found == {}


def test_what_a_page_says_after_a_deed_is_readable_on_no_device_and_shown_once(cast, client_as):
    """It may name a person, and a device is read by others (law.md R38)."""
    request, answer = RequestFactory().get("/"), HttpResponse()
    request.session = {}
    sent = default_storage(request)
    sent.add(SUCCESS, "Noor van Beiden KANARIE")
    sent.update(answer)
    [cookie] = answer.cookies.values()

    assert cookie["httponly"]
    assert "Noor" not in cookie.value
    assert b"Noor" not in base64.urlsafe_b64decode(cookie.value + "=" * (-len(cookie.value) % 4))
    for value, read in ((cookie.value, ["Noor van Beiden KANARIE"]), (cookie.value[:-6] + "aaaaaa", []), ("x", [])):
        again = RequestFactory().get("/")
        again.session, again.COOKIES["messages"] = {}, value
        assert [str(message) for message in default_storage(again)] == read


def test_a_deed_puts_nothing_readable_and_nothing_unknown_on_a_device(cast, client_as):
    browser = client_as(cast.cora)
    page = f"/coordinatie/zaken/{cast.case.reference}/contactpersoon/"

    answer = browser.post(page, {"person": cast.thea.reference}, secure=True)

    assert answer.status_code == 302
    assert faults_of(answer) == []
    assert answer.cookies["messages"].value.startswith("gAAAA")
    assert list(browser.get(answer["Location"], secure=True).context["messages"])
    assert not browser.cookies["messages"].value


def provoke(client, monkeypatch, status: int):
    """An answer with this status, from a real address."""
    if status == 400:
        return client.get("/", secure=True, headers={"host": "bad host"})
    if status == 403:
        return Client(enforce_csrf_checks=True).post("/aanmelden/", {"x": "y"}, secure=True)
    if status == 405:
        return client.get("/taal/", secure=True)
    if status == 410:
        return client.get("/account/uitnodiging/onbekend/", secure=True)
    if status == 429:
        for _try in range(40):
            response = client.post("/account/password/reset/", {"email": "x@example.org"}, secure=True)
            if response.status_code == 429:
                return response
    if status == 500:

        def breaks(*_args):
            raise IntegrityError("duplicate key: KANARIE Bram van Bram")

        monkeypatch.setattr("centre.editions.current", breaks)
        return Client(raise_request_exception=False).get("/", secure=True)
    return client.get("/nergens/", secure=True)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 429, 500])
def test_an_error_carries_the_same_headers(client, db, monkeypatch, status):
    response = provoke(client, monkeypatch, status)

    assert response.status_code == status
    assert faults_of(response) == []


def test_a_missing_header_would_be_noticed(client, db):
    response = client.get("/", secure=True)
    for name in ("Content-Security-Policy", "Permissions-Policy", "Cache-Control", "X-Frame-Options"):
        kept = response.headers.pop(name)
        assert faults_of(response) == [name]
        response.headers[name] = kept


@pytest.mark.parametrize(
    ("mode", "dest", "method", "status"),
    [
        ("no-cors", "image", "get", 403),
        ("no-cors", "script", "get", 403),
        ("cors", "empty", "get", 403),
        ("navigate", "iframe", "get", 403),
        ("navigate", "object", "get", 403),
        ("navigate", "document", "post", 403),
        ("navigate", "document", "get", 200),
    ],
)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_link_to_us_and_load_nothing(cast, client_as, site, mode, dest, method, status):
    browser, before = client_as(cast.anna), AccessLog.objects.count()
    headers = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}

    response = getattr(browser, method)("/mijn/gegevens/", headers=headers)

    assert response.status_code == status
    assert (AccessLog.objects.count() > before) == (status == 200)


def test_the_portal_itself_and_programs_are_not_stopped(cast, client_as):
    headers = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}

    assert client_as(cast.anna).get("/mijn/", headers=headers).status_code == 200
    assert client_as(cast.anna).get("/mijn/").status_code == 200


def test_security_txt_expires_within_a_year_and_speaks_two_languages(client, db):
    text = client.get("/.well-known/security.txt", secure=True).content.decode()
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)

    expires = datetime.fromisoformat(lines["Expires"].replace("Z", "+00:00"))
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=366)
    assert set(lines["Preferred-Languages"].replace(" ", "").split(",")) == {"nl", "en"}
    assert lines["Contact"].startswith(("mailto:", "https://"))
