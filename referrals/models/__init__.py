"""The rows of this room."""

from referrals.models.advice import AdviceText, Consultation, HelpOffer
from referrals.models.chain import Basis, ChainLink, CourtTrack, Handover, ReplyLink
from referrals.models.partners import ApiKey, ApiSubmission, HookDelivery, PartnerContact, WebHook
from referrals.models.referral import FamilyTrace, Feedback, Referral, ReferralQuerySet, ReferralStep

__all__ = [
    "AdviceText",
    "ApiKey",
    "ApiSubmission",
    "Basis",
    "ChainLink",
    "Consultation",
    "CourtTrack",
    "FamilyTrace",
    "Feedback",
    "Handover",
    "HelpOffer",
    "HookDelivery",
    "PartnerContact",
    "Referral",
    "ReferralQuerySet",
    "ReferralStep",
    "ReplyLink",
    "WebHook",
]
