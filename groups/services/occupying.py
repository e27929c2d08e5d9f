"""Rooms and therapists are never needed twice at one moment: quarters of an hour as rows, unique on every engine (G5)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups import planning
from groups.models import Group, Occupancy, Session, SessionLead
from groups.refusals import Taken
from groups.selectors.teams import free_rooms
from groups.services import engagements
from therapists.models import Practice, Room, Therapist


def occupy(*, group: Group, sessions: list[Session], therapists: list[Therapist], rooms: bool = True) -> None:
    """Take each quarter of an hour of these people and of the sessions' rooms. Raises Taken with names and dates."""
    # The way between two locations is in no quarter of an hour, nor are talks and meetings.
    engagements.lock(therapists)
    wanted = {tick: session for session in sessions for tick in planning.ticks(session.starts_at, session.ends_at)}
    room_ids = {pk for row in sessions for pk in row.room_ids} if rooms else set()
    _check_free(wanted, room_ids, therapists)
    _check_travel(group, sessions, therapists)
    spans = [(session.starts_at, session.ends_at) for session in sessions]
    if spans and therapists:
        engagements.check_sessions(spans=spans, therapists=therapists, group=group)
    rows = [
        Occupancy(session=session, tick=tick, **{kind: thing})
        for tick, session in wanted.items()
        for kind, thing in [
            *[("room_id", pk) for pk in (session.room_ids if rooms else ())],
            *[("therapist_id", therapist.pk) for therapist in therapists],
        ]
    ]
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Taken(_("Somebody else took a room or a therapist at the same moment. Try again.")) from error


@transaction.atomic
def occupy_room(*, room: Room, practice: Practice, starts_at: datetime, ends_at: datetime, **occasion) -> None:
    """Take a room of the group's location for what is held beside the sessions; `occasion`: gathering=… or voice=….

    The same quarters as those of the sessions, so that neither doubles the other. Raises Taken by field.
    """
    if room.practice_id != practice.pk:
        raise Taken({"room": _("Choose a room of this location.")})
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    ticks = planning.ticks(starts_at, ends_at)
    if Occupancy.objects.filter(room=room, tick__in=list(ticks)).exists():
        raise Taken({"room": _taken(room, practice, starts_at, ends_at)})
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(Occupancy(room=room, tick=tick, **occasion) for tick in ticks)
    except IntegrityError as error:
        raise Taken({"room": _("Somebody else took this room at the same moment. Choose again.")}) from error


@transaction.atomic
def occupy_people(*, therapists: list[Therapist], starts_at: datetime, ends_at: datetime, **occasion) -> None:
    """Take the time of who holds a talk; `occasion`: voice=…. Raises Taken with names and dates."""
    engagements.check_talk(span=(starts_at, ends_at), therapists=therapists)
    ticks = planning.ticks(starts_at, ends_at)
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(
                Occupancy(therapist=one, tick=tick, **occasion) for one in therapists for tick in ticks
            )
    except IntegrityError as error:
        raise Taken(_("Somebody else took a room or a therapist at the same moment. Try again.")) from error


def _taken(room: Room, practice: Practice, starts_at: datetime, ends_at: datetime) -> str:
    left = ", ".join(str(one) for one in free_rooms(practice=practice, spans=[(starts_at, ends_at)]))
    if left:
        return _("%(room)s is taken at that moment. Free then: %(rooms)s.") % {"room": room, "rooms": left}
    return _("%(room)s is taken at that moment, and so is every other room here.") % {"room": room}


def _check_free(wanted: dict, room_ids: set, therapists: list[Therapist]) -> None:
    things = Q(room__in=room_ids) | Q(therapist__in=therapists)
    rows = Occupancy.objects.filter(things, tick__in=list(wanted))
    clashes = {
        (room or person, wanted[tick].on)
        for room, person, tick in rows.values_list("room__name", "therapist__user__name", "tick")
    }
    if clashes:
        raise Taken(
            [
                _("%(what)s is already taken on %(date)s.") % {"what": what, "date": date_format(day, "l j F Y")}
                for what, day in sorted(clashes, key=lambda clash: (clash[1], clash[0]))
            ]
        )


def _check_travel(group: Group, sessions: list[Session], therapists: list[Therapist]) -> None:
    """Between two locations somebody needs time to travel."""
    gap = timedelta(minutes=settings.TRAVEL_GAP_MINUTES)
    if not sessions or not therapists:
        return
    first, last = min(row.starts_at for row in sessions) - gap, max(row.ends_at for row in sessions) + gap
    elsewhere = SessionLead.objects.filter(
        therapist__in=therapists, session__cancelled_at=None, session__ends_at__gt=first, session__starts_at__lt=last
    ).exclude(session__group__practice=group.practice_id)
    rows = elsewhere.values_list("therapist__user__name", "session__starts_at", "session__ends_at")
    for name, start, end in rows:
        for session in sessions:
            if start < session.ends_at + gap and end > session.starts_at - gap:
                raise Taken(
                    _("%(name)s cannot be in time: there is a meeting elsewhere on %(date)s.")
                    % {"name": name, "date": date_format(session.on, "l j F Y")}
                )
