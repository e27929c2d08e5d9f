"""The roll call on a phone whose network drops: nothing is lost, nothing is stored in the browser, the counts are right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from centre import clock
from centre.models import Consent, Parent
from centre.services.withdrawals import withdraw
from groups.models import Attendance, Session
from tests import cast as casting
from tests.browser import PHONE, chromium, visitor
from tests.factories import groups as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def evening():
    """Six couples whose first session is now; (address, session, cookie of the lead)."""
    cast = casting.assemble()
    with clock.at(make.MONDAY):
        circle = make.circle(cast, couples=6, state="running", minimum_couples=1)
    now = clock.now()
    rows = Session.objects.filter(group=circle.group, number=1)
    rows.update(starts_at=now - timedelta(minutes=30), ends_at=now + timedelta(minutes=90))
    client = Client()
    client.force_login(cast.thea, backend="centre.identity.passwords.SameWorkBackend")
    return reverse("groups:roll-call", args=[circle.group.reference, 1]), rows.get(), client.cookies["sessionid"].value


def counts(session: Session) -> dict[str, int]:
    marks = list(Attendance.objects.filter(session=session, parent__isnull=False).values_list("mark", flat=True))
    return {mark: marks.count(mark) for mark in set(marks)}


def save_again(page) -> None:
    """Save once more and wait until the page shows the answer: the old form is gone then."""
    page.evaluate("document.querySelector('[data-roll-call]').dataset.old = 'yes'")
    page.get_by_role("button", name="Aanwezigheid opslaan").click()
    page.wait_for_selector("[data-roll-call]:not([data-old])")


def test_a_roll_call_waits_in_the_page_for_the_network_and_is_sent_once(live_server, evening):
    path, session, cookie = evening
    with chromium() as browser:
        page = visitor(browser, size=PHONE, session=cookie, base=live_server.url)
        page.goto(live_server.url + path)
        lines = page.locator("section[aria-labelledby=roll-parents] fieldset")
        assert lines.count() == 12
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert (
            lines.last.bounding_box()["y"] + lines.last.bounding_box()["height"] - lines.first.bounding_box()["y"] < 800
        )
        lines.nth(2).get_by_label("Te laat", exact=False).check(force=True)
        lines.nth(5).get_by_label("Afwezig", exact=False).check(force=True)
        page.context.set_offline(True)
        page.get_by_role("button", name="Aanwezigheid opslaan").click()
        page.get_by_text("Nog niet opgeslagen").first.wait_for()
        assert counts(session) == {}
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        lines.nth(7).get_by_label("Afgemeld", exact=False).check(force=True)
        page.context.set_offline(False)
        page.get_by_text("aanwezigheid opgeslagen").first.wait_for(timeout=15_000)
        assert counts(session) == {"present": 9, "late": 1, "absent": 1, "excused": 1}
        save_again(page)
        assert counts(session) == {"present": 9, "late": 1, "absent": 1, "excused": 1}
        page.get_by_role("button", name="Iedereen aanwezig").click()
        save_again(page)
        assert counts(session) == {"present": 12}
        page.context.close()


def test_a_permission_taken_back_meanwhile_refuses_one_person_and_loses_nobody(live_server, evening):
    """law.md R7: the network is gone, somebody takes a yes back, the roll call goes through for everybody else."""
    path, session, cookie = evening
    with chromium() as browser:
        page = visitor(browser, size=PHONE, session=cookie, base=live_server.url)
        page.goto(live_server.url + path)
        line = page.locator("fieldset").filter(has_text="Bram")
        line.get_by_label("Te laat", exact=False).check(force=True)
        line.get_by_label("Reden", exact=False).fill("Trein")
        page.context.set_offline(True)
        page.get_by_role("button", name="Aanwezigheid opslaan").click()
        page.get_by_text("Nog niet opgeslagen").first.wait_for()
        bram = Parent.objects.get(first_name="Bram")
        # The fixture makes its group in the year after.
        Consent.objects.update(answered_at=session.starts_at - timedelta(days=9))
        with clock.at(session.starts_at - timedelta(hours=1)):
            withdraw(case=bram.family.cases.get(), purpose="treatment", giver=bram, by=bram.user)
        page.context.set_offline(False)
        page.get_by_text("Iedereen behalve Bram is opgeslagen").first.wait_for(timeout=15_000)
        assert counts(session) == {"present": 11}
        assert page.locator(f"input[type=hidden][name='reason-parent:{bram.reference}']").input_value() == "Trein"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.get_by_role("link", name="Wat u kunt doen").is_visible()
        page.context.close()


def test_without_a_script_it_is_an_ordinary_form(live_server, evening):
    path, session, cookie = evening
    with chromium() as browser:
        page = visitor(browser, size=PHONE, session=cookie, base=live_server.url, javascript=False)
        page.goto(live_server.url + path)
        assert not page.get_by_role("button", name="Iedereen aanwezig").is_visible()
        page.locator("section[aria-labelledby=roll-parents] fieldset").nth(0).get_by_label(
            "Te laat", exact=False
        ).check(force=True)
        page.get_by_role("button", name="Aanwezigheid opslaan").click()
        assert counts(session) == {"present": 11, "late": 1}
        page.context.close()
