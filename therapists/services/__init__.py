"""Verbs of the register."""

from therapists.services.absences import seal_preview, take_over_absences
from therapists.services.certificates import (
    apply_for_certificate,
    apply_for_renewal,
    certify,
    decide_not_yet,
    decide_renewal,
    lift_suspension,
    publish_rules,
    start_training,
    suspend,
    withdraw_certificate,
)
from therapists.services.community import (
    add_agenda_item,
    add_to_learning_group,
    leave_learning_group,
    plan_learning_meeting,
    start_learning_group,
    take_off_agenda,
    write_minutes,
)
from therapists.services.evidence import add_evidence, evidence_content, remove_evidence, write_with_proof
from therapists.services.learning import (
    cancel_course,
    cancel_enrolment,
    enrol,
    invite_to_course,
    mark_attendance,
    plan_course,
    set_capacity,
)
from therapists.services.locations import keep_location
from therapists.services.portfolio import decide_appeal, lodge_appeal, submit_portfolio, write_item
from therapists.services.portraits import keep_portrait, remove_portrait
from therapists.services.register import deregister, invite_therapist, publish_profile, register_therapist
from therapists.services.reminders import queue_register_notices
from therapists.services.reviews import ask_reviewers, decide_judged_renewal, grant, judge
from therapists.services.supervision import ask_supervisor, sign_supervision, take_back_supervision
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
    "add_agenda_item",
    "add_availability",
    "add_evidence",
    "add_to_learning_group",
    "apply_for_certificate",
    "apply_for_renewal",
    "ask_reviewers",
    "ask_supervisor",
    "cancel_course",
    "cancel_enrolment",
    "certify",
    "check_registration",
    "decide_appeal",
    "decide_judged_renewal",
    "decide_not_yet",
    "decide_renewal",
    "deregister",
    "enrol",
    "evidence_content",
    "grant",
    "invite_therapist",
    "invite_to_course",
    "judge",
    "keep_location",
    "keep_portrait",
    "leave_learning_group",
    "lift_suspension",
    "lodge_appeal",
    "mark_attendance",
    "plan_course",
    "plan_learning_meeting",
    "publish_profile",
    "publish_rules",
    "queue_register_notices",
    "record_hours",
    "record_registration",
    "register_therapist",
    "remove_absence",
    "remove_availability",
    "remove_evidence",
    "remove_hours",
    "remove_portrait",
    "seal_preview",
    "set_capacity",
    "sign_supervision",
    "start_learning_group",
    "start_training",
    "submit_portfolio",
    "suspend",
    "take_back_supervision",
    "take_off_agenda",
    "take_over_absences",
    "withdraw_certificate",
    "write_item",
    "write_minutes",
    "write_with_proof",
]
