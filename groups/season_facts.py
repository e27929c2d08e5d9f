"""What a season takes for granted: hours, and what is assumed while nobody knows better."""

import math
from collections.abc import Iterable
from datetime import date
from itertools import product

#: When groups meet: Tuesday to Thursday, a morning and an afternoon (domain.md 2); one group per therapist a day.
WEEKDAYS, TIMES = (1, 2, 3), ("09:30", "15:30")
#: How long a slot lasts that parents and therapists are asked about.
SLOT_MINUTES = 120
#: So many couples whose parents are kept apart can arrive at one location without meeting.
ARRIVALS_APART = 2
#: A season starts in one of so many weeks.
START_WEEKS = 4
#: What is assumed while nobody knows better; every page that shows a proposal says so.
ASSUMED_MINUTES, ASSUMED_CEILING, LEAD_MINUTES, HOME_MINUTES = 45, 2, 60, 25
#: Level of urgency for who goes before others by a decision; who was passed by so many seasons goes up one level.
PRIORITY, PASSED_BY_OFTEN = 2, 2
#: Reasons that are the couple's own: a season that ends on one of these passed nobody by.
NOT_READY = ("ready", "hold", "siblings")


def cells() -> list[str]:
    return [f"{weekday}-{at}" for weekday, at in product(WEEKDAYS, TIMES)]


def odd_weeks(dates: Iterable[date], day0: date) -> tuple[int, ...]:
    """Which of these days, since day 0, lie in an odd week as the calendar on the wall numbers them (ISO 8601)."""
    return tuple((day - day0).days for day in dates if day.isocalendar().week % 2)


def minutes_between(here: tuple[float, float] | None, there: tuple[float, float]) -> int:
    """Travel from a point (latitude, longitude) as the crow flies; HOME_MINUTES when the point is unknown."""
    if here is None:
        return HOME_MINUTES
    north = (here[0] - there[0]) * 111.2
    east = (here[1] - there[1]) * 111.2 * math.cos(math.radians(there[0]))
    return round(8 + 1.3 * math.hypot(north, east))
