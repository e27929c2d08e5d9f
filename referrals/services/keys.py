"""Keys of partners' systems: made, shown once, renewed with overlap, ended."""

import secrets
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.fields import blind_index
from centre.models import Membership, Organisation, User
from referrals.models import ApiKey

#: How long the old key still works beside the new one, in days.
OVERLAP_DAYS = 14
#: The longest life of a key, in days.
LONGEST_DAYS = 366
#: The moment of the last use is written once in this time: a write per request would be waste.
USED_EVERY = timedelta(minutes=5)


class KeyRefused(Exception):
    """Unknown, ended, over its date, or without a responsible person: the same answer for all (no oracle)."""


def digest(secret: str) -> str:
    return blind_index(secret, purpose="api key")


@transaction.atomic
def make_key(
    *, organisation: Organisation, responsible: User, label: str, ends_on: date, by: User
) -> tuple[ApiKey, str]:
    """A new key; returns the row and the whole key, which is shown once and kept nowhere.

    Raises ValidationError by field when the person does not refer for this organisation, or the date does not fit.
    """
    hats = Membership.objects.active().filter(audience=Audience.REFERRER, organisation=organisation)
    if not hats.filter(user=responsible).exists():
        raise ValidationError({"responsible": _("Choose somebody who refers for this organisation now.")})
    if not clock.today() <= ends_on <= clock.today() + timedelta(days=LONGEST_DAYS):
        raise ValidationError({"ends_on": _("Choose a day within a year from now.")})
    secret = secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        organisation=organisation,
        responsible=responsible,
        label=label,
        digest=digest(secret),
        made_by=by,
        ends_on=ends_on,
    )
    return row, f"{row.reference}.{secret}"


@transaction.atomic
def rotate_key(*, key: ApiKey, by: User) -> tuple[ApiKey, str]:
    """A successor with the same life ahead; the old key works two weeks more. Raises ValidationError for an ended key."""
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if not row.works:
        raise ValidationError(_("This key has ended. Make a new one."))
    life = max(timedelta(days=90), row.ends_on - clock.today())
    successor = make_key(
        organisation=row.organisation,
        responsible=row.responsible,
        label=row.label,
        ends_on=clock.today() + min(life, timedelta(days=LONGEST_DAYS)),
        by=by,
    )
    row.ends_on = min(row.ends_on, clock.today() + timedelta(days=OVERLAP_DAYS))
    row.save(update_fields=["ends_on"])
    return successor


def end_key(*, key: ApiKey) -> None:
    """From now on it opens nothing; twice is the same as once."""
    if key.ended_at is None:
        key.ended_at = clock.now()
        key.save(update_fields=["ended_at"])


def holder_of(*, key: str) -> ApiKey:
    """The row of a whole key that may be used now, with its organisation and person. Raises KeyRefused.

    The responsible person must refer for the organisation today: who changes employer takes no key along.
    """
    reference, _dot, secret = key.partition(".")
    rows = ApiKey.objects.working().select_related("organisation", "responsible")
    row = rows.filter(reference=reference, digest=digest(secret)).first()
    if row is None or not row.responsible.is_active:
        raise KeyRefused
    if row.organisation_id not in row.responsible.organisations_as(Audience.REFERRER):
        raise KeyRefused
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at > USED_EVERY:
        row.last_used_at = now
        row.save(update_fields=["last_used_at"])
    return row
