"""Verbs of this room, by subject; the names that other rooms and the demo use."""

from groups.services.absences import plan_absence_talk
from groups.services.apart import allow_together, end_keeping_apart, keep_apart
from groups.services.arrivals import set_arrival
from groups.services.attendance import (
    announce_absence,
    choose_showings,
    record_attendance,
    withdraw_absence,
    write_group_note,
)
from groups.services.endings import (
    add_network_voice,
    agree,
    plan_evaluation,
    read_report,
    record_follow_up,
    record_voice,
    write_report,
)
from groups.services.feeds import make_feed, revoke_feed
from groups.services.gatherings import (
    answer_invitation,
    cancel_gathering,
    find_invitation,
    invite_guest,
    plan_gathering,
    take_back_invitation,
)
from groups.services.incidents import close_incident, record_incident, write_personal_note
from groups.services.knowing import note_facts, tie, untie
from groups.services.offers import (
    answer_offer,
    give_up_seat,
    lapse_offer,
    offer_place,
    settle_offer,
    withdraw_offer,
)
from groups.services.plans import open_group, plan_group
from groups.services.reminders import queue_session_reminders
from groups.services.seats import end_placement, place_family
from groups.services.sessions import cancel_group, cancel_session, complete_group, move_session, start_group
from groups.services.team import appoint_lead, substitute

__all__ = [
    "add_network_voice",
    "agree",
    "allow_together",
    "announce_absence",
    "answer_invitation",
    "answer_offer",
    "appoint_lead",
    "cancel_gathering",
    "cancel_group",
    "cancel_session",
    "choose_showings",
    "close_incident",
    "complete_group",
    "end_keeping_apart",
    "end_placement",
    "find_invitation",
    "give_up_seat",
    "invite_guest",
    "keep_apart",
    "lapse_offer",
    "make_feed",
    "move_session",
    "note_facts",
    "offer_place",
    "open_group",
    "place_family",
    "plan_absence_talk",
    "plan_evaluation",
    "plan_gathering",
    "plan_group",
    "queue_session_reminders",
    "read_report",
    "record_attendance",
    "record_follow_up",
    "record_incident",
    "record_voice",
    "revoke_feed",
    "set_arrival",
    "settle_offer",
    "start_group",
    "substitute",
    "take_back_invitation",
    "tie",
    "untie",
    "withdraw_absence",
    "withdraw_offer",
    "write_group_note",
    "write_personal_note",
    "write_report",
]
