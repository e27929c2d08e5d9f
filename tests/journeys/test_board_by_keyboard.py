"""The planning board without a mouse, and without a script: a couple moves, the focus goes along, and what happened is said."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from centre import clock
from groups.models import CompositionPin
from groups.services import composition
from tests import cast as casting
from tests.browser import DESKTOP, chromium, visitor
from tests.factories import groups as make
from tests.factories import therapists as register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board():
    """(address of a proposal with one group of five couples, cookie of its coordinator)."""
    cast = casting.assemble()
    make.team(cast, register.practice(cast))
    make.recipe(minimum_couples=4)
    for number in range(2, 7):
        make.waiting_case(cast, number)
    starts_on = date(clock.today().year + 1, 2, 1)
    run = composition.request_run(region=cast.north, starts_on=starts_on, by=cast.cora, seconds=5)
    assert composition.run_composition(run=run).state == "done"
    client = Client()
    client.force_login(cast.cora, backend="centre.identity.passwords.SameWorkBackend")
    return reverse("groups:season", args=[run.reference]), client.cookies["sessionid"].value


def focused(page, name: str):
    return page.evaluate(f"document.activeElement.{name}")


def test_a_couple_leaves_its_seat_and_comes_back_by_keyboard_alone(live_server, board):
    path, cookie = board
    with chromium() as browser:
        page = visitor(browser, size=DESKTOP, session=cookie, base=live_server.url)
        page.goto(live_server.url + path)
        page.locator(".seat-list [data-move]").first.focus()
        who = focused(page, "dataset.name")

        page.keyboard.press("Enter")
        assert focused(page, "id") == "mover-to"
        page.keyboard.press("Escape")
        assert focused(page, "dataset.name") == who and not page.locator("#mover").is_visible()

        for key, place in (("Home", "waiting-title"), ("End", "groups-title")):
            page.keyboard.press("Enter")
            page.keyboard.press(key)
            for _ in range(2):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.locator("#mover").wait_for(state="hidden")
            assert who in page.locator("#moved[role=status]").inner_text()
            assert focused(page, "dataset.name") == who
            section = "document.activeElement.closest('section').getAttribute('aria-labelledby')"
            assert page.evaluate(section) == place
        assert CompositionPin.objects.filter(ended_at=None, kind="seat").count() == 1
        assert page.problems == []
        page.context.close()


def test_without_a_script_the_same_link_leads_to_a_form(live_server, board):
    path, cookie = board
    with chromium() as browser:
        page = visitor(browser, size=DESKTOP, session=cookie, base=live_server.url, javascript=False)
        page.goto(live_server.url + path)
        link = page.locator(".seat-list [data-move]").first
        who = link.get_attribute("data-name")
        link.click()
        page.locator("#id_to").select_option("")
        page.get_by_role("button", name="Verplaats het ouderpaar").click()
        assert who in page.locator(".messages").inner_text()
        assert page.locator("#waiting-title ~ .table-wrap [data-move]").get_attribute("data-name") == who
        page.context.close()
