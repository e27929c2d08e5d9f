"""Verbs of this room, by subject; callers import them from here."""

from intake.services.applications import (
    StaleRevision,
    accept_conditions,
    save_step,
    start_application,
    submit_application,
    withdraw_application,
)
from intake.services.indications import (
    NotTheSecondPerson,
    approve_indication,
    record_indication,
    return_indication,
)
from intake.services.registrations import give_priority, lapse, move_registration, step_by_hand
from intake.services.reminders import remind_silent_parents
from intake.services.talks import TalkMustBeApart, cancel_talk, move_talk, plan_talk, record_talk

__all__ = [
    "NotTheSecondPerson",
    "StaleRevision",
    "TalkMustBeApart",
    "accept_conditions",
    "approve_indication",
    "cancel_talk",
    "give_priority",
    "lapse",
    "move_registration",
    "move_talk",
    "plan_talk",
    "record_indication",
    "record_talk",
    "remind_silent_parents",
    "return_indication",
    "save_step",
    "start_application",
    "step_by_hand",
    "submit_application",
    "withdraw_application",
]
