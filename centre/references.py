"""References that people can read aloud: never a primary key in an address."""

import secrets

#: Without look-alikes (0 O, 1 I L, 5 S, 2 Z, 8 B) and without vowels, so that no words appear.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"


def new_reference(prefix: str, length: int = 8) -> str:
    """For example `ZK-7F3K9MTR`: random, so that it tells neither order nor number."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def case_reference() -> str:
    return new_reference("ZK")


def dossier_reference() -> str:
    return new_reference("D", 10)


def person_reference() -> str:
    return new_reference("P", 10)


def message_reference() -> str:
    return new_reference("B", 10)
