"""Verbs of this room, by subject; callers import them from here."""

from intake.services.applications import (
    StaleRevision,
    save_step,
    start_application,
    submit_application,
)
from intake.services.birthdays import tell_birthdays
from intake.services.children import add_child, join_child, rename_child
from intake.services.closing import approve_closing, propose_closing, return_closing
from intake.services.conditions import accept_conditions, accept_new_conditions
from intake.services.endings import lapse, step_by_hand, withdraw_application
from intake.services.indications import (
    FlagWentUp,
    NotTheSecondPerson,
    approve_indication,
    look_again,
    record_indication,
    return_indication,
)
from intake.services.interest import answer_interest, ask_who_waits
from intake.services.matching import (
    attach_to_case,
    decide_match,
    dismiss_request,
    open_case_again,
    open_case_from,
    reopen_request,
    withdraw_match,
)
from intake.services.merging import merge_children, undo_merge
from intake.services.registrations import give_priority, move_registration
from intake.services.reminders import remind_silent_parents
from intake.services.requests import (
    LINK_DAYS,
    TYPED,
    RequestExpired,
    StalePage,
    TooFast,
    begin_request,
    find_request,
    keep_answers,
    keep_typed,
    leave_traces,
    mail_link,
    send_request,
)
from intake.services.routing import move_child
from intake.services.talks import (
    Report,
    TalkMustBeApart,
    cancel_joint_talks,
    cancel_talk,
    move_talk,
    plan_talk,
    record_talk,
)
from intake.services.voices import find_code, make_code, tell, tell_with_code
from intake.services.voices import mark_read as mark_voices_read

__all__ = [
    "FlagWentUp",
    "LINK_DAYS",
    "NotTheSecondPerson",
    "Report",
    "RequestExpired",
    "StalePage",
    "StaleRevision",
    "TYPED",
    "TalkMustBeApart",
    "TooFast",
    "accept_conditions",
    "accept_new_conditions",
    "add_child",
    "answer_interest",
    "approve_closing",
    "approve_indication",
    "ask_who_waits",
    "attach_to_case",
    "begin_request",
    "cancel_joint_talks",
    "cancel_talk",
    "decide_match",
    "dismiss_request",
    "find_code",
    "find_request",
    "give_priority",
    "join_child",
    "keep_answers",
    "keep_typed",
    "lapse",
    "leave_traces",
    "look_again",
    "mail_link",
    "make_code",
    "mark_voices_read",
    "merge_children",
    "move_child",
    "move_registration",
    "move_talk",
    "open_case_again",
    "open_case_from",
    "plan_talk",
    "propose_closing",
    "record_indication",
    "record_talk",
    "remind_silent_parents",
    "rename_child",
    "reopen_request",
    "return_closing",
    "return_indication",
    "save_step",
    "send_request",
    "start_application",
    "step_by_hand",
    "submit_application",
    "tell",
    "tell_birthdays",
    "tell_with_code",
    "undo_merge",
    "withdraw_application",
    "withdraw_match",
]
