"""Which days a repeating entry of a calendar file falls on (RFC 5545, RRULE): pure, and never without an end."""

from datetime import date, datetime, time, timedelta

import icalendar
from dateutil import rrule
from django.utils.translation import gettext as _

#: A series that began longer ago than this is not followed.
OLDEST_YEARS = 15
#: Which days a rule may pick, per rhythm. Other rules can search until the year 9999 without finding a day.
PICKS = {
    "DAILY": set(),
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
}


class NotRead(Exception):
    """This rhythm is not read; the text says why, for the owner of the calendar."""


def starts(entry, start, today: date, last: date, length: timedelta) -> list:
    """Every begin between today and the last day. Raises NotRead for a rhythm that this house does not follow."""
    rule = entry.get("RRULE")
    if rule is None:
        return [start]
    if isinstance(rule, list):
        raise NotRead(_("It repeats by more than one rule at once."))
    until = min((day_of(value) for value in rule.get("UNTIL", ())), default=last)
    if until + length < today:
        return []
    if day_of(start).year < today.year - OLDEST_YEARS:
        raise NotRead(_("It began more than fifteen years ago."))
    _check_rhythm(rule)
    begins = _series(rule, start, min(until, last))
    first = datetime.combine(today, time()) - length - timedelta(days=1)
    skipped = _left_out(entry)
    kept = [begin for begin in begins if begin >= first and begin.date() not in skipped]
    if not isinstance(start, datetime):
        return [begin.date() for begin in kept]
    return [begin.replace(tzinfo=start.tzinfo) for begin in kept]


def day_of(value) -> date:
    return value.date() if isinstance(value, datetime) else value


def _check_rhythm(rule) -> None:
    rhythm = str((rule.get("FREQ") or [""])[0]).upper()
    picks = {key.upper() for key in rule if key.upper().startswith("BY")}
    if rhythm == "DAILY" and picks <= {"BYDAY"} and (rule.get("INTERVAL") or [1])[0] == 1:
        picks = set()
    if rhythm not in PICKS or not picks <= PICKS[rhythm]:
        text = icalendar.vRecur(rule).to_ical().decode()[:120]
        raise NotRead(_("It repeats in a way that we do not read (%(rule)s).") % {"rule": text})


def _series(rule, start, until: date) -> list[datetime]:
    """Begins on the wall clock, without their time zone."""
    plain = start if isinstance(start, datetime) else datetime.combine(start, time())
    limited = {key: value for key, value in rule.items() if key not in ("UNTIL", "COUNT")}
    text = icalendar.vRecur(limited).to_ical().decode()
    count = int((rule.get("COUNT") or [0])[0])
    series = rrule.rrulestr(text, dtstart=plain.replace(tzinfo=None)).replace(
        until=datetime.combine(until, time.max), **({"count": None} if not count else {})
    )
    return list(series)[: count or None]


def _left_out(entry) -> set[date]:
    found = entry.get("EXDATE", [])
    return {day_of(value.dt) for rows in (found if isinstance(found, list) else [found]) for value in rows.dts}
