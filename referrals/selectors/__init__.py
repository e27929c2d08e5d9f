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
    unconfirmed_handovers,
    watched_handovers,
)
from referrals.selectors.desk import (
    incoming_desk,
    incoming_rows,
    own_to_do,
    sent_on_other_ground,
    waiting_by_day,
)
from referrals.selectors.families import known_families, own_twins, twins_for_centre
from referrals.selectors.feedback import Due, feedback_due
from referrals.selectors.following import (
    chain_for_centre,
    chain_for_referrer,
    my_referrals,
    own_for_system,
    own_with_stage,
    referrer_of,
    stage_words,
)
from referrals.selectors.partners import (
    contacts_of,
    hooks_given_up,
    hooks_of,
    keys_of,
    own_contacts,
    partners_of,
    partners_with_counts,
    people_of,
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
    "contacts_of",
    "court_reports_near",
    "court_tracks_of",
    "feedback_due",
    "handovers_of",
    "help_offers",
    "hooks_given_up",
    "hooks_of",
    "incoming_desk",
    "incoming_rows",
    "keys_of",
    "known_families",
    "municipality_names",
    "my_consultations",
    "my_referrals",
    "own_contacts",
    "own_for_system",
    "own_to_do",
    "own_twins",
    "own_with_stage",
    "partners_of",
    "partners_with_counts",
    "people_of",
    "questions_of",
    "questions_to_mail",
    "referrer_of",
    "sent_on_other_ground",
    "silent_questions",
    "stage_words",
    "stated_rows",
    "twins_for_centre",
    "unconfirmed_handovers",
    "waiting_by_day",
    "watched_handovers",
]
