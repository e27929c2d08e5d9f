"""Numbers by which an organisation is known to others (law.md R42): their shape, and which two are the same one.

OIN: twenty digits, of which eight say what the rest is (Logius, OIN-stelsel): 00000001 a tax number of an organisation
(RSIN, nine digits with the eleven-test), 00000003 a number of the Chamber of Commerce (KvK). KvK and AGB: eight digits.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NoNumber
from stdnum.nl import bsn

RSIN, KVK = "00000001", "00000003"


def check_oin(value: str) -> None:
    """Raises ValidationError for what cannot be an OIN."""
    if not re.fullmatch(r"0{4}\d{16}", value):
        raise ValidationError(_("An OIN has twenty digits and begins with 0000."))
    if value.startswith(RSIN) and not _passes_eleven_test(value[8:17]):
        raise ValidationError(_("This OIN holds a tax number (RSIN) that does not exist. Look at the digits again."))


def check_kvk(value: str) -> None:
    """Raises ValidationError for what cannot be a number of the Chamber of Commerce."""
    if not re.fullmatch(r"\d{8}", value) or value == "0" * 8:
        raise ValidationError(_("A KvK number has eight digits."))


def check_agb(value: str) -> None:
    """Raises ValidationError for what cannot be an AGB code: two digits for the kind of care, six for who."""
    if not re.fullmatch(r"\d{8}", value) or value.endswith("000000"):
        raise ValidationError(_("An AGB code has eight digits."))


def check_together(*, oin: str, kvk: str) -> None:
    """Raises ValidationError when the OIN names another number of the Chamber of Commerce."""
    if oin.startswith(KVK) and kvk and oin[8:16] != kvk:
        raise ValidationError({"kvk": _("The OIN names another KvK number.")})


def are_one(*, oin: str, kvk: str, proved: str) -> bool:
    """Whether what a provider proved (an OIN or a KvK number) is one of this organisation's own numbers."""
    digits = re.sub(r"\D", "", proved)
    if not digits:
        return False
    own = {number for number in (oin, kvk, oin[8:16] if oin.startswith(KVK) else "") if number}
    return bool(own & {digits, digits[8:16] if len(digits) == 20 and digits.startswith(KVK) else digits})


def _passes_eleven_test(digits: str) -> bool:
    try:
        bsn.validate(digits)
    except NoNumber:
        return False
    return True
