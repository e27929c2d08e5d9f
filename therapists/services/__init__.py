"""Verbs of the register."""

from therapists.services.certificates import (
    apply_for_certificate,
    apply_for_renewal,
    certify,
    decide_not_yet,
    decide_renewal,
    lift_suspension,
    publish_rules,
    suspend,
    withdraw_certificate,
)
from therapists.services.portfolio import decide_appeal, lodge_appeal, submit_portfolio, write_item
from therapists.services.register import deregister, invite_therapist, publish_profile, register_therapist
from therapists.services.reminders import queue_register_notices
from therapists.services.working import (
    add_absence,
    add_availability,
    check_registration,
    record_hours,
    record_registration,
    remove_absence,
    remove_availability,
    remove_hours,
)

__all__ = [
    "add_absence",
    "add_availability",
    "apply_for_certificate",
    "apply_for_renewal",
    "certify",
    "check_registration",
    "decide_appeal",
    "decide_not_yet",
    "decide_renewal",
    "deregister",
    "invite_therapist",
    "lift_suspension",
    "lodge_appeal",
    "publish_profile",
    "publish_rules",
    "queue_register_notices",
    "record_hours",
    "record_registration",
    "register_therapist",
    "remove_absence",
    "remove_availability",
    "remove_hours",
    "submit_portfolio",
    "suspend",
    "withdraw_certificate",
    "write_item",
]
