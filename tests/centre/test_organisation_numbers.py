"""Numbers of organisations (law.md R42): their shape, where they are kept, and that eHerkenning is held to them."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from centre import organisation_numbers as numbers
from centre.identity.levels import Level
from centre.identity.openid import Identity
from centre.identity.providers import Provider
from centre.models import Organisation
from centre.services import identities
from centre.services.organisations import keep_numbers

RSIN, KVK = "00000001123456782000", "00000003123456780000"


@pytest.mark.parametrize("oin", [RSIN, KVK, "00000004000000123000"])
def test_a_number_of_the_government_is_taken(oin):
    numbers.check_oin(oin)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (numbers.check_oin, "00000001123456789000"),
        (numbers.check_oin, "1234"),
        (numbers.check_oin, "10000001123456782000"),
        (numbers.check_oin, "٠" * 20),
        (numbers.check_kvk, "1234567"),
        (numbers.check_kvk, "00000000"),
        (numbers.check_agb, "0100000"),
        (numbers.check_agb, "01000000"),
        (numbers.check_agb, "abcdefgh"),
    ],
)
def test_what_cannot_be_a_number_is_refused(check, number):
    with pytest.raises(ValidationError):
        check(number)


def test_the_two_numbers_of_one_organisation_fit_together(cast):
    with pytest.raises(ValidationError) as error:
        keep_numbers(organisation=cast.team, oin=KVK, kvk="87654321", agb="")
    assert list(error.value.message_dict) == ["kvk"]


def test_a_coordinator_keeps_them_and_what_is_wrong_stands_beside_its_field(cast, client_as):
    page, browser = f"/coordinatie/partners/{cast.team.pk}/nummers/", client_as(cast.cora)
    assert browser.post(page, {"oin": KVK, "kvk": "1234 5678", "agb": "41.410001"}).status_code == 302
    row = Organisation.objects.get(pk=cast.team.pk)
    assert (row.oin, row.kvk, row.agb) == (KVK, "12345678", "41410001")
    assert KVK in browser.get(f"/coordinatie/partners/{cast.team.pk}/").content.decode()
    for typed, field in (({"oin": "12"}, "oin"), ({"kvk": "x"}, "kvk"), ({"agb": "9" * 200_000}, "agb")):
        response = browser.post(page, typed)
        assert list(response.context["form"].errors) == [field]
    assert Organisation.objects.get(pk=cast.team.pk).oin == KVK
    for person in (cast.wim, cast.thea, cast.anna):
        assert client_as(person).get(page).status_code == 404


@pytest.fixture
def provider():
    return Provider("eherkenning", "eHerkenning", "https://example.org", "x", audiences=("referrer",), organisation_claim="kvk")  # fmt: skip


@pytest.mark.parametrize(
    ("proved", "comes_in"), [("12345678", True), (KVK, True), ("87654321", False), ("", False), ("geen", False)]
)
def test_somebody_comes_in_for_the_own_organisation_only(cast, provider, proved, comes_in):
    keep_numbers(organisation=cast.team, oin="", kvk="12345678", agb="")
    assert identities.acts_for(cast.wim, provider, Identity("a", Level.HIGH, proved)) is comes_in


def test_an_organisation_without_a_number_fits_nothing(cast, provider):
    assert not identities.acts_for(cast.wim, provider, Identity("a", Level.HIGH, "12345678"))
    with pytest.raises(ValidationError):
        identities.link(user=cast.wim, provider=provider, identity=Identity("a", Level.HIGH, "12345678"))


def test_at_every_sign_in_the_organisation_is_looked_at_again(cast, provider):
    keep_numbers(organisation=cast.team, oin="", kvk="12345678", agb="")
    mine = Identity("a", Level.HIGH, "12345678")
    identities.link(user=cast.wim, provider=provider, identity=mine)
    assert identities.account_for(provider=provider, identity=mine) == cast.wim
    keep_numbers(organisation=cast.team, oin="", kvk="87654321", agb="")
    with pytest.raises(identities.UnknownIdentity):
        identities.account_for(provider=provider, identity=mine)


def test_a_provider_that_proves_no_organisation_is_as_before(cast):
    plain = SimpleNamespace(organisation_claim="")
    assert identities.acts_for(cast.wim, plain, Identity("a", Level.HIGH))
