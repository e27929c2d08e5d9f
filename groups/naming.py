"""Which names of participants stand in a text (law.md R23). It warns; who wrote it decides."""

import re
import unicodedata
from collections.abc import Iterable

from groups.people import Couple, Person

#: Words in Dutch and other names that name nobody by themselves.
PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "den",
        "der",
        "het",
        "ter",
        "ten",
        "te",
        "op",
        "in",
        "aan",
        "bij",
        "uit",
        "la",
        "le",
        "les",
        "du",
        "des",
        "di",
        "da",
        "do",
        "dos",
        "del",
        "della",
        "el",
        "al",
        "en",
        "ben",
        "bin",
        "zu",
    ]
)


def names_in(text: str, couples: Iterable[Couple], *, besides: Person | None = None) -> list[str]:
    """First and last names of participants of which a word stands in a text, in the genitive too ('Brams').

    Every part of a name counts, whatever its capitals and accents: Anne of Anne-Fleur, Jansen of Jansen-de Vries. `besides`:
    whose own words are no find.
    """
    words, own = set(_words(text)), _parts(besides.name) if besides else set()
    names = {name for couple in couples for person in couple.people for name in (person.first_name, person.last_name)}
    return sorted(name for name in names if any(_said(part, words) for part in _parts(name) - own))


def _said(part: str, words: set[str]) -> bool:
    return part in words or f"{part}s" in words


def _parts(name: str) -> set[str]:
    return {word for word in _words(name) if len(word) > 1} - PARTICLES


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W\d_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
