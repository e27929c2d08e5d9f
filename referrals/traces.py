"""What recognises a family that was referred before, as keyed digests: nothing can be read back. Pure, no database."""

from centre.fields import blind_index
from centre.reference.names import fold
from centre.reference.sounds import sound


def digests_of(stated: dict) -> set[str]:
    """Digests of `Referral.stated` that make the same family all but sure: a child by name and birth date, an address."""
    children = {f"{fold(row['first_name'])}|{fold(row['last_name'])}|{row['birth_date']}" for row in stated["children"]}
    addresses = {row["email"].strip().lower() for row in stated["parents"]}
    return _blinded(children | addresses)


def digests_heard(stated: dict) -> set[str]:
    """The same and what only sounds alike: a question to a person, never a reason to refuse.

    A name that is spelled otherwise (Jordy, Jordi) is heard as the same child on the same birth date; two parents whose
    names sound the same are heard as the same couple, whatever their addresses. Half filled in gives what is there.
    """
    facts = {f"sounds|{_heard(row)}|{row['birth_date']}" for row in stated["children"]}
    if len(stated["parents"]) == 2:  # noqa: PLR2004  a couple
        facts.add("couple|" + "|".join(sorted(_heard(row) for row in stated["parents"])))
    return digests_of(stated) | _blinded(facts)


def _blinded(facts: set[str]) -> set[str]:
    return {blind_index(fact, purpose="family trace") for fact in facts}


def _heard(person: dict) -> str:
    """How a whole name sounds; a name in another script is compared as it is written."""
    names = (person["first_name"], person["last_name"])
    return " ".join(sound(name) or name.strip().casefold() for name in names)
