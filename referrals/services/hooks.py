"""Tell an organisation's own system that a referral has news: an outbox, signed, tried again, given up in the end.

What leaves is a reference and a stage. The receiver asks the interface for the rest, with its own key.
"""

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Organisation, User
from referrals import outward
from referrals.models import HookDelivery, Referral, WebHook

State = HookDelivery.State
#: A claim older than this belongs to a worker that died.
LEASE = timedelta(minutes=2)
#: Waits after a failed attempt; after the last one a coordinator is asked to look.
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)


def open_hook(*, organisation: Organisation, address: str, by: User) -> tuple[WebHook, str]:
    """Let news go to an address; returns the row and the secret, which is shown once. Raises ValidationError by field."""
    try:
        outward.check_address(address)
    except outward.NotAllowed as error:
        raise ValidationError({"address": _("Use a public address that begins with https://.")}) from error
    secret = secrets.token_urlsafe(32)
    return WebHook.objects.create(organisation=organisation, address=address, secret=secret, made_by=by), secret


@transaction.atomic
def end_hook(*, hook: WebHook) -> None:
    """Send nothing more to this address; what waits is dropped."""
    if hook.ended_at is None:
        hook.ended_at = clock.now()
        hook.save(update_fields=["ended_at"])
    HookDelivery.objects.filter(hook=hook, state__in=[State.NEW, State.DEAD]).update(state=State.DROPPED)


def queue_news(*, referral: Referral, stage: str, key: str, at: datetime) -> int:
    """Leave a row for each open web-hook of the organisation; the same key twice is once. Returns how many are new.

    A referral that was read with `has_hooks` (see `open_hooks`) and has none costs no question.
    """
    if not getattr(referral, "has_hooks", True):
        return 0
    hooks = list(WebHook.objects.filter(organisation=referral.organisation_id, ended_at=None))
    made = [
        HookDelivery.objects.get_or_create(
            key=f"{hook.reference}:{key}",
            defaults={"hook": hook, "referral": referral, "stage": stage, "happened_at": at, "due_at": clock.now()},
        )[1]
        for hook in hooks
    ]
    return sum(made)


def open_hooks() -> QuerySet[WebHook]:
    """For `Exists` on referrals: the web-hooks that want to hear of one."""
    return WebHook.objects.filter(organisation=OuterRef("organisation"), ended_at=None)


def claim_deliveries(*, limit: int = 20) -> list[HookDelivery]:
    """Mark due rows as being sent, so that no other worker takes them; a dead worker's claims come back."""
    now = clock.now()
    due = Q(state=State.NEW, due_at__lte=now) | Q(state=State.CLAIMED, claimed_at__lt=now - LEASE)
    with transaction.atomic():
        rows = HookDelivery.objects.filter(due).order_by("due_at", "pk").select_for_update(skip_locked=True)
        keys = [row.pk for row in rows[:limit]]
        HookDelivery.objects.filter(pk__in=keys).update(state=State.CLAIMED, claimed_at=now)
    return list(HookDelivery.objects.filter(pk__in=keys).select_related("hook", "referral").order_by("due_at", "pk"))


def deliver(*, delivery: HookDelivery) -> bool:
    """Send one claimed row; True when the receiver took it. Nothing is locked while the receiver thinks."""
    if delivery.hook.ended_at is not None:
        return _finish(delivery, State.DROPPED, None)
    body = body_of(delivery)
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tweehuis-webhook/1",
        "Tweehuis-Delivery": hashlib.sha256(delivery.key.encode()).hexdigest()[:32],
        "Tweehuis-Timestamp": stamp,
        "Tweehuis-Signature": f"v1={signature(delivery.hook.secret, stamp, body)}",
    }
    try:
        status = outward.post(delivery.hook.address, body, headers)
    except (OSError, outward.NotAllowed):
        status = 0
    if 200 <= status < 300:  # noqa: PLR2004  the receiver took it
        delivery.sent_at = clock.now()
        return _finish(delivery, State.SENT, status)
    return _retry(delivery, status)


def try_again(*, hook: WebHook) -> int:
    """Give up nothing: send what was given up once more, from now. Returns how many."""
    dead = HookDelivery.objects.filter(hook=hook, state=State.DEAD)
    return dead.update(state=State.NEW, attempts=0, due_at=clock.now())


def body_of(delivery: HookDelivery) -> bytes:
    """The message itself: a reference and a stage. `volgnummer` is the same for every attempt."""
    return json.dumps(
        {
            "volgnummer": hashlib.sha256(delivery.key.encode()).hexdigest()[:32],
            "referentie": delivery.referral.reference,
            "stand": delivery.stage,
            "moment": delivery.happened_at.isoformat(),
        }
    ).encode()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA-256 over the timestamp (seconds since 1970), a full stop and the body, in hexadecimal digits."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _retry(delivery: HookDelivery, status: int) -> bool:
    delivery.attempts += 1
    if delivery.attempts > len(RETRIES):
        return _finish(delivery, State.DEAD, status)
    delivery.due_at = clock.now() + RETRIES[delivery.attempts - 1]
    return _finish(delivery, State.NEW, status)


def _finish(delivery: HookDelivery, state: str, status: int | None) -> bool:
    delivery.state, delivery.last_status = state, status
    delivery.save(update_fields=["state", "last_status", "attempts", "due_at", "sent_at"])
    return state == State.SENT
