"""Partners keep their own offers current by a link (features.md E8)."""

import hashlib
from datetime import timedelta

from django.db import transaction

from centre import clock
from centre.fields import blind_index
from centre.models import User
from centre.references import new_reference
from referrals.models import HelpOffer, OfferLink
from referrals.services.letters import send_link

#: How long a partner's link works, in days; within that time it may be used more than once.
OFFER_LINK_DAYS = 30


class OfferLinkGone(Exception):
    """Unknown, or its time is over: the same answer."""


def offer_token(reference: str) -> str:
    """The secret of a link: follows from the reference and the portal's hash key, so that it is stored nowhere."""
    return blind_index(reference, purpose="offer link")


def ask_keeper(*, offer: HelpOffer, by: User | None) -> OfferLink | None:
    """Leave a link in the outbox for who keeps this offer; None without an address. Earlier links end."""
    if not offer.keeper_email:
        return None
    reference, now = new_reference("H"), clock.now()
    offer.links.filter(expires_at__gt=now).update(expires_at=now)
    digest = hashlib.sha256(offer_token(reference).encode()).hexdigest()
    expires_at = now + timedelta(days=OFFER_LINK_DAYS)
    return OfferLink.objects.create(
        reference=reference, offer=offer, token_digest=digest, asked_by=by, asked_at=now, expires_at=expires_at
    )


@transaction.atomic
def mail_offer_link(*, link: OfferLink) -> bool:
    """Send the link once; False when it was sent, or the mail server is away (the next round tries again)."""
    row = OfferLink.objects.select_for_update(of=("self",)).select_related("offer").get(pk=link.pk)
    if row.mailed_at is not None:
        return False
    if not send_link(
        kind="offer", to=row.offer.keeper_email, name="referrals:keep-offer", token=offer_token(row.reference)
    ):
        return False
    row.mailed_at = clock.now()
    row.save(update_fields=["mailed_at"])
    return True


def find_offer_link(*, token: str) -> OfferLink:
    """The open link. Raises OfferLinkGone."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    rows = OfferLink.objects.filter(token_digest=digest, expires_at__gt=clock.now(), offer__is_active=True)
    row = rows.select_related("offer").first()
    if row is None:
        raise OfferLinkGone
    return row


@transaction.atomic
def keep_offer(*, link: OfferLink, facts: dict) -> None:
    """The partner's own facts of today. `facts`: target_group, min_age, max_age, waiting_weeks, cost, funding, contact."""
    offer = HelpOffer.objects.select_for_update().get(pk=link.offer_id)
    for name in ("target_group", "min_age", "max_age", "waiting_weeks", "cost", "funding", "contact"):
        setattr(offer, name, facts[name])
    offer.checked_on = clock.today()
    offer.save()
    if link.used_at is None:
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
