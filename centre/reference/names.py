"""One spelling out of many: names of regions, municipalities and places differ between lists."""

import re
import unicodedata
from functools import cache

from centre.reference import files


def fold(name: str) -> str:
    """A name as it is compared: without accents, capitals, hyphens and apostrophes ("Súdwest-Fryslân", "sudwest fryslan")."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split())


def canonical(kind: str, name: str) -> str:
    """The name that we use for `name`; a name that is no alias comes back as it is.

    `kind` is region, province, municipality or place. A municipality that was merged away gives its successor.
    """
    return _folded(kind).get(fold(name), name)


@cache
def _folded(kind: str) -> dict[str, str]:
    return {fold(alias): name for alias, name in files.aliases().get(kind, {}).items()}
