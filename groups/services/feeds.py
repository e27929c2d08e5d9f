"""A parent's secret calendar address: shown once, kept as a digest, gone when revoked (features.md G15)."""

import hashlib
import secrets

from django.db import transaction

from centre import clock
from centre.models import User
from groups.models import CalendarFeed


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, user: User, with_place: bool = False) -> str:
    """A new address; an earlier one stops working. Returns the token, which cannot be read again later.

    `with_place`: also where the appointment is, because this person asked for it.
    """
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"token_digest": digest(token), "with_place": with_place, "created_at": clock.now()}
    )
    return token


def revoke_feed(*, user: User) -> None:
    """From now on the address answers 404."""
    CalendarFeed.objects.filter(user=user).delete()


def find_feed(*, token: str) -> CalendarFeed | None:
    """The feed behind an address, if it still works: a change of contact ends it (security reference AC06)."""
    return CalendarFeed.objects.alive().filter(token_digest=digest(token)).select_related("user").first()
