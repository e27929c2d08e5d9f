"""Whole referrals at once: from a partner's system or a file. The same rules as page by page."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Municipality, Organisation, User
from centre.workflow import IllegalMove
from referrals.models import FamilyTrace, Referral, ReferralStep
from referrals.services.drafting import check_ground
from referrals.states import REFERRAL, ReferralState
from referrals.traces import digests_heard


@dataclass(frozen=True)
class Whole:
    """Everything of one referral. `parents` and `children` as in `Referral.stated`; `ticket` makes it once.

    `untied`: who hands in said not to know the family privately; False when a partner's system did not ask.
    """

    ticket: uuid.UUID
    parents: list[dict]
    children: list[dict]
    question: str
    ground: str
    ground_explained: str
    untied: bool = False
    shown_to: str = Referral.ShownTo.DESK


@transaction.atomic
def hand_in(*, organisation: Organisation, by: User, whole: Whole) -> Referral:
    """Make one referral that is sent at once. Raises ValidationError, IntegrityError for a ticket that was used."""
    return _make([whole], organisation, by)[0]


@transaction.atomic
def hand_in_all(*, organisation: Organisation, by: User, wholes: list[Whole]) -> int:
    """The same for many, all or nothing, in a handful of queries; what was handed in before is left alone.

    Returns how many are new. Raises ValidationError.
    """
    had = set(Referral.objects.filter(ticket__in=[whole.ticket for whole in wholes]).values_list("ticket", flat=True))
    return len(_make([whole for whole in wholes if whole.ticket not in had], organisation, by))


def _make(wholes: list[Whole], organisation: Organisation, by: User) -> list[Referral]:
    if not REFERRAL.allows(ReferralState.DRAFT, ReferralState.SUBMITTED):
        raise IllegalMove("ReferralState", ReferralState.DRAFT, ReferralState.SUBMITTED)
    codes = {whole.children[0]["municipality"] for whole in wholes}
    places = {place.code: place for place in Municipality.objects.filter(code__in=codes).select_related("region")}
    rows = Referral.objects.bulk_create(_row(whole, places, organisation, by) for whole in wholes)
    Kind = ReferralStep.Kind
    ReferralStep.objects.bulk_create(
        ReferralStep(referral=row, kind=kind, by=by, at=row.submitted_at)
        for row, whole in zip(rows, wholes, strict=True)
        for kind in (Kind.DRAFTED, *([Kind.UNTIED] if whole.untied else []), Kind.SENT)
    )
    FamilyTrace.objects.bulk_create(
        FamilyTrace(referral=row, digest=digest) for row in rows for digest in sorted(digests_heard(row.stated))
    )
    return rows


def _row(whole: Whole, places: dict[str, Municipality], organisation: Organisation, by: User) -> Referral:
    check_ground(whole.ground, whole.ground_explained)
    municipality = places[whole.children[0]["municipality"]]
    region_id = municipality.region_id or organisation.region_id
    if region_id is None:
        raise ValidationError(_("%(place)s does not belong to one of our regions yet.") % {"place": municipality})
    now = clock.now()
    return Referral(
        ticket=whole.ticket,
        organisation=organisation,
        submitted_by=by,
        municipality=municipality,
        region_id=region_id,
        stated={"parents": whole.parents, "children": whole.children},
        question=whole.question,
        ground=whole.ground,
        ground_explained=whole.ground_explained,
        shown_to=whole.shown_to,
        state=ReferralState.SUBMITTED,
        state_since=now,
        created_at=now,
        submitted_at=now,
    )
