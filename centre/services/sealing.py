"""Seal finished days of the access log; verify the seals, and the mark of every row (law.md R45).

A row that was changed or put in is named by its own mark, at once. That rows are missing shows in the seal of the day,
and before it within a quarter of an hour (centre/services/log_quarters.py). All take the portal's key: who owns the tables but not the key can make neither anew.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from centre import clock
from centre.models import AccessLog, AccessSeal
from centre.services import log_quarters

#: No day may be marked as pruned before (law.md R45).
KEEP_AT_LEAST = timedelta(days=5 * 365)
#: So many numbers of missing rows are told.
MOST_NAMED = 20


@dataclass
class Day:
    """What the rows of one day say now."""

    digest: str
    rows: int = 0
    last_id: int = 0
    #: Numbers of rows whose mark does not fit, or is missing.
    wrong: list[int] = field(default_factory=list)


@transaction.atomic
def seal_finished_days() -> int:
    """Seal every day before today that has no seal; returns how many days."""
    last = last_seal()
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
    """Name every row and every sealed day that was tampered with. Of a pruned day only the link of the chain is left."""
    previous = None
    for seal in AccessSeal.objects.order_by("day"):
        if seal.pruned_at is None:
            yield from _faults(seal, previous)
        elif seal.day >= clock.today() - KEEP_AT_LEAST:
            yield f"{seal.day}: marked as pruned before its term was over"
        previous = seal
    since = AccessLog.objects.filter(at__gte=bounds(previous.day)[1]) if previous else AccessLog.objects.all()
    for row in since.order_by("pk").iterator():
        if row.mark != row.right_mark():
            yield _named(row.pk, row.at)
    yield from log_quarters.faults_of_quarters()


def last_seal() -> AccessSeal | None:
    """The newest link of the chain."""
    return AccessSeal.objects.order_by("-day").first()


def _faults(seal: AccessSeal, previous: AccessSeal | None) -> Iterator[str]:
    day = _read(seal.day, previous)
    for pk in day.wrong:
        yield _named(pk, seal.day)
    if day.digest == seal.digest:
        return
    if day.rows < seal.row_count:
        gone = ", ".join(map(str, _missing(seal, previous))) or "unknown"
        yield f"{seal.day}: rows gone: {seal.row_count - day.rows}; numbers that are missing: {gone}"
    elif not day.wrong:
        yield f"{seal.day}: no row is wrong by its mark, but the seal, or the seal before it, does not fit"


def _named(pk: int, when: date | datetime) -> str:
    return f"{when:%Y-%m-%d}: row {pk} was changed or put in"


def _missing(seal: AccessSeal, previous: AccessSeal | None) -> list[int]:
    """Numbers between the last row of the day before and the last of this day that no row carries, the first few."""
    first = AccessLog.objects.filter(at__gte=bounds(seal.day)[0], pk__lte=seal.last_row_id).order_by("pk").first()
    start = previous.last_row_id + 1 if previous else first.pk if first else seal.last_row_id
    there = AccessLog.objects.filter(pk__gte=start, pk__lte=seal.last_row_id).order_by("pk")
    holes = log_quarters.gaps(start, seal.last_row_id, there.values_list("pk", flat=True).iterator())
    return list(islice((number for first, last in holes for number in range(first, last + 1)), MOST_NAMED))


def _seal(day: date, previous: AccessSeal | None) -> AccessSeal:
    found = _read(day, previous)
    return AccessSeal.objects.create(day=day, row_count=found.rows, last_row_id=found.last_id, digest=found.digest)


def _read(day: date, previous: AccessSeal | None) -> Day:
    start, end = bounds(day)
    link = f"seal|{day}|{previous.digest if previous else ''}"
    digest = hmac.new(settings.HASH_KEY.encode(), link.encode(), hashlib.sha256)
    found = Day("")
    for row in AccessLog.objects.filter(at__gte=start, at__lt=end).order_by("pk").iterator():
        facts = (row.pk, row.at, row.mark, *(getattr(row, name) for name in AccessLog.FACTS))
        digest.update("|".join(map(str, facts)).encode())
        found.rows, found.last_id = found.rows + 1, row.pk
        if row.mark != row.right_mark():
            found.wrong.append(row.pk)
    found.digest = digest.hexdigest()
    return found


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Amsterdam, and of the next."""
    return clock.start_of(day), clock.end_of(day)
