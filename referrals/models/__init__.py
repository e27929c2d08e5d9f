"""The rows of this room."""

from referrals.models.referral import Feedback, Referral, ReferralQuerySet, ReferralStep

__all__ = ["Feedback", "Referral", "ReferralQuerySet", "ReferralStep"]
