"""Pages of parents and children: one's own lists, nothing of anybody else, nothing lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog
from research import services
from research.desk import cards
from tests import cast as casting
from tests.factories import groups
from tests.factories import research as factory

pytestmark = [pytest.mark.django_db, pytest.mark.moment(groups.MONDAY + timedelta(days=1))]
FIRST = {"slaap": "2", "energie": "2", "spanning": "1", "steun": "3"}
SECOND = {"rustig": "2", "zorgen": "1", "afspraken": "-96", "vertrouwen": "2"}


@pytest.fixture
def row(cast):
    factory.seated(cast, couples=2)
    return factory.list_of(cast.anna, "ouder-zelf")


def page_of(row, number=1, street="my"):
    return reverse(f"research:{street}-questionnaire-page", args=[row.reference, number])


def test_a_parent_fills_in_page_after_page_and_sends(cast, row, client_as):
    browser = client_as(cast.anna)
    assert browser.get(reverse("research:my-questionnaire", args=[row.reference])).status_code == 200
    to_second = browser.post(page_of(row), FIRST | {"revision": 0})
    to_send = browser.post(page_of(row, 2), SECOND | {"revision": 1})
    assert (to_second.url, to_send.url) == (
        page_of(row, 2), reverse("research:my-questionnaire-send", args=[row.reference]),
    )  # fmt: skip
    assert browser.get(to_send.url).status_code == 200
    assert browser.post(to_send.url).url == reverse("research:my-questionnaires")
    row.refresh_from_db()
    assert row.state == "answered"
    assert browser.get(page_of(row)).status_code == 410
    assert browser.get(reverse("research:my-questionnaires")).status_code == 200


def test_each_question_is_a_fieldset_with_its_question_as_legend(cast, row, client_as):
    html = client_as(cast.anna).get(page_of(row)).content.decode()

    assert html.count("<fieldset") == html.count("<legend") == 4
    assert "Ik slaap goed." in html


def test_saving_and_stopping_keeps_what_was_chosen(cast, row, client_as):
    browser = client_as(cast.anna)
    browser.post(page_of(row), {"slaap": "3", "revision": 0, "stop": "1"})
    html = browser.get(page_of(row)).content.decode()

    assert re.search(r'name="slaap" value="3"[^>]*checked', html)


def test_an_open_question_is_named_and_nothing_is_lost(cast, row, client_as):
    response = client_as(cast.anna).post(page_of(row), FIRST | {"slaap": "", "revision": 0})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["slaap"]
    assert re.search(r'name="energie" value="2"[^>]*checked', response.content.decode())


def test_a_stale_page_is_a_conflict_that_keeps_the_typed_answers(cast, row, client_as):
    browser = client_as(cast.anna)
    browser.post(page_of(row), FIRST | {"revision": 0})
    stale = browser.post(page_of(row), FIRST | {"slaap": "0", "revision": 0})
    html = stale.content.decode()

    assert stale.status_code == 409
    assert re.search(r'name="slaap" value="0"[^>]*checked', html)
    assert browser.post(page_of(row), FIRST | {"slaap": "0", "revision": 1}).status_code == 302


def test_going_back_keeps_what_was_chosen_and_asks_for_nothing_more(cast, row, client_as):
    browser = client_as(cast.anna)
    browser.post(page_of(row), FIRST | {"revision": 0})
    second = browser.get(page_of(row, 2))
    key = next(name for name in second.context["form"].fields if name != "revision")

    back = browser.post(page_of(row, 2), {key: "1", "revision": 1, "back": "1"})

    assert back.url == page_of(row, 1)
    assert re.search(rf'name="{key}" value="1"[^>]*checked', browser.get(page_of(row, 2)).content.decode())
    empty = browser.post(page_of(row), {"revision": 2, "back": "1"})
    assert empty.url == reverse("research:my-questionnaire", args=[row.reference])


def test_sending_half_a_list_leads_back(cast, row, client_as):
    browser = client_as(cast.anna)
    browser.post(page_of(row), FIRST | {"revision": 0})
    response = browser.post(reverse("research:my-questionnaire-send", args=[row.reference]))

    assert response.url == reverse("research:my-questionnaire", args=[row.reference])


@pytest.mark.parametrize(
    "answers",
    [
        {"slaap": "99", "revision": 0},
        {"slaap": "x" * 20_000, "revision": 0},
        {"slaap": "2", "revision": "many"},
        {"slaap": "2", "revision": "-1"},
        {},
    ],
)
def test_wrong_input_is_refused_on_the_page(cast, row, client_as, answers):
    response = client_as(cast.anna).post(page_of(row), answers)

    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("number", (0, 3, 99999999))
def test_a_page_that_is_not_there_is_not_found(cast, row, client_as, number):
    assert client_as(cast.anna).get(page_of(row, number)).status_code == 404


@pytest.mark.idor
@pytest.mark.parametrize("name", ("my-questionnaire", "my-questionnaire-send"))
def test_nobody_opens_the_list_of_another(cast, row, client_as, name):
    for stranger in (cast.bram, cast.carla):
        assert client_as(stranger).get(reverse(f"research:{name}", args=[row.reference])).status_code == 404
        assert client_as(stranger).post(page_of(row), FIRST | {"revision": 0}).status_code == 404
    assert client_as(cast.thea).get(page_of(row)).status_code == 404
    assert AccessLog.objects.filter(action="denied", label="own questionnaire").exists()


def test_a_list_that_is_not_open_yet_is_not_found(cast, row, client_as):
    later = factory.list_of(cast.anna, "ouder-zelf", "t3")

    assert client_as(cast.anna).get(page_of(later)).status_code == 404


def test_after_the_close_the_page_is_kind(cast, row, client_as):
    with clock.at(groups.MONDAY + timedelta(days=60)):
        response = client_as(cast.anna).post(page_of(row), FIRST | {"revision": 0})

    assert response.status_code == 410


@pytest.mark.two_parent
def test_a_parent_learns_nothing_of_the_other(cast, row, client_as):
    browser = client_as(cast.anna)
    urls = [
        reverse("research:my-questionnaires"),
        reverse("research:my-questionnaire", args=[row.reference]),
        page_of(row),
    ]
    before = [_without_token(browser.get(url)) for url in urls]
    for key in ("ouder-zelf", "ouder-kind"):
        services.record_response(measurement=factory.list_of(cast.bram, key), answers={"slaap": 3}, by=cast.bram.user)
    after = [_without_token(browser.get(url)) for url in urls]

    assert before == after
    assert not any("Bram" in page for page in after)


def _without_token(response):
    """Two answers of one page differ in the form tokens only."""
    return re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())


@pytest.mark.two_parent
def test_a_childs_answers_never_show_to_a_parent(cast, row, client_as):
    cast.sem.user = casting.make_user("sem", "Sem", Audience.CHILD)
    cast.sem.save()
    own = factory.list_of(cast.sem, "kind")
    child = client_as(cast.sem)
    assert child.get(reverse("research:child-questionnaires")).status_code == 200
    faces = {"week": "1", "school": "2", "vrienden": "-95", "revision": 0}
    assert child.post(page_of(own, 1, "child"), faces).url == page_of(own, 2, "child")
    html = child.get(page_of(own, 1, "child")).content.decode()
    assert html.count("#face-") == 15
    for parent in (cast.carla, cast.dirk):
        browser = client_as(parent)
        assert browser.get(reverse("research:my-questionnaire", args=[own.reference])).status_code == 404
        assert "Hoe gaat het met jou" not in browser.get(reverse("research:my-questionnaires")).content.decode()


def test_the_card_of_today_tells_how_long_it_takes(cast, row):
    card = cards(cast.anna.user, Audience.PARENT)[0]

    assert (card.minutes, card.due, card.url) == (6, row.closes_on, reverse("research:my-questionnaires"))


@pytest.mark.parametrize("children", (1, 3))
def test_the_list_takes_the_same_queries_for_more_rows(cast, row, client_as, children, django_assert_max_num_queries):
    browser = client_as(cast.anna)
    browser.get(reverse("research:my-questionnaires"))
    with django_assert_max_num_queries(8):
        browser.get(reverse("research:my-questionnaires"))
    with django_assert_max_num_queries(12):
        browser.get(page_of(row))
    with django_assert_max_num_queries(15):
        browser.post(page_of(row), FIRST | {"revision": 0})


def test_staff_see_who_is_late_and_no_answer(cast, row, client_as):
    services.record_response(measurement=row, answers={"slaap": 3}, by=cast.anna.user)
    response = client_as(cast.cora).get(reverse("research:coordinator-questionnaires", args=[cast.case.reference]))
    lights = {(light.person, light.tone) for light in response.context["lights"]}

    assert lights == {(name, tone) for name in ("Anna", "Bram") for tone in ("warn", "neutral")}
    assert "Ik slaap goed" not in response.content.decode()
    assert client_as(cast.ruth).get(f"/praktijk/zaken/{cast.case.reference}/vragenlijsten/").status_code == 404
