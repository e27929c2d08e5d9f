"""What therapists see and change of themselves."""

from datetime import timedelta

import pytest

from centre import clock
from tests.factories.therapists import therapist
from therapists.selectors import standing_of
from therapists.services import suspend
from therapists.states import Standing

PROFILE = "/praktijk/profiel/"


@pytest.fixture
def thea(cast):
    return therapist(cast, cast.thea, valid_until=clock.today() + timedelta(days=60))


@pytest.mark.parametrize("who", ("cora", "ruth", "rens", "anna"))
@pytest.mark.parametrize("address", ("", "wijzigen/", "parent_lead/herbeoordeling/"))
def test_the_practice_street_is_closed_for_others(cast, thea, client_as, who, address):
    assert client_as(getattr(cast, who)).post(PROFILE + address).status_code == 404


def test_a_therapist_who_is_not_registered_is_told_so(cast, client_as):
    browser = client_as(cast.ulla)

    assert browser.get(PROFILE).status_code == 200
    assert browser.get(f"{PROFILE}wijzigen/").status_code == 404


def test_my_profile_shows_my_standing_and_nobody_elses(cast, thea, client_as):
    other = therapist(cast, name="Iemand Anders")
    suspend(certificate=other.certificates.get(), by=cast.cora, reason="Vertrouwelijk.")

    response = client_as(cast.thea).get(PROFILE)

    assert [sheet.state for sheet in response.context["sheets"]] == [Standing.EXPIRING]
    assert response.context["is_shown"]
    assert "Vertrouwelijk" not in response.content.decode()


def test_changing_my_profile(cast, thea, client_as):
    data = {"about": "Hallo.", "languages": ["nl", "tr"], "group_ceiling": "2", "is_public": ""}

    answer = client_as(cast.thea).post(f"{PROFILE}wijzigen/", data)

    thea.refresh_from_db()
    assert answer.url == PROFILE
    assert (thea.about, thea.languages, thea.group_ceiling, thea.is_public) == ("Hallo.", "nl,tr", 2, False)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"languages": ["klingon"]},
        {"languages": ["nl"], "group_ceiling": "0"},
        {"languages": ["nl"], "group_ceiling": "veel"},
        {"languages": ["nl"], "about": "x" * 2001},
    ],
)
def test_a_wrong_profile_is_refused_on_the_page(cast, thea, client_as, data):
    answer = client_as(cast.thea).post(f"{PROFILE}wijzigen/", data)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_asking_for_renewal_once_inside_the_window(cast, thea, client_as):
    browser = client_as(cast.thea)

    browser.post(f"{PROFILE}parent_lead/herbeoordeling/")
    browser.post(f"{PROFILE}parent_lead/herbeoordeling/")

    certificate = thea.certificates.get()
    assert certificate.renewal_applied_on == clock.today()
    assert standing_of(certificate, clock.today() + timedelta(days=365)) == Standing.RENEWAL_RUNNING


def test_asking_too_early_changes_nothing(cast, client_as):
    row = therapist(cast, cast.ulla, valid_until=clock.today() + timedelta(days=600))

    assert client_as(cast.ulla).post(f"{PROFILE}parent_lead/herbeoordeling/").status_code == 302
    assert row.certificates.get().renewal_applied_on is None


def test_a_certificate_of_another_role_is_not_found(cast, thea, client_as):
    assert client_as(cast.thea).post(f"{PROFILE}child_lead/herbeoordeling/").status_code == 404
    assert client_as(cast.thea).get(f"{PROFILE}parent_lead/herbeoordeling/").status_code == 405


def test_my_profile_stays_within_its_budget(cast, thea, client_as, django_assert_max_num_queries):
    browser = client_as(cast.thea)
    browser.get(PROFILE)

    with django_assert_max_num_queries(12):
        browser.get(PROFILE)
