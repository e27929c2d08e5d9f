"""Every address stands in a known street; what is open to everybody is written down here, line by line."""

import pytest

from centre.audiences import STREETS
from tests.house.addresses import Address, walk

#: Names of addresses that anybody may open. A new public page is a line in this list, or this test fails.
PUBLIC = {
    "centre:home", "centre:page", "centre:leave", "centre:health", "centre:set-language", "centre:security-txt", "centre:manifest",
    "centre:accept-invitation", "centre:identity-start", "centre:identity-back", "centre:outbox", "centre:gallery",
    "therapists:register", "therapists:register-json", "therapists:register-csv", "therapists:map",
    "therapists:therapist", "therapists:photo", "therapists:practice", "therapists:public-courses", "therapists:robots", "therapists:sitemap",
    "centre:brochure", "centre:brochure-of", "centre:brochures", "centre:film", "centre:film-captions",
    "groups:feed", "groups:invitation",
    "centre:newsletter", "centre:newsletter-confirm", "centre:newsletter-leave",
    "referrals:reply", "referrals:interface", "referrals:keep-offer",
    # A key opens these, or nothing at all: tests/referrals/test_interface.py.
    "api:openapi", "api:submit", "api:my_referrals", "api:referral", "api:nothing-here",
}  # fmt: skip


def is_of_allauth(address: Address) -> bool:
    """allauth guards its own pages; tests/centre/test_gate.py goes through them."""
    return address.view.__module__.startswith("allauth.")


ADDRESSES = [address for address in walk() if not is_of_allauth(address)]
GUARDED = [
    address for address in ADDRESSES if address.name not in PUBLIC and not address.name.startswith("intake:start")
]


def test_the_walk_finds_the_rooms():
    spaces = {address.name.split(":")[0] for address in ADDRESSES}

    assert {"centre", "therapists", "referrals", "intake", "groups", "research"} <= spaces
    assert len(ADDRESSES) > 60


def test_a_guarded_address_stands_in_a_street_and_asks_a_stranger_to_sign_in(client, db):
    outside, answered = [], []
    for address in GUARDED:
        # Pages of one's own account stand outside the streets, like those of allauth.
        if address.street not in STREETS and address.street != "account" and address.name != "centre:landing":
            outside.append(address.route)
        response = client.get(address.path)
        if getattr(address.view, "hands_out_a_file", False):
            # tests/house/test_files_without_a_session.py
            continue
        if response.status_code != 302 or not response["Location"].startswith("/account/login/"):
            answered.append((address.route, response.status_code))

    assert len(GUARDED) > 250
    assert (outside, answered) == ([], [])


@pytest.mark.parametrize("street", ["gemeente", "onderzoek"])
def test_a_guarded_address_is_404_for_every_other_audience(cast, client_as, street):
    """Two small streets, so that the gate can be opened below; all of them: tests/centre/test_matrix.py."""
    people = [cast.anna, cast.thea, cast.ruth, cast.cora, cast.rens, cast.gerda, cast.fiona, cast.mila]
    others = [person for person in people if STREETS[street] not in getattr(person, "user", person).audiences]
    let_in = []
    for person in others:
        client = client_as(person)
        for address in GUARDED:
            if address.street == street and client.get(address.path).status_code != 404:
                let_in.append((str(person), address.route))

    assert len(others) >= 7
    assert let_in == []


def test_an_open_gate_would_be_noticed(cast, client_as, monkeypatch):
    monkeypatch.setattr("centre.middleware.AudienceMiddleware.process_view", lambda *_: None)

    with pytest.raises((AssertionError, KeyError)):
        test_a_guarded_address_is_404_for_every_other_audience(cast, client_as, "gemeente")


def test_the_list_of_public_pages_has_no_dead_lines():
    assert PUBLIC - {address.name for address in ADDRESSES} == set()
