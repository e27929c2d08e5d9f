"""The page of the privacy officer about keeping and erasing."""

import pytest

from centre import clock
from centre.models import AccessLog, Dossier, ErasureProposal, LegalHold
from centre.services import retention as services
from tests.cast import make_user

HOME = "/toezicht/bewaren/"


@pytest.fixture
def proposed(cast) -> ErasureProposal:
    facts = {"category": "care", "ends_on": clock.today()}
    return ErasureProposal.objects.create(dossier=Dossier.objects.get(parent=cast.anna), **facts)


def test_two_officers_agree_on_the_page(cast, client_as, proposed):
    other = make_user("frits", "Frits", "privacy", organisation=cast.centre)
    address = f"{HOME}{proposed.reference}/akkoord/"
    assert proposed.dossier.reference in client_as(cast.fiona).get(HOME).content.decode()
    for person in (cast.fiona, cast.fiona, other):
        assert client_as(person).post(address).status_code == 302

    proposed.refresh_from_db()
    assert (proposed.first_by, proposed.second_by) == (cast.fiona, other)
    assert AccessLog.objects.filter(label="erasure", action="change", dossier=proposed.dossier).count() == 3
    assert client_as(other).get(HOME).status_code == 200


def test_the_card_asks_who_can_still_agree(cast, client_as, proposed):
    assert HOME in client_as(cast.fiona).get("/toezicht/").content.decode().split("<main")[1]
    services.agree(proposal=proposed, by=cast.fiona)
    assert HOME not in client_as(cast.fiona).get("/toezicht/").content.decode().split("<main")[1]


def test_holding_and_lifting_on_the_page(cast, client_as, proposed):
    browser = client_as(cast.fiona)
    given = {"dossier": proposed.dossier.reference, "reason": "Een klacht loopt.", "until": "2090-01-01"}
    assert browser.post(f"{HOME}vasthouden/", given).status_code == 302
    held = LegalHold.objects.get()
    assert not ErasureProposal.objects.exists()
    assert "Een klacht loopt." in browser.get(HOME).content.decode()

    for status in (302, 404):
        assert browser.post(f"{HOME}vasthouden/{held.reference}/opheffen/").status_code == status

    held.refresh_from_db()
    assert held.lifted_by == cast.fiona


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"dossier": "D-3333333333"},
        {"dossier": "D" * 5000},
        {"reason": ""},
        {"reason": "x" * 5000},
        {"until": "gisteren"},
        {"until": "2020-01-01"},
    ],
)
def test_a_wrong_hold_holds_nothing_and_says_why(cast, client_as, proposed, wrong):
    given = {"dossier": proposed.dossier.reference, "reason": "Klacht", "until": "2090-01-01", **wrong} if wrong else {}
    response = client_as(cast.fiona).post(f"{HOME}vasthouden/", given)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not LegalHold.objects.exists()


def test_nobody_else_opens_the_page(cast, client_as, proposed):
    for person in (cast.anna, cast.thea, cast.cora, cast.ruth, cast.rens, cast.gerda):
        assert client_as(person).get(HOME).status_code == 404
        assert client_as(person).post(f"{HOME}{proposed.reference}/akkoord/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_keeps_to_its_budget(cast, client_as, django_assert_max_num_queries, number):
    for dossier in Dossier.objects.filter(kind="parent")[:number]:
        ErasureProposal.objects.create(dossier=dossier, category="care", ends_on=clock.today())
    browser = client_as(cast.fiona)
    browser.get(HOME)  # the first visit also writes the session
    with django_assert_max_num_queries(8):
        browser.get(HOME)
