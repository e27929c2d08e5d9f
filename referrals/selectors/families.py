"""The same family handed in before: for the own organisation, and for the centre; never across organisations."""

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import Organisation, User
from referrals.models import FamilyTrace, Referral
from referrals.states import ENDED, ReferralState
from referrals.traces import digests_heard


def _running(organisation: int, user: User) -> QuerySet[Referral]:
    """What this organisation handed in and did not end, without what this user may not know: the own family, say."""
    return Referral.objects.of_organisations_of(user).filter(organisation=organisation).exclude(state__in=ENDED)


def known_families(organisation: Organisation, digests: set[str], user: User) -> dict[str, str]:
    """{digest: words} for families that this organisation itself handed in and that did not end, as this user may know."""
    running = _running(organisation.pk, user).values("pk")
    rows = FamilyTrace.objects.filter(digest__in=digests, referral__in=running)
    rows = rows.select_related("referral").order_by("pk")
    return {
        row.digest: _("Your organisation handed this family in already: %(reference)s, %(date)s.")
        % {"reference": row.referral.reference, "date": date_format(row.referral.created_at, "j F Y")}
        for row in rows.only("digest", "referral__reference", "referral__created_at")
    }


def own_twins(referral: Referral, user: User) -> QuerySet[Referral]:
    """Running referrals of the own organisation that seem to be about the same family as this one, newest first.

    What other organisations handed in is never looked at, so that nobody can find out here who else knows a family;
    nor what colleagues handed in of a family from which this user is kept.
    """
    traces = FamilyTrace.objects.filter(digest__in=digests_heard(referral.stated)).values("referral")
    rows = _running(referral.organisation_id, user).filter(pk__in=traces).exclude(pk=referral.pk)
    return rows.only("reference", "created_at", "state").order_by("-created_at", "-pk")


def twins_for_centre(referral: Referral, user: User) -> QuerySet[Referral]:
    """Other referrals of what seems the same family that reached this coordinator's regions, newest first."""
    traces = FamilyTrace.objects.filter(digest__in=referral.traces.values("digest")).exclude(referral=referral.pk)
    rows = Referral.objects.in_regions_of(user).filter(pk__in=traces.values("referral"))
    rows = rows.exclude(state=ReferralState.WITHDRAWN).for_list().select_related("case")
    return rows.order_by("-submitted_at", "-pk")
