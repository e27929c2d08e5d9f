"""What a copy of the own file says of the rows of this room, and why the others stay out (centre/own_facts.py)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre.own_facts import Told, day, lines


def _helper(row) -> str:
    return lines(
        [
            (row.get_domain_display(), row.name),
            (_("From"), day(row.since)),
            (_("Up to and including"), day(row.until)),
            (_("What it rests on"), row.get_basis_display()),
            (_("Explanation"), row.basis_explained),
        ]
    )


def _goal(row) -> str:
    return lines([(_("Goal"), row.text), (_("Set on"), day(row.set_on)), (_("Reached on"), day(row.reached_on))])


def _action(row) -> str:
    return lines([(_("Action"), row.text), (_("Ready by"), day(row.due_on)), (_("Done on"), day(row.done_on))])


TOLD = {
    "referrals.ChainLink": Told(gettext_lazy("your helper elsewhere"), _helper, parent="parent"),
    "referrals.PlanGoal": Told(gettext_lazy("goal of the plan"), _goal, parent="parent"),
    "referrals.PlanAction": Told(gettext_lazy("action of the plan"), _action, parent="parent"),
}

OF_THE_REFERRER = (
    "What a referrer states about both parents together; theirs to hand out, never split by a program (R12)."
)
OF_THE_CASE = "Of the case, in words for both parents; what one parent may know goes as a letter, which is in the file."
STAYS_OUT = {
    **dict.fromkeys(
        (
            "referrals.Referral",
            "referrals.ReferralStep",
            "referrals.Feedback",
            "referrals.ReplyLink",
            "referrals.ApiSubmission",
            "referrals.HookDelivery",
        ),
        OF_THE_REFERRER,
    ),
    **dict.fromkeys(("referrals.Handover", "referrals.HelpSignal", "referrals.CourtTrack"), OF_THE_CASE),
    "referrals.Consultation": "A referrer's question without names, before there is a family file (domain.md).",
    "referrals.WebHook": "The secret of a partner's machine; no family is in it.",
    "referrals.FamilyTrace": "Keyed digests by which two referrals are compared; from the row nobody reads a name.",
    "referrals.TableItem": "A question to colleagues without names, under a code name; about two parents together.",
    **dict.fromkeys(("referrals.PartnerContact", "referrals.TableMember"), "About colleagues at work; no family."),
}
