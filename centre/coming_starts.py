"""When places come free, for an honest month on the pages of who waits (features.md B8).

A room above that plans starts may have `coming_starts.py` with `starts_for(case)`; found by name.
"""

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre.models import Case


@dataclass(frozen=True)
class Start:
    """A planned start. `free`: places for this couple that nobody else has or is thinking about."""

    on: date
    free: int


def coming_starts(case: Case) -> list[Start]:
    """Of all rooms, for a couple that waits, the soonest first."""
    rooms = [room for room in settings.ROOMS if find_spec(f"{room}.coming_starts")]
    found = [start for room in rooms for start in import_module(f"{room}.coming_starts").starts_for(case)]
    return sorted(found, key=lambda start: start.on)
