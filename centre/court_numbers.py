"""How a decision of a court is named: an ECLI, or the court's own case number (law.md R9)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: ECLI: country, court, year, ordinal (Council conclusions 2011/C 127/01).
ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z][A-Z0-9]{0,6}:[0-9]{4}:[A-Z0-9.]{1,25}")
#: What courts write: C/15/345678 / FA RK 24-1234.
OWN = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 ./:-]{2,59}")


def tidy(number: str) -> str:
    """Capitals, single spaces. Raises ValidationError for what is neither an ECLI nor a case number."""
    plain = " ".join(number.upper().split())
    if plain.startswith("ECLI") and not ECLI.fullmatch(plain):
        raise ValidationError(_("This is not a whole ECLI. Example: ECLI:NL:RBNHO:2024:1234."))
    if not OWN.fullmatch(plain):
        raise ValidationError(_("Write the ECLI or the case number of the court, for example C/15/345678."))
    return plain
