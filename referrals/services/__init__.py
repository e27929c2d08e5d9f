"""Verbs of this room, by subject."""

from referrals.services.advice import ask_advice, give_advice, look_back, offer_checked
from referrals.services.chain import add_link, confirm_start, end_link, hand_over, record_court_track, report_sent
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
from referrals.services.replies import answer_link, ask_partner, content_of, find_link, let_go, mail_question

__all__ = [
    "accept_referral",
    "add_link",
    "answer_and_resend",
    "answer_link",
    "ask_advice",
    "ask_partner",
    "confirm_start",
    "content_of",
    "decline_referral",
    "end_link",
    "find_link",
    "give_advice",
    "hand_over",
    "let_go",
    "look_back",
    "mail_question",
    "mark_received",
    "offer_checked",
    "record_court_track",
    "report_back",
    "report_sent",
    "return_referral",
    "save_children",
    "save_parents",
    "save_question",
    "start_referral",
    "submit_referral",
    "withdraw_referral",
]
