"""Several referrals out of a file: first judged and shown, then handed in once. Nothing is kept in between.

What was understood travels with the page as a sealed parcel, so that no row exists before somebody confirmed.
"""

import json
import uuid

from cryptography.fernet import InvalidToken

from centre.fields import cipher
from centre.models import Organisation, User
from referrals.services.handing_in import Whole, hand_in_all

#: How long a judged file may wait for the confirmation, in seconds.
PARCEL_SECONDS = 2 * 60 * 60


class ParcelRefused(Exception):
    """Broken, too old, or made for somebody else."""


def seal(*, organisation: Organisation, by: User, rows: list[dict]) -> str:
    """A parcel for the page. `rows`: {number, parents, children, question, ground, ground_explained}."""
    content = {"batch": str(uuid.uuid4()), "organisation": organisation.pk, "by": by.pk, "rows": rows}
    return cipher().encrypt(json.dumps(content).encode()).decode()


def confirm(*, parcel: str, organisations: list[Organisation], by: User) -> int:
    """Hand in what was sealed; twice is once. Returns how many are new.

    Raises ParcelRefused, also when this person no longer refers for that organisation; ValidationError.
    """
    try:
        content = json.loads(cipher().decrypt(parcel.encode(), ttl=PARCEL_SECONDS))
    except (InvalidToken, ValueError) as error:
        raise ParcelRefused from error
    organisation = next((row for row in organisations if row.pk == content["organisation"]), None)
    if organisation is None or content["by"] != by.pk:
        raise ParcelRefused
    batch = uuid.UUID(content["batch"])
    # The page of the file asked whether its families are known privately.
    wholes = [Whole(ticket=uuid.uuid5(batch, str(row.pop("number"))), untied=True, **row) for row in content["rows"]]
    return hand_in_all(organisation=organisation, by=by, wholes=wholes)
