"""Seal the log of who looked every quarter of an hour, by number, so that a removed row shows the same day (law.md R45).

Each seal takes the portal's key, the marks of the rows since the seal before it, and that seal. A number that was given
out and that no row carried at the time of the seal is kept beside it: numbers are given out one after the other, so that
removing a row within its quarter leaves a hole. The seal of the day (centre/services/sealing.py) stays what it was.

What this cannot notice: that the owner of the tables takes away the newest rows *and* sets the counter of the numbers
back, before the next seal; that the newest seals go together with all rows since (keep the last line of `verify_log`
elsewhere); that a row was never written. And a hole that was there at the seal does not tell why. On PostgreSQL it is a
row that was never finished (an undone transaction, or a crash of the database: 32 numbers at most), or a row that the
owner of the tables took away within its quarter: these two look the same. So it is a remark, said each time, and no fault;
somebody reads what it names. On SQLite an undone transaction gives its numbers back: there a hole is a removed row. A row
that was there at the seal and is gone now is a fault, always. A row that only comes in after the seal of its number, from
a transaction that was still busy, closes the hole: its own mark says that it is genuine.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from centre.models import AccessLog, AccessQuarter, AccessSeal

#: First and last number of a row of numbers.
Range = tuple[int, int]
#: So many holes are told.
MOST_NAMED = 20
LAST_NUMBER = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = 'centre_accesslog'",
    "postgresql": "SELECT pg_sequence_last_value(pg_get_serial_sequence('centre_accesslog', 'id')::regclass)",
}


def seal_quarter() -> int:
    """Seal what was written since the last seal; returns how many rows. Twice, or by two at once, is once."""
    previous = AccessQuarter.objects.order_by("-first_row_id").first()
    first, last = _first_number(previous), _last_number()
    if first is None or last < first:
        return 0
    holes = list(gaps(first, last, _numbers(first, last)))
    facts = _sealed(first, last, holes, previous)
    _row, is_new = AccessQuarter.objects.get_or_create(first_row_id=first, defaults=facts)
    return facts["row_count"] if is_new else 0


def faults_of_quarters() -> Iterator[str]:
    """Name every row that went after its quarter was sealed, and every seal that does not fit."""
    for quarter, previous in _kept():
        yield from _faults(quarter, previous)


def remarks_of_quarters() -> Iterator[str]:
    """Name the numbers that had no row when their quarter was sealed, and have none now: no fault by itself."""
    for quarter, _previous in _kept():
        first, last = quarter.first_row_id, quarter.last_row_id
        now = list(gaps(first, last, _numbers(first, last)))
        gone = list(without(now, _holes(quarter)))
        if never := list(without(now, gone)):
            yield f"{_when(quarter)}: numbers without a row already when the quarter was sealed: {_named(never)}"


def last_quarter() -> AccessQuarter | None:
    """The newest link of the chain."""
    return AccessQuarter.objects.order_by("-first_row_id").first()


def gaps(first: int, last: int, there: Iterable[int]) -> Iterator[Range]:
    """The numbers from first to last that are not there; `there` in order."""
    for number in there:
        if first < number:
            yield first, number - 1
        first = number + 1
    if first <= last:
        yield first, last


def without(ranges: Iterable[Range], others: list[Range]) -> Iterator[Range]:
    """What of these ranges lies in none of the others; both in order."""
    for first, last in ranges:
        start = first
        for low, high in others:
            if high >= start and low <= last:
                if low > start:
                    yield start, low - 1
                start = high + 1
        if start <= last:
            yield start, last


def _kept() -> Iterator[tuple[AccessQuarter, AccessQuarter | None]]:
    """The quarters of which the rows were not pruned after their term, each with the one before it."""
    pruned = AccessSeal.objects.exclude(pruned_at=None).aggregate(last=Max("last_row_id"))["last"] or 0
    previous = None
    for quarter in AccessQuarter.objects.order_by("first_row_id"):
        if quarter.first_row_id > pruned:
            yield quarter, previous
        previous = quarter


def _faults(quarter: AccessQuarter, previous: AccessQuarter | None) -> Iterator[str]:
    first, last, when = quarter.first_row_id, quarter.last_row_id, _when(quarter)
    if previous and first != previous.last_row_id + 1:
        yield f"{when}: the seal of the quarter before it is gone"
    holes = _holes(quarter)
    gone = list(without(gaps(first, last, _numbers(first, last)), holes))
    if gone:
        yield f"{when}: rows gone after their quarter was sealed; numbers that are missing: {_named(gone)}"
    elif not hmac.compare_digest(_sealed(first, last, holes, previous)["digest"], quarter.digest):
        yield f"{when}: no row is gone, but the seal of this quarter, or the one before it, does not fit"


def _when(quarter: AccessQuarter) -> str:
    return f"{timezone.localtime(quarter.sealed_at):%Y-%m-%d %H:%M}"


def _holes(quarter: AccessQuarter) -> list[Range]:
    return [tuple(hole) for hole in quarter.holes]


def _sealed(first: int, last: int, holes: list[Range], previous: AccessQuarter | None) -> dict:
    """The seal that fits the rows as they are now; rows that closed a hole are no part of it."""
    link = f"quarter|{first}|{last}|{holes}|{previous.digest if previous else ''}"
    digest, count = hmac.new(settings.HASH_KEY.encode(), link.encode(), hashlib.sha256), 0
    late = iter(holes)
    hole = next(late, None)
    for number, mark in _rows(first, last).values_list("pk", "mark").iterator():
        while hole and hole[1] < number:
            hole = next(late, None)
        if hole and hole[0] <= number:
            continue
        digest.update(f"{number}:{mark};".encode())
        count += 1
    return {"last_row_id": last, "row_count": count, "holes": holes, "digest": digest.hexdigest()}


def _first_number(previous: AccessQuarter | None) -> int | None:
    """After the last quarter, else after the last sealed day, else the first row; None while there is none."""
    if previous:
        return previous.last_row_id + 1
    if last_day := AccessSeal.objects.order_by("-day").first():
        return last_day.last_row_id + 1
    return AccessLog.objects.order_by("pk").values_list("pk", flat=True).first()


def _last_number() -> int:
    """The last number that was given out, also when its row is not there."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_NUMBER[connection.vendor])
        given = cursor.fetchone()
    return max(given[0] if given and given[0] else 0, AccessLog.objects.aggregate(last=Max("pk"))["last"] or 0)


def _rows(first: int, last: int) -> QuerySet[AccessLog]:
    return AccessLog.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")


def _numbers(first: int, last: int) -> Iterator[int]:
    return _rows(first, last).values_list("pk", flat=True).iterator()


def _named(ranges: list[Range]) -> str:
    told = [f"{first}" if first == last else f"{first}-{last}" for first, last in islice(ranges, MOST_NAMED)]
    return ", ".join(told) + (", ..." if len(ranges) > MOST_NAMED else "")
