"""What therapists see and change of themselves."""

from datetime import timedelta

import pytest

from centre import clock
from tests.factories.therapists import therapist
from therapists import services
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


def test_the_public_sees_no_more_than_what_was_ticked_field_by_field(cast, client, client_as):
    """Name, role, location and state always; each other part only by its own choice."""
    row = therapist(cast, cast.thea, is_public=False)
    services.record_registration(therapist=row, register="skj", number="123456789")
    services.check_registration(registration=row.registrations.get(), by=cast.cora)
    told = {
        "about": "Hallo ouders.", "languages": ["tr"], "ages": ["8-12"], "has_video": "on", "phone": "023 1234567",
        "website": "https://thea.example.org/", "is_public": "on",
    }  # fmt: skip
    words = {
        "about": "Hallo ouders.", "languages": "Turks", "age_groups": "8 tot en met 12", "video": "beeldbellen",
        "phone": "023 1234567", "website": "thea.example.org", "registration": "123456789",
    }  # fmt: skip
    pages = (f"/therapeuten/{row.slug}/", "/therapeuten/register.json")
    for chosen in ([], *([field] for field in words)):
        client_as(cast.thea).post("/praktijk/profiel/wijzigen/", told | {"shown": chosen})
        page, data = (client.get(address).content.decode() for address in pages)
        assert "Thea" in page and "Haarlem" in page and "gecertificeerd" in page  # noqa: PT018
        seen = [field for field, word in words.items() if word in page.split("<main")[1]]
        assert seen == chosen
        hidden = [word for field, word in words.items() if field not in (*chosen, "video")]
        assert not any(word in data for word in hidden)


def test_a_search_for_an_age_or_a_video_call_finds_only_who_shows_it(cast, client):
    for name, shown in (("Anneke Aarts", "age_groups,video"), ("Bert Bos", "")):
        row = therapist(cast, name=name, role="child_lead")
        services.publish_profile(therapist=row, is_public=True, ages="4-7,8-12", has_video=True, shown=shown)

    for asked, found in (({"role": "8-12"}, 1), ({"video": "on"}, 1), ({"role": "13-18"}, 0), ({}, 2)):
        assert len(client.get("/therapeuten/", asked).context["people"]) == found


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("about", "Mail thea@example.org"), ("about", "x" * 200_000), ("phone", "<b>bel</b>"), ("phone", "1" * 21),
        ("website", "javascript:alert(1)"), ("website", "geen site"), ("ages", "0-3"), ("shown", "email"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_is_refused_beside_its_field_and_stays_typed(cast, client_as, field, typed):
    therapist(cast, cast.thea)
    page = client_as(cast.thea).post(
        "/praktijk/profiel/wijzigen/", {"languages": "nl", "about": "Mijn tekst", field: typed}
    )

    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert field == "about" or "Mijn tekst" in page.content.decode()
