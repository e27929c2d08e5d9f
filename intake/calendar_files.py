"""A calendar file that tells a passer-by nothing: a neutral word and a time (security reference 6)."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from centre import clock
from intake.models import TalkGuest

#: The only words in the file.
NEUTRAL = "Afspraak"


def of_talk(guest: TalkGuest) -> bytes:
    """One appointment of one guest; SEQUENCE rises when it moves, METHOD:CANCEL when it is off (RFC 5545)."""
    talk, zone = guest.talk, ZoneInfo(settings.TIME_ZONE)
    calendar = Calendar()
    calendar.add("prodid", "-//Afspraak//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if talk.cancelled_at else "PUBLISH")
    event = Event()
    event.add("uid", guest.reference)
    event.add("summary", NEUTRAL)
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("dtstart", guest.arrives_at.astimezone(zone))
    event.add("dtend", (guest.arrives_at + timedelta(minutes=talk.minutes)).astimezone(zone))
    event.add("sequence", talk.sequence)
    event.add("status", "CANCELLED" if talk.cancelled_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
