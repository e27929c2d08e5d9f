"""Verbs of this room, by subject."""

from referrals.services.deciding import accept_referral, decline_referral, mark_received, return_referral
from referrals.services.drafting import (
    answer_and_resend,
    save_children,
    save_parents,
    save_question,
    start_referral,
    submit_referral,
    withdraw_referral,
)
from referrals.services.feedback import report_back

__all__ = [
    "accept_referral",
    "answer_and_resend",
    "decline_referral",
    "mark_received",
    "report_back",
    "return_referral",
    "save_children",
    "save_parents",
    "save_question",
    "start_referral",
    "submit_referral",
    "withdraw_referral",
]
