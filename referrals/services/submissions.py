"""A submission by a partner's system: once per idempotency key."""

import uuid
from collections.abc import Callable

from django.db import transaction

from centre.fields import blind_index
from centre.models import Organisation, User
from referrals.models import ApiSubmission, Referral
from referrals.services.handing_in import Whole, hand_in


class BodyDiffers(Exception):
    """This idempotency key belongs to another body."""


@transaction.atomic
def submit_once(
    *,
    organisation: Organisation,
    idempotency_key: str,
    body: bytes,
    by: User,
    show: Callable[[Referral], dict],
    **stated,
) -> dict:
    """Hand a referral in and return the answer as `show` gives it; the same key and body give the same answer again.

    Raises BodyDiffers; IntegrityError when the same key is being handled at this moment (nothing is kept twice);
    ValidationError for what the centre cannot take. `stated`: as for `Whole`.
    """
    digest = blind_index(body.decode("utf-8", "replace"), purpose="api body")
    known = ApiSubmission.objects.filter(organisation=organisation, idempotency_key=idempotency_key).first()
    if known is not None:
        if known.body_digest != digest:
            raise BodyDiffers
        return known.answer
    row = hand_in(organisation=organisation, by=by, whole=Whole(ticket=uuid.uuid4(), **stated))
    answer = show(row)
    ApiSubmission.objects.create(
        organisation=organisation, idempotency_key=idempotency_key, body_digest=digest, referral=row, answer=answer
    )
    return answer
