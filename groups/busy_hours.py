"""Sessions that somebody leads, and meetings of the own groups (centre/busy_hours.py)."""

from datetime import datetime

from centre.models import User
from groups.models import Occupancy
from groups.planning import ticks
from groups.services import engagements
from therapists.models import Therapist


def needs(user: User, starts_at: datetime, ends_at: datetime) -> bool:
    """Locks the therapist; nothing for who is not in the register."""
    person = Therapist.objects.filter(user=user).first()
    if person is None:
        return False
    engagements.lock([person])
    led = Occupancy.objects.filter(therapist=person, tick__in=list(ticks(starts_at, ends_at)))
    return led.exists() or bool(engagements.meetings_of([person], [(starts_at, ends_at)]))
