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
from dateutil import rrule
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Bytes, entries, repeating entries, days ahead, days away in the answer.
LARGEST = 500_000
MOST_ENTRIES = 2_000
MOST_REPEATING = 60
HORIZON_DAYS = 400
MOST_FOUND = 200
#: A series that began longer ago than this is not followed.
OLDEST_YEARS = 15
#: Which days a rule may pick, per rhythm. Other rules can search until the year 9999 without finding a day.
PICKS = {
    "DAILY": set(),
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
}
#: Processor time for one file.
MOST_SECONDS = 3
#: What a broken entry raises; it is left out.
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


def days_away(content: bytes, *, today: date, zone: ZoneInfo) -> list[Away]:
    """Everything that lies between today and the horizon, the first first. Raises ValidationError in plain words.

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
    begin, found = time_of_process(), []
    for entry in entries:
        found += _of(entry, today, last, zone, moved)
        if time_of_process() - begin > MOST_SECONDS:
            raise ValidationError({"file": _("This calendar holds too much. Export the coming year only.")})
    return sorted(set(found), key=lambda away: (away.since, away.until, away.title))[:MOST_FOUND]


def _moved(entries) -> set[tuple[str, date]]:
    """Single days of a series that got an entry of their own."""
    found = set()
    for entry in entries:
        with suppress(*BROKEN):
            found.add((str(entry.get("UID", "")), _day(entry["RECURRENCE-ID"].dt)))
    return found


def _of(entry, today: date, last: date, zone: ZoneInfo, moved: set) -> list[Away]:
    try:
        return _read(entry, today, last, zone, moved)
    except BROKEN:
        return []


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
    for begin in _starts(entry, start, today, last, length):
        if not own and (uid, _day(begin)) in moved:
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


def _starts(entry, start, today: date, last: date, length: timedelta) -> list:
    rule = entry.get("RRULE")
    if rule is None:
        return [start]
    if isinstance(rule, list) or _day(start).year < today.year - OLDEST_YEARS:
        return []
    rhythm = str((rule.get("FREQ") or [""])[0]).upper()
    picks = {key.upper() for key in rule if key.upper().startswith("BY")}
    if rhythm == "DAILY" and picks <= {"BYDAY"} and (rule.get("INTERVAL") or [1])[0] == 1:
        picks = set()
    if rhythm not in PICKS or not picks <= PICKS[rhythm]:
        return []
    plain = start if isinstance(start, datetime) else datetime.combine(start, time())
    aware, plain = plain.tzinfo, plain.replace(tzinfo=None)
    limited = {key: value for key, value in rule.items() if key not in ("UNTIL", "COUNT")}
    text = icalendar.vRecur(limited).to_ical().decode()
    count = int((rule.get("COUNT") or [0])[0])
    until = min((_day(value) for value in rule.get("UNTIL", ())), default=last)
    series = rrule.rrulestr(text, dtstart=plain).replace(
        until=datetime.combine(min(until, last), time.max), **({"count": None} if not count else {})
    )
    begins = list(series)[: count or None]
    first = datetime.combine(today, time()) - length - timedelta(days=1)
    kept = [begin for begin in begins if begin >= first and begin.date() not in _left_out(entry)]
    if not isinstance(start, datetime):
        return [begin.date() for begin in kept]
    return [begin.replace(tzinfo=aware) for begin in kept]


def _left_out(entry) -> set[date]:
    found = entry.get("EXDATE", [])
    return {_day(value.dt) for rows in (found if isinstance(found, list) else [found]) for value in rows.dts}


def _day(value) -> date:
    return value.date() if isinstance(value, datetime) else value
