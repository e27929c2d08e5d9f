"""Every page of every street writes who looked, also when there was nothing to see."""

import pytest

from centre.audiences import STREETS, Audience
from centre.models import AccessLog
from tests.house.addresses import Address, walk

ADDRESSES = [address for address in walk() if address.street in STREETS]


def persona(cast, street: str):
    """Somebody who lives in this street."""
    return {
        Audience.PARENT: cast.anna,
        Audience.CHILD: cast.extra.get("child", cast.anna),
        Audience.THERAPIST: cast.thea,
        Audience.REFERRER: cast.ruth,
        Audience.COORDINATOR: cast.cora,
        Audience.RESEARCHER: cast.rens,
        Audience.MUNICIPALITY: cast.gerda,
        Audience.PRIVACY: cast.fiona,
        Audience.COMMUNITY: cast.mila,
    }[STREETS[street]]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route)
def test_a_page_of_a_street_writes_who_looked(cast, client_as, address: Address):
    client = client_as(persona(cast, address.street))
    before = AccessLog.objects.count()

    response = client.get(address.path)

    if response.status_code == 405:
        response = client.post(address.path)
    assert response.status_code < 500
    if response.get("Location", "").startswith("/account/reauthenticate/"):
        return  # nothing was shown: the person first signs in again
    assert AccessLog.objects.count() > before


@pytest.mark.parametrize(
    "address", [a for a in ADDRESSES if "ZZ-33333333" in a.path], ids=lambda address: address.route
)
def test_an_address_with_an_unknown_reference_is_404(cast, client_as, address: Address):
    client = client_as(persona(cast, address.street))

    assert client.get(address.path).status_code in (404, 405)
    assert client.post(address.path, {}).status_code in (404, 405)
