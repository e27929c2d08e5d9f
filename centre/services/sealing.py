"""Seal finished days of the access log, and verify the seals (law.md R45)."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from centre import clock
from centre.models import AccessLog, AccessSeal

#: No day may be marked as pruned before (law.md R45).
KEEP_AT_LEAST = timedelta(days=5 * 365)
FIELDS = (
    "pk", "at", "actor_id", "audience", "organisation", "action", "case_id", "dossier_id",
    "label", "ground", "purpose", "succeeded", "request_id",
)  # fmt: skip


@transaction.atomic
def seal_finished_days() -> int:
    """Seal every day before today that has no seal; returns how many days."""
    last = AccessSeal.objects.order_by("-day").first()
    first_row = AccessLog.objects.order_by("at").first()
    if first_row is None:
        return 0
    day = last.day + timedelta(days=1) if last else timezone.localdate(first_row.at)
    sealed = 0
    while day < clock.today():
        last = _seal(day, last)
        day, sealed = day + timedelta(days=1), sealed + 1
    return sealed


def broken_seals() -> Iterator[str]:
    """Name every sealed day whose rows or chain no longer fit. Of a pruned day only the link of the chain is left."""
    previous = None
    for seal in AccessSeal.objects.order_by("day"):
        if seal.pruned_at is not None:
            if seal.day >= clock.today() - KEEP_AT_LEAST:
                yield f"{seal.day}: marked as pruned before its term was over"
            previous = seal
            continue
        digest, count, _last_id = _digest(seal.day, previous)
        if digest != seal.digest:
            yield f"{seal.day}: {count} rows now, {seal.row_count} when sealed; the seal does not fit"
        previous = seal


def _seal(day: date, previous: AccessSeal | None) -> AccessSeal:
    digest, count, last_id = _digest(day, previous)
    return AccessSeal.objects.create(day=day, row_count=count, last_row_id=last_id, digest=digest)


def _digest(day: date, previous: AccessSeal | None) -> tuple[str, int, int]:
    start, end = bounds(day)
    digest = hashlib.sha256((previous.digest if previous else "").encode())
    count = last_id = 0
    for values in AccessLog.objects.filter(at__gte=start, at__lt=end).order_by("pk").values_list(*FIELDS).iterator():
        digest.update("|".join(map(str, values)).encode())
        count, last_id = count + 1, values[0]
    return digest.hexdigest(), count, last_id


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Amsterdam, and of the next."""
    ends = (datetime.combine(day + timedelta(days=ahead), time.min) for ahead in (0, 1))
    start, end = map(timezone.make_aware, ends)
    return start, end
