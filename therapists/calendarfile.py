"""Days away out of somebody's calendar file (RFC 5545): pure, no database. The file is read and thrown away.

A hostile file costs little: its size, its entries and what repeats are limited, and nothing beyond the horizon is made.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import process_time as time_of_process
from zoneinfo import ZoneInfo

import icalendar
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from therapists.recurrence import NotRead, day_of, starts

#: Bytes, entries, repeating entries, days ahead, days away and unread entries in the answer.
LARGEST = 500_000
MOST_ENTRIES = 2_000
MOST_REPEATING = 60
HORIZON_DAYS = 400
MOST_FOUND = 200
MOST_MISSED = 50
#: Processor time for one file.
MOST_SECONDS = 3
#: What a broken entry raises; it is left out, and its owner is told.
BROKEN = (
    ValueError,
    KeyError,
    AttributeError,
    TypeError,
    OverflowError,
    IndexError,
    RecursionError,
)


@dataclass(frozen=True)
class Away:
    """Days away, both included. `uid`: the entry's own identity, digested; `is_whole_day`: no hours were named."""

    since: date
    until: date
    uid: str
    title: str
    is_whole_day: bool


@dataclass(frozen=True)
class Missed:
    """An entry that was left out, or read in part. `day`: its first day, where that could be read; `why`: a sentence.

    `is_partly`: other days of it were read and stand among the days away.
    """

    title: str
    day: date | None
    why: str
    is_partly: bool = False


@dataclass(frozen=True)
class Reading:
    """What a file says. `is_cut`: there were more days away than are shown."""

    away: list[Away]
    missed: list[Missed]
    is_cut: bool = False


def read_calendar(content: bytes, *, today: date, zone: ZoneInfo) -> Reading:
    """Everything between today and the horizon, the first first, and what could not be read. Raises ValidationError.

    What is cancelled, or says that one stays available, is left out; names and places of entries are not kept.
    """
    if len(content) > LARGEST:
        raise ValidationError({"file": _("This calendar is too large. Export the coming year only.")})
    try:
        entries = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    except BROKEN as error:
        raise ValidationError({"file": _("This is not a calendar file (.ics).")}) from error
    if len(entries) > MOST_ENTRIES or sum("RRULE" in entry for entry in entries) > MOST_REPEATING:
        raise ValidationError({"file": _("This calendar holds too much. Export the coming year only.")})
    last = today + timedelta(days=HORIZON_DAYS)
    moved = _moved(entries)
    begin, found, missed = time_of_process(), [], []
    for entry in entries:
        found += _of(entry, today, last, zone, moved, missed)
        if time_of_process() - begin > MOST_SECONDS:
            raise ValidationError({"file": _("This calendar holds too much. Export the coming year only.")})
    rows = sorted(set(found), key=lambda away: (away.since, away.until, away.title))
    return Reading(rows[:MOST_FOUND], missed[:MOST_MISSED], len(rows) > MOST_FOUND)


def _moved(entries) -> set[tuple[str, date]]:
    """Single days of a series that got an entry of their own."""
    found = set()
    for entry in entries:
        with suppress(*BROKEN):
            found.add((str(entry.get("UID", "")), day_of(entry["RECURRENCE-ID"].dt)))
    return found


def _of(entry, today: date, last: date, zone: ZoneInfo, moved: set, missed: list[Missed]) -> list[Away]:
    """The days of one entry; what cannot be read is put with `missed`."""
    found = []
    try:
        found = _read(entry, today, last, zone, moved)
        why = _("It names single extra days. Those are left out.") if "RDATE" in entry else ""
    except NotRead as unread:
        why = str(unread)
    except BROKEN:
        why = _("Its days or hours are not written as a calendar file should.")
    if why:
        missed.append(Missed(str(entry.get("SUMMARY", ""))[:80], _first_day(entry), why, bool(found)))
    return found


def _first_day(entry) -> date | None:
    with suppress(*BROKEN):
        return day_of(entry["DTSTART"].dt)
    return None


def _read(entry, today: date, last: date, zone: ZoneInfo, moved: set) -> list[Away]:
    if entry.get("STATUS", "") == "CANCELLED" or entry.get("TRANSP", "") == "TRANSPARENT":
        return []
    start = entry["DTSTART"].dt
    length = _length(entry, start)
    whole = not isinstance(start, datetime)
    title = str(entry.get("SUMMARY", ""))[:80]
    uid = str(entry.get("UID", "")) or f"{start}{title}"
    own = "RECURRENCE-ID" in entry
    digest = hashlib.sha256(f"{uid}|{entry['RECURRENCE-ID'].dt if own else ''}".encode()).hexdigest()[:40]
    found = []
    for begin in starts(entry, start, today, last, length):
        if not own and (uid, day_of(begin)) in moved:
            continue
        since, until = _span(begin, length, zone)
        if since <= last and until >= today:
            found.append(Away(since, until, digest, title, whole))
    return found


def _length(entry, start) -> timedelta:
    if "DTEND" in entry:
        end = entry["DTEND"].dt
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise ValueError("an end of another kind than the start")
        return max(timedelta(), end - start)
    if "DURATION" in entry:
        return max(timedelta(), entry["DURATION"].dt)
    return timedelta() if isinstance(start, datetime) else timedelta(days=1)


def _span(begin, length: timedelta, zone: ZoneInfo) -> tuple[date, date]:
    """First and last day on the wall clock; a whole-day entry ends on the day before its end."""
    if not isinstance(begin, datetime):
        return begin, begin + max(timedelta(), length - timedelta(days=1))
    end = begin + length
    if begin.tzinfo is not None:
        begin, end = begin.astimezone(zone), end.astimezone(zone)
    if end > begin and end.time() == time(0):
        end -= timedelta(minutes=1)
    return begin.date(), end.date()
