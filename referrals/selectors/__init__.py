"""Nouns of this room, by subject."""

from referrals.selectors.advice import consultations_of_region, help_offers, my_consultations
from referrals.selectors.chain import (
    advice_differs,
    answers_with_file_of,
    chain_of,
    court_reports_near,
    court_tracks_of,
    handovers_of,
    questions_of,
    questions_to_mail,
    silent_questions,
    watched_handovers,
)
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
    "advice_differs",
    "answers_with_file_of",
    "chain_for_centre",
    "chain_for_referrer",
    "chain_of",
    "consultations_of_region",
    "court_reports_near",
    "court_tracks_of",
    "feedback_due",
    "handovers_of",
    "help_offers",
    "incoming_desk",
    "incoming_rows",
    "municipality_names",
    "my_consultations",
    "my_referrals",
    "overdue",
    "own_with_stage",
    "questions_of",
    "questions_to_mail",
    "referrer_of",
    "returned_or_draft",
    "sent_on_other_ground",
    "silent_questions",
    "stage_words",
    "stated_rows",
    "watched_handovers",
]
