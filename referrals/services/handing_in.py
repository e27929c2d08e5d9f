"""A whole referral at once: from a partner's system or a line of a file. The same rules as page by page."""

import uuid

from django.db import transaction

from centre import clock
from centre.models import Organisation, User
from referrals.models import FamilyTrace, Referral, ReferralStep
from referrals.services.drafting import check_ground, place_of
from referrals.services.traces import digests_of
from referrals.states import REFERRAL, ReferralState


@transaction.atomic
def hand_in(
    *,
    ticket: uuid.UUID,
    organisation: Organisation,
    parents: list[dict],
    children: list[dict],
    question: str,
    ground: str,
    ground_explained: str,
    by: User,
) -> Referral:
    """Make a referral that is sent at once. `parents` and `children` as in `Referral.stated`.

    Raises ValidationError (by field where it can), IntegrityError when this ticket made one already.
    """
    check_ground(ground, ground_explained)
    municipality, region = place_of(children, organisation)
    row = Referral(
        ticket=ticket,
        organisation=organisation,
        submitted_by=by,
        municipality=municipality,
        region=region,
        stated={"parents": parents, "children": children},
        question=question,
        ground=ground,
        ground_explained=ground_explained,
        created_at=clock.now(),
        submitted_at=clock.now(),
    )
    row.save(force_insert=True)
    REFERRAL.move(row, ReferralState.SUBMITTED)
    kinds = (ReferralStep.Kind.DRAFTED, ReferralStep.Kind.SENT)
    ReferralStep.objects.bulk_create(ReferralStep(referral=row, kind=kind, by=by, at=row.submitted_at) for kind in kinds)
    digests = sorted(digests_of(row.stated))
    FamilyTrace.objects.bulk_create(FamilyTrace(referral=row, digest=digest) for digest in digests)
    return row
