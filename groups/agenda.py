"""Appointments as a calendar file that tells nothing: a neutral title, an opaque UID, no people; a place only when asked for."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from centre import clock
from centre.fields import blind_index
from groups.selectors.appointments import Appointment

ZONE = ZoneInfo(settings.TIME_ZONE)


def calendar_of(appointments: Iterable[Appointment], *, user_id: int, with_place: bool = False) -> bytes:
    """A calendar (RFC 5545) with own appointments; a moved one keeps its UID and gets a higher SEQUENCE.

    `with_place`: the address of the location too, because this person asked for it (features.md G15).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tweehuis//Agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for appointment in appointments:
        calendar.add_component(_event(appointment, user_id, with_place))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def uid_of(appointment: Appointment, user_id: int) -> str:
    """The same for ever for this person and appointment; another person's UID of the same meeting differs."""
    return f"{blind_index(f'{appointment.reference}:{user_id}', purpose='calendar')[:32]}@tweehuis"


def _event(appointment: Appointment, user_id: int, with_place: bool) -> Event:
    event = Event()
    event.add("uid", uid_of(appointment, user_id))
    event.add("summary", _("Appointment"))
    event.add("dtstamp", clock.now())
    event.add("dtstart", appointment.arrives_at.astimezone(ZONE))
    event.add("dtend", appointment.ends_at.astimezone(ZONE))
    event.add("sequence", appointment.revision)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    if with_place and appointment.place:
        event.add("location", appointment.place)
    return event
