"""Is a reminder of a talk still wanted? Asked at the moment of sending (features.md H3)."""

from intake.models import Talk

PREFIX = "talk:"


def over(keys: list[str]) -> set[str]:
    """Of these keys: talks that moved, were cancelled or held. A key is talk:reference:sequence:person."""
    facts = {key: key.removeprefix(PREFIX).split(":") for key in keys}
    rows = Talk.objects.filter(reference__in={parts[0] for parts in facts.values()}, cancelled_at=None, held_on=None)
    current = {(reference, str(sequence)) for reference, sequence in rows.values_list("reference", "sequence")}
    return {key for key, parts in facts.items() if tuple(parts[:2]) not in current}
