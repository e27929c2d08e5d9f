"""Verbs of this room, by subject; the names that other rooms and the demo use."""

from groups.services.attendance import announce_absence, record_attendance, withdraw_absence, write_group_note
from groups.services.feeds import make_feed, revoke_feed
from groups.services.plans import open_group, plan_group
from groups.services.reminders import queue_session_reminders
from groups.services.seats import end_placement, place_family, set_arrival
from groups.services.sessions import cancel_group, cancel_session, complete_group, move_session, start_group
from groups.services.team import appoint_lead, substitute

__all__ = [
    "announce_absence",
    "appoint_lead",
    "cancel_group",
    "cancel_session",
    "complete_group",
    "end_placement",
    "make_feed",
    "move_session",
    "open_group",
    "place_family",
    "plan_group",
    "queue_session_reminders",
    "record_attendance",
    "revoke_feed",
    "set_arrival",
    "start_group",
    "substitute",
    "withdraw_absence",
    "write_group_note",
]
