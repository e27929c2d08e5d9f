"""Pure: from a first date and a rhythm to the dates of a series, with a reason for every date that is passed over.

No Django and no database: what is closed on which day comes in as a function, and so does the time zone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

#: `shift` moves a date on by a week and continues from there; `keep` stays in the rhythm and leaves the date out.
Mode = Literal["shift", "keep"]

WEEK = timedelta(days=7)
#: More days than this between two meetings is worth a warning (planning.md, hard rule 11).
LONGEST_GAP_DAYS = 28
#: So many passed-over dates in a row mean that the calendar of closed days is wrong, not that the year is long.
MOST_SKIPPED_IN_A_ROW = 26


class NoOpenDay(ValueError):
    """Half a year without one open day: somebody's list of closed days cannot be right."""


class NoSuchMoment(ValueError):
    """This wall-clock time does not exist on that day: the clock jumps over it in spring."""


@dataclass(frozen=True)
class Skipped:
    """A date that the series passed over, and why, in words that a coordinator can read."""

    on: date
    reason: str


@dataclass(frozen=True)
class Gap:
    """Two meetings in a row that lie further apart than LONGEST_GAP_DAYS."""

    after: date
    before: date

    @property
    def days(self) -> int:
        return (self.before - self.after).days


@dataclass(frozen=True)
class Series:
    """The dates of all meetings in order, what was skipped on the way, and gaps that are long."""

    dates: tuple[date, ...]
    skipped: tuple[Skipped, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        pairs = zip(self.dates, self.dates[1:], strict=False)
        return tuple(Gap(one, two) for one, two in pairs if (two - one).days > LONGEST_GAP_DAYS)


def first_weekday(on_or_after: date, weekday: int) -> date:
    """The first date with this weekday (Monday is 0) on or after the given one."""
    return on_or_after + timedelta(days=(weekday - on_or_after.weekday()) % 7)


def make_series(
    *, first: date, count: int, rhythm_days: int = 14, closed: Callable[[date], str], mode: Mode = "shift"
) -> Series:
    """`count` open dates from `first` on; `closed(day)` answers the reason, or an empty string when the day is open.

    Raises NoOpenDay, and ValueError for a count or rhythm below one.
    """
    if count < 1 or rhythm_days < 1:
        raise ValueError("a series has at least one date and moves on by at least one day")
    step = WEEK if mode == "shift" else timedelta(days=rhythm_days)
    dates: list[date] = []
    skipped: list[Skipped] = []
    day, in_a_row = first, 0
    while len(dates) < count:
        reason = closed(day)
        if not reason:
            dates.append(day)
            day, in_a_row = day + timedelta(days=rhythm_days), 0
            continue
        skipped.append(Skipped(day, reason))
        in_a_row += 1
        if in_a_row > MOST_SKIPPED_IN_A_ROW:
            raise NoOpenDay(f"no open day after {first}")
        day += step
    return Series(tuple(dates), tuple(skipped))


def at_wall_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The aware moment at which a clock on the wall shows `at`; the first one when it shows it twice.

    Raises NoSuchMoment when the clock never shows it (02:30 on the last Sunday of March).
    """
    moment = datetime.combine(day, at, tzinfo=zone)
    if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise NoSuchMoment(f"{day} has no {at:%H:%M}")
    return moment


def moments(dates: Iterable[date], *, at: time, minutes: int, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Start and end of each meeting: the same time on the wall clock in summer and in winter."""
    starts = [at_wall_clock(day, at, zone) for day in dates]
    # Through UTC: adding to a local moment would ignore a clock change in between.
    utc = ZoneInfo("UTC")
    return [(start, (start.astimezone(utc) + timedelta(minutes=minutes)).astimezone(zone)) for start in starts]


def before(start: datetime, *, hours: int, zone: ZoneInfo) -> datetime:
    """`hours` before a meeting as people mean it: whole days go by the wall clock, the rest by real hours.

    "24 hours before" is the same time the day before, also when the clock changed in that night.
    """
    days, rest = divmod(hours, 24)
    local = start.astimezone(zone)
    day, at = local.date() - timedelta(days=days), local.time()
    try:
        moment = at_wall_clock(day, at, zone)
    except NoSuchMoment:
        # The jump ate this time: an hour later on the wall is the same real moment.
        moment = datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))
    return moment.astimezone(ZoneInfo("UTC")) - timedelta(hours=rest)


def ticks(start: datetime, end: datetime) -> range:
    """The quarters of an hour, counted since 1970 (UTC), that a meeting touches."""
    quarter = 15 * 60
    return range(int(start.timestamp()) // quarter, -(-int(end.timestamp()) // quarter))
