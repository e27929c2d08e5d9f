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
from therapists.services.register import deregister, invite_therapist, publish_profile, register_therapist

__all__ = [
    "apply_for_certificate",
    "apply_for_renewal",
    "certify",
    "decide_not_yet",
    "decide_renewal",
    "deregister",
    "invite_therapist",
    "lift_suspension",
    "publish_profile",
    "publish_rules",
    "register_therapist",
    "suspend",
    "withdraw_certificate",
]
