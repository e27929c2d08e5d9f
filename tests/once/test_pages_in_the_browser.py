"""Every page of every menu, as each kind of user, on a phone and a desktop: accessible, calm, nothing from elsewhere."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from centre import demo
from centre.models import User
from centre.navigation import MENU
from tests.browser import DESKTOP, PHONE, chromium, visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {
    "parent": "anna", "child": "sem", "therapist": "thea", "referrer": "ruth", "coordinator": "cora",
    "researcher": "rens", "municipality": "gerda", "privacy": "fiona", "community": "moniek",
}  # fmt: skip
PUBLIC = [
    "/",
    "/uitleg/ouders/",
    "/uitleg/kinderen/",
    "/uitleg/privacy/",
    "/uitleg/toegankelijkheid/",
    "/therapeuten/",
    "/account/login/",
]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def session_of(key: str) -> str:
    """The session cookie of a signed-in person of the demo world."""
    client = Client()
    user = User.objects.get(email=f"{key}@example.org")
    client.force_login(user, backend="centre.identity.passwords.SameWorkBackend")
    return client.cookies["sessionid"].value


def faults_of(page, address: str) -> list[str]:
    """What is wrong with a page on a phone and, turned wide, on a desktop.

    Violations of axe, sideways scroll, console messages, requests to elsewhere.
    """
    page.problems.clear()
    page.set_viewport_size(PHONE)
    response = page.goto(address)
    faults = [] if response.status == 200 else [f"status {response.status}"]
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        found = Axe().run(page, options=RULES).response["violations"]
        faults += [f"{size['width']} {item['id']}: {item['nodes'][0]['html'][:120]}" for item in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"{size['width']} scrolls sideways")
    return faults + list(page.problems)


def test_every_page_of_every_menu_is_accessible_and_stays_within_the_portal(live_server):
    demo.build()
    visits = {"": PUBLIC}
    for audience, key in PEOPLE.items():
        visits[key] = [f"/{item}" if not item.startswith("/") else item for item in map(reverse, _names(audience))]
    assert set(PEOPLE) == set(MENU)
    faults = {}
    with chromium() as browser:
        for key, addresses in visits.items():
            page = visitor(browser, size=PHONE, session=session_of(key) if key else "", base=live_server.url)
            for address in addresses:
                if found := faults_of(page, live_server.url + address):
                    faults[key, address] = found
            page.context.close()

    assert faults == {}


def test_a_planted_fault_is_found(live_server, tmp_path):
    """The control: a page without a language, with an image without words and an inline style."""
    (tmp_path / "bad.html").write_text('<title>x</title><img src="data:,"><p style="width:3000px">x</p>')
    with chromium() as browser:
        page = visitor(browser, size=PHONE, base=live_server.url)
        page.goto(f"file://{tmp_path}/bad.html")
        violations = {violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]}

    assert {"html-has-lang", "image-alt"} <= violations


def test_quick_exit_works_without_a_script_and_back_shows_nothing_of_the_portal(live_server, settings):
    """The neutral site stands in for another host: the same server under its number."""
    settings.QUICK_EXIT_URL = f"{live_server.url.replace('localhost', '127.0.0.1')}/uitleg/privacy/"
    with chromium() as browser:
        page = visitor(browser, size=PHONE, base=live_server.url, javascript=False)
        page.goto(f"{live_server.url}/uitleg/ouders/")
        page.click("a.quick-exit")
        assert page.url == settings.QUICK_EXIT_URL

        page.go_back()
        assert not page.url.startswith(live_server.url)


def _names(audience: str) -> list[str]:
    return [name for name, _label, _icon in MENU[audience]]
