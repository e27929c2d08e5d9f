"""Nouns of this room, by subject."""

from referrals.selectors.desk import incoming_desk, incoming_rows, overdue, returned_or_draft, sent_on_other_ground
from referrals.selectors.feedback import Due, feedback_due
from referrals.selectors.following import (
    chain_for_centre,
    chain_for_referrer,
    my_referrals,
    own_with_stage,
    referrer_of,
    stage_words,
)
from referrals.selectors.stated import municipality_names, stated_rows

__all__ = [
    "Due",
    "chain_for_centre",
    "chain_for_referrer",
    "feedback_due",
    "incoming_desk",
    "incoming_rows",
    "municipality_names",
    "my_referrals",
    "overdue",
    "own_with_stage",
    "referrer_of",
    "returned_or_draft",
    "sent_on_other_ground",
    "stage_words",
    "stated_rows",
]
