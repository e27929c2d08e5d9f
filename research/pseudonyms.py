"""Pure: pseudonyms of one project (measurement.md 9). The same person has another name in every other project.

`base32(HMAC-SHA256(key, "project|word|what"))`, sixteen signs (80 bit), with separate words for person, family and group.
"""

import base64
import hashlib
import hmac

LENGTH = 16
PERSON, FAMILY, GROUP, SIDE, COPY = "person", "family", "group", "side", "copy"


class Collision(Exception):
    """Two of them got one name: nothing is handed out."""


class Pseudonyms:
    """The names of one project. `key`: 32 bytes that nobody else has; `project`: its reference."""

    def __init__(self, key: bytes, project: str):
        self._key, self._project = key, project
        self._given: dict[str, str] = {}

    def name(self, word: str, *what: str) -> str:
        """Raises Collision when another thing bears this name already."""
        subject = "|".join((word, *what))
        given = pseudonym(self._key, f"{self._project}|{subject}")
        if self._given.setdefault(given, subject) != subject:
            raise Collision
        return given

    def drawn(self, *what: str) -> bool:
        """A lot that always falls the same way within a project: who is called A, never who came first."""
        return digest(self._key, "|".join((self._project, SIDE, *what)))[0] % 2 == 0


def pseudonym(key: bytes, text: str) -> str:
    return base64.b32encode(digest(key, text)).decode()[:LENGTH].lower()


def digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
