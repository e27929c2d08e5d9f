"""The rows of this room."""

from referrals.models.advice import Consultation, HelpOffer
from referrals.models.chain import Basis, ChainLink, CourtTrack, Handover, ReplyLink
from referrals.models.referral import Feedback, Referral, ReferralQuerySet, ReferralStep

__all__ = [
    "Basis",
    "ChainLink",
    "Consultation",
    "CourtTrack",
    "Feedback",
    "Handover",
    "HelpOffer",
    "Referral",
    "ReferralQuerySet",
    "ReferralStep",
    "ReplyLink",
]
