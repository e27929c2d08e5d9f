"""The rows of this room."""

from referrals.models.advice import AdviceText, Consultation, HelpOffer, OfferLink
from referrals.models.chain import Basis, ChainLink, CourtTrack, Direction, Handover, HelpSignal, ReplyLink
from referrals.models.partners import ApiKey, ApiSubmission, HookDelivery, PartnerContact, WebHook
from referrals.models.plan import PlanAction, PlanGoal
from referrals.models.referral import FamilyTrace, Feedback, Referral, ReferralQuerySet, ReferralStep
from referrals.models.table import TableItem, TableMeeting, TableMember

__all__ = [
    "AdviceText",
    "ApiKey",
    "ApiSubmission",
    "Basis",
    "ChainLink",
    "Consultation",
    "CourtTrack",
    "Direction",
    "FamilyTrace",
    "Feedback",
    "Handover",
    "HelpOffer",
    "HelpSignal",
    "HookDelivery",
    "OfferLink",
    "PartnerContact",
    "PlanAction",
    "PlanGoal",
    "Referral",
    "ReferralQuerySet",
    "ReferralStep",
    "ReplyLink",
    "TableItem",
    "TableMeeting",
    "TableMember",
    "WebHook",
]
