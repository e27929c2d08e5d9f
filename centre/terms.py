"""What the centre decides about its own work: terms and ceilings, each a setting; unknown ones show 'nog vast te stellen'."""

import environ

env = environ.Env()

# What a page says after a deed may name a person: it travels as ciphertext (centre/sealed_messages.py).
MESSAGE_STORAGE = "centre.sealed_messages.SealedStorage"
# One address for each account: a new one takes the place of the old one once somebody opened the link there.
ACCOUNT_CHANGE_EMAIL = True
# The law under which new cases fall, "jeugdwet" or "wgbo"; the centre has yet to settle it (law.md 1.1).
LEGAL_REGIME = env.str("LEGAL_REGIME", default="")
# The version of the data protection impact assessment (AVG 35) that the centre adopted; the deploy check compares it.
DPIA_VERSION = env.str("DPIA_VERSION", default="")
# Months that a dossier is kept after its content last changed (Jw 7.3.8 lid 3); None: never proposed for erasure.
RETENTION_TERMS = {
    "care": 12 * env.int("RETENTION_CARE_YEARS", default=20),
    "safety": 12 * env.int("RETENTION_SAFETY_YEARS", default=20),
    "not_started": env.int("RETENTION_NOT_STARTED_MONTHS", default=0) or None,
}
# The centre has yet to settle these; pages that use them say "nog vast te stellen".
REFERRAL_TERMS = {
    "decide_working_days": env.int("REFERRAL_DECIDE_WORKING_DAYS", default=5),
    "silent_days": env.int("REFERRAL_SILENT_DAYS", default=14),
    "handover_working_days": env.int("REFERRAL_HANDOVER_WORKING_DAYS", default=15),
    # Law and house rules differ on this: without a decision the parents' consent is the only way (domain.md 8 item 19).
    "legal_duty_shares_stage": env.bool("REFERRAL_LEGAL_DUTY_SHARES_STAGE", default=False),
}

#: The centre has not settled these either: until the first talk and until the decision, in working days; when a parent whose
#: part is not in is reminded, in days after the own invitation; when the request closes, in days after the first part came in.
INTAKE_TERMS = {
    "first_talk_working_days": env.int("INTAKE_FIRST_TALK_WORKING_DAYS", default=5),
    "decide_working_days": env.int("INTAKE_DECIDE_WORKING_DAYS", default=30),
    "first_reminder_days": env.int("INTAKE_FIRST_REMINDER_DAYS", default=7),
    "second_reminder_days": env.int("INTAKE_SECOND_REMINDER_DAYS", default=14),
    "close_days": env.int("INTAKE_CLOSE_DAYS", default=28),
}

#: Months after which the papers about parental authority are looked at again: authority can change without our hearing of it.
AUTHORITY_RECHECK_MONTHS = env.int("AUTHORITY_RECHECK_MONTHS", default=6)

#: Couples that wait for a group are asked after this many weeks whether they still want to take part (features.md B8).
INTEREST_EVERY_WEEKS = env.int("INTEREST_EVERY_WEEKS", default=8)

#: Days after which a role without a last day is looked at again: does this person still need it? (NEN-ISO 27002, 5.18)
ROLES_AGAIN_DAYS = env.int("ROLES_AGAIN_DAYS", default=365)

# Data sets for research (law.md R72, R73): in so many families each combination occurs, with so many different values. Lower
# than five and two is never taken. Whether answers from before the yes may count is for the ethics committee; the safe side is no.
RESEARCH_TERMS = {
    "k": max(5, env.int("RESEARCH_FAMILIES_ALIKE", default=5)),
    "l": max(2, env.int("RESEARCH_DIFFERENT_VALUES", default=2)),
    "only_after_yes": env.bool("RESEARCH_ONLY_AFTER_YES", default=True),
}

# The plan of help (Jw 4.1.2): the law gives the family 'a reasonable term' to decide about an own plan; 0: still to be settled.
FAMILY_PLAN_WEEKS = env.int("FAMILY_PLAN_WEEKS", default=0)
# Weeks after the start at which somebody is halfway: eight sessions every fourteen days take fourteen weeks (domain.md).
CHILD_CHECK_HALFWAY_WEEKS = env.int("CHILD_CHECK_HALFWAY_WEEKS", default=7)

# Complaints (Jw 4.2.1): the law gives a month for the reaction to a verdict and leaves the rest to the centre's own rules.
# What is 0 or empty is shown as 'nog vast te stellen'; without a term of keeping nothing is erased by itself.
COMPLAINT_TERMS = {
    "answer_weeks": env.int("COMPLAINT_ANSWER_WEEKS", default=0),
    "keep_months": env.int("COMPLAINT_KEEP_MONTHS", default=0),
    # Who handles a complaint when every privacy officer knows the family: the address of an account with a coordinator's role.
    # The demo names one, so that the page shows something.
    "substitute": env.str(
        "COMPLAINT_SUBSTITUTE", default="carel@example.org" if env.bool("DEMO", default=False) else ""
    ),
    # Where an independent confidential counsellor is reached (Jw 4.1.9), as one line of text.
    "counsellor": env.str("CONFIDENTIAL_COUNSELLOR", default=""),
}
