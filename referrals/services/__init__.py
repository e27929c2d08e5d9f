"""Verbs of this room, by subject."""

from referrals.services.advice import ask_advice, give_advice, look_back, offer_checked
from referrals.services.chain import add_link, confirm_start, end_link, hand_over, record_court_track, report_sent
from referrals.services.contacts import end_contact, invite_colleague, name_contact, see_off
from referrals.services.deciding import accept_referral, decline_referral, join_case, mark_received, return_referral
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
from referrals.services.handing_in import hand_in, hand_in_all
from referrals.services.hooks import claim_deliveries, deliver, end_hook, open_hook, queue_news, try_again
from referrals.services.importing import confirm, seal
from referrals.services.keys import end_key, make_key, rotate_key
from referrals.services.replies import answer_link, ask_partner, content_of, find_link, let_go, mail_question
from referrals.services.submissions import submit_once

__all__ = [
    "accept_referral",
    "add_link",
    "answer_and_resend",
    "answer_link",
    "ask_advice",
    "ask_partner",
    "claim_deliveries",
    "confirm",
    "confirm_start",
    "content_of",
    "decline_referral",
    "deliver",
    "end_contact",
    "end_hook",
    "end_key",
    "end_link",
    "find_link",
    "give_advice",
    "hand_in",
    "hand_in_all",
    "hand_over",
    "invite_colleague",
    "join_case",
    "let_go",
    "look_back",
    "mail_question",
    "make_key",
    "mark_received",
    "name_contact",
    "offer_checked",
    "open_hook",
    "queue_news",
    "record_court_track",
    "report_back",
    "report_sent",
    "return_referral",
    "rotate_key",
    "save_children",
    "save_parents",
    "save_question",
    "seal",
    "see_off",
    "start_referral",
    "submit_once",
    "submit_referral",
    "try_again",
    "withdraw_referral",
]
