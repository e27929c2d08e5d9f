"""Whose telephone a number is: a number that two parents of one family gave may be in the hands of either (security
reference 6). Numbers are compared by keyed digest; nobody reads one for it.
"""

import re

from django.db.models import Exists, OuterRef, QuerySet

from centre.fields import blind_index
from centre.models import VaultEntry

#: Fewer digits are no number that rings anywhere.
SHORTEST = 6


def plain(number: str) -> str:
    """The same for ways to write one number: spaces and dashes, +31, 0031 and "(0)"."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    for land in ("0031", "31"):
        if digits.startswith(land) and (land == "0031" or number.strip().startswith("+")):
            return "0" + digits.removeprefix(land).removeprefix("0")
    return digits


def digest_of_number(number: str) -> str:
    """What the vault calls a number, to compare it; "" for what is no number."""
    digits = plain(number)
    return blind_index(digits, purpose="telephone") if len(digits) >= SHORTEST else ""


def unsure_numbers() -> QuerySet[VaultEntry]:
    """Numbers that the other parent of the family gave as well, and that nobody confirmed with this parent."""
    numbers = VaultEntry.objects.filter(kind=VaultEntry.Kind.PHONE).exclude(phone_key="")
    same = numbers.filter(phone_key=OuterRef("phone_key"), parent__family=OuterRef("parent__family"))
    return numbers.filter(Exists(same.exclude(parent=OuterRef("parent"))), number_confirmed_at=None)
