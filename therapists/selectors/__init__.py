"""Nouns of the register."""

from therapists.selectors.register import (
    Entry,
    Hit,
    Spot,
    entries,
    municipality_points,
    people_at,
    practices_with_people,
    public_entry,
    public_hits,
    public_practice,
    spots_named,
)
from therapists.selectors.validity import Validity, leads_on, rules_in_force, standing_of, validities, validity

__all__ = [
    "Entry",
    "Hit",
    "Spot",
    "Validity",
    "entries",
    "leads_on",
    "municipality_points",
    "people_at",
    "practices_with_people",
    "public_entry",
    "public_hits",
    "public_practice",
    "rules_in_force",
    "spots_named",
    "standing_of",
    "validities",
    "validity",
]
