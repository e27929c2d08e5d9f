"""Who has two ex-partners is two rows with one account: both families can be read, one at a time, and nothing mixes."""

from datetime import date

import pytest
from django.test import Client

from centre import own_desk
from centre.audiences import Audience
from centre.desk import gather
from centre.models import Consent
from centre.models.consent import Purpose
from centre.services.consents import answer_consent
from groups.selectors.offers import offer_runs_until
from intake.own import own_next_step
from tests.cast import open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(cast):
    """Bram has a second ex-partner, Eefje, and with her a daughter Fenna; the second case is the newer one."""
    cast.second_case = open_case(cast, [("eefje", "Eefje"), ("bram2", "Bram")], [("Fenna", date(2019, 3, 4))])
    cast.bram_again = cast.second_case.family.parents.get(user__email="bram2@example.org")
    cast.bram_again.user = cast.bram.user
    cast.bram_again.save()
    return cast


def read_about(browser, case):
    return browser.post("/mijn/gezin/", {"family": case.family.reference})


def test_the_newest_family_is_read_first_and_the_other_can_be_chosen(twice, client_as):
    browser = client_as(twice.bram)
    page = browser.get("/mijn/toestemming/").content.decode()
    assert "Fenna" in page and "Noor" not in page
    assert read_about(browser, twice.case).url == "/mijn/"
    page = browser.get("/mijn/toestemming/").content.decode()
    assert "Noor" in page and "Fenna" not in page
    kinder = browser.get("/mijn/kinderen/").content.decode()
    assert "Noor" in kinder and "Fenna" not in kinder


def test_a_yes_for_the_first_family_can_be_taken_back_there(twice, client_as):
    answer_consent(case=twice.case, purpose=Purpose.TREATMENT, giver=twice.bram, answer="given", by=twice.bram.user)
    browser = client_as(twice.bram)
    read_about(browser, twice.case)
    browser.post("/mijn/toestemming/treatment/intrekken/")
    last = Consent.objects.filter(giver_parent=twice.bram, purpose="treatment", about_child=None).latest("pk")
    assert last.answer != "given"
    assert not Consent.objects.filter(giver_parent=twice.bram_again).exists()


def test_every_page_says_that_there_are_two_and_nobody_else_reads_that(twice, client_as):
    said = "Over welk gezin gaat dit?"
    browser = client_as(twice.bram)
    for address in ("/mijn/toestemming/", "/mijn/privacy/", "/mijn/betrokken/", "/mijn/documenten/"):
        assert said in browser.get(address).content.decode(), address
    assert "meer dan één gezin" in browser.get("/mijn/").content.decode()
    for other in (twice.anna, twice.second_case.family.parents.get(user__email="eefje@example.org")):
        answers = [
            client_as(other).get(path).content.decode() for path in ("/mijn/", "/mijn/toestemming/", "/mijn/gezin/")
        ]
        assert not any(said in text or "meer dan één gezin" in text for text in answers)


def test_the_page_of_families_names_own_children_and_no_ex_partner(twice, client_as):
    page = client_as(twice.bram).get("/mijn/gezin/").content.decode()
    assert "Noor" in page and "Fenna" in page
    assert "Anna" not in page and "Eefje" not in page
    alone = client_as(twice.anna).get("/mijn/gezin/").content.decode()
    assert "Noor" in alone and "Fenna" not in alone and "Lees over dit gezin" not in alone


@pytest.mark.idor
def test_nobody_chooses_a_family_of_others(twice, client_as):
    browser = client_as(twice.anna)
    for foreign in (twice.second_case, twice.other_case):
        assert read_about(browser, foreign).status_code == 404
    assert browser.post("/mijn/gezin/", {"family": "G-NOBODY"}).status_code == 404
    assert browser.post("/mijn/gezin/").status_code == 404
    assert "Noor" in browser.get("/mijn/kinderen/").content.decode()


def test_a_form_that_stood_open_about_the_other_family_counts_no_more(twice):
    """Two tabs: the answer that was meant for the first family may not land in the second one's file."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(twice.bram.user)
    browser.get("/mijn/toestemming/treatment/")
    old = browser.cookies["csrftoken"].value
    chosen = {"family": twice.case.family.reference, "csrfmiddlewaretoken": old}
    assert browser.post("/mijn/gezin/", chosen).status_code == 302
    late = {"answer": "given", "csrfmiddlewaretoken": old}
    assert browser.post("/mijn/toestemming/treatment/", late).status_code == 403
    assert not Consent.objects.filter(giver_parent__user=twice.bram.user).exists()


def test_the_first_page_tells_the_next_step_of_the_chosen_family(twice):
    user = twice.bram.user
    twice.second_case.closed_on = twice.second_case.opened_on
    twice.second_case.save()
    assert own_next_step(user) == ""
    user.reads_about = twice.case.family.reference
    assert own_next_step(user) == "begin"
    assert offer_runs_until(user) is None
    card = own_desk.cards(user, Audience.PARENT, gather(own_desk.questions(user, Audience.PARENT)))
    assert [one.url for one in card] == ["/mijn/gezin/"]
