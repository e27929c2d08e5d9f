"""Why a message does not fit the contract, in the words of the interface (NL API Design Rules: interface language)."""

#: Kind of fault, as pydantic names it → words; the names between braces come with the fault.
REASONS = {
    "missing": "Dit veld ontbreekt.",
    "extra_forbidden": "Dit veld staat niet in het contract.",
    "string_type": "Dit is geen tekst.",
    "string_too_long": "Dit zijn te veel tekens: hoogstens {max_length}.",
    "string_too_short": "Dit zijn te weinig tekens: minstens {min_length}.",
    "string_pattern_mismatch": "Deze tekst heeft niet de vorm die het contract vraagt.",
    "enum": "Kies een van deze waarden: {expected}.",
    "list_type": "Dit is geen lijst.",
    "too_long": "Deze lijst heeft hoogstens {max_length} onderdelen.",
    "too_short": "Deze lijst heeft minstens {min_length} onderdelen.",
    "int_parsing": "Dit is geen geheel getal.",
    "greater_than_equal": "Dit getal is minstens {ge}.",
    "less_than_equal": "Dit getal is hoogstens {le}.",
}
#: What is said of every other fault whose kind begins so.
FAMILIES = {"date": "Dit is geen datum van de vorm 2017-03-04.", "int": "Dit is geen geheel getal."}
OTHER = "Dit past niet bij het contract."


def reason(fault: dict) -> str:
    """Words for one fault: {"type", "ctx"}; never with what was typed."""
    kind, known = (
        fault["type"],
        {key: str(value).replace(" or ", " of ") for key, value in fault.get("ctx", {}).items()},
    )
    words = REASONS.get(kind) or next((said for name, said in FAMILIES.items() if kind.startswith(name)), OTHER)
    return words.format_map(known)
