"""Verbs of this room, by subject."""

from referrals.services.advice import ask_advice, give_advice, look_back, offer_checked
from referrals.services.chain import (
    add_link,
    check_contraindications,
    confirm_start,
    end_link,
    hand_over,
    record_court_track,
    report_sent,
)
from referrals.services.consents import AnsweredMeanwhile, keep_consents
from referrals.services.contacts import end_contact, invite_colleague, name_contact, see_off
from referrals.services.deciding import accept_referral, decline_referral, join_case, mark_received, return_referral
from referrals.services.direction import name_director
from referrals.services.drafting import (
    answer_and_resend,
    leave_to_colleague,
    save_children,
    save_parents,
    save_question,
    start_referral,
    submit_referral,
    withdraw_referral,
)
from referrals.services.feedback import report_back
from referrals.services.handing_in import Whole, hand_in, hand_in_all
from referrals.services.hooks import claim_deliveries, deliver, end_hook, open_hook, queue_news, try_again
from referrals.services.importing import confirm, seal
from referrals.services.keys import end_key, make_key, rotate_key
from referrals.services.offers import ask_keeper, find_offer_link, keep_offer, mail_offer_link
from referrals.services.planning import add_action, add_goal, finish_action, reach_goal
from referrals.services.quality import falls_short, follow_up, notice_overdue, stop_help
from referrals.services.replies import (
    answer_link,
    ask_partner,
    content_of,
    find_link,
    let_go,
    mail_question,
    remind_partner,
    take_file,
)
from referrals.services.submissions import submit_once

__all__ = [
    "AnsweredMeanwhile",
    "Whole",
    "accept_referral",
    "add_action",
    "add_goal",
    "add_link",
    "answer_and_resend",
    "answer_link",
    "ask_advice",
    "ask_keeper",
    "ask_partner",
    "check_contraindications",
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
    "falls_short",
    "find_link",
    "find_offer_link",
    "finish_action",
    "follow_up",
    "give_advice",
    "hand_in",
    "hand_in_all",
    "hand_over",
    "invite_colleague",
    "join_case",
    "keep_consents",
    "keep_offer",
    "leave_to_colleague",
    "let_go",
    "look_back",
    "mail_offer_link",
    "mail_question",
    "make_key",
    "mark_received",
    "name_contact",
    "name_director",
    "notice_overdue",
    "offer_checked",
    "open_hook",
    "queue_news",
    "reach_goal",
    "record_court_track",
    "remind_partner",
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
    "stop_help",
    "submit_once",
    "submit_referral",
    "take_file",
    "try_again",
    "withdraw_referral",
]
