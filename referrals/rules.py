"""Who may do what with a referral; the list defines the object."""

import rules

from referrals.models import Referral
from referrals.states import EDITABLE, REFERRAL, ReferralState


@rules.predicate
def can_view_referral(user, referral):
    return Referral.objects.visible_to(user).filter(pk=referral.pk).exists()


@rules.predicate
def is_of_own_organisation(user, referral):
    return Referral.objects.of_organisations_of(user).filter(pk=referral.pk).exists()


@rules.predicate
def reached_own_region(user, referral):
    return Referral.objects.in_regions_of(user).filter(pk=referral.pk).exists()


@rules.predicate
def is_editable(user, referral):
    return referral.state in EDITABLE


@rules.predicate
def can_end(user, referral):
    return REFERRAL.allows(referral.state, ReferralState.WITHDRAWN)


@rules.predicate
def awaits_decision(user, referral):
    return referral.state == ReferralState.SUBMITTED


rules.add_perm("referrals.view_referral", can_view_referral)
rules.add_perm("referrals.edit_referral", is_of_own_organisation & is_editable)
rules.add_perm("referrals.withdraw_referral", is_of_own_organisation & can_end)
rules.add_perm("referrals.decide_referral", reached_own_region & awaits_decision)
