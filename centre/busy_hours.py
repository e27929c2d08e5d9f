"""Whether somebody is needed elsewhere, asked by a room that plans of the rooms above it.

A room above may have `busy_hours.py` with `needs(user, starts_at, ends_at)`; found by name. It locks the person until the
end of the transaction, so that two who plan at the same moment cannot both find the hour free.
"""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre.models import User


def is_needed(user: User, starts_at: datetime, ends_at: datetime) -> bool:
    """Within a transaction: a room above has something for this person between these moments."""
    rooms = [room for room in settings.ROOMS if find_spec(f"{room}.busy_hours")]
    return any(import_module(f"{room}.busy_hours").needs(user, starts_at, ends_at) for room in rooms)
