"""Which doorbells ring before a session (features.md H1, H3). Asking again changes nothing: the key is unique."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from centre import clock
from centre.models import Child, Notice, Parent
from groups import planning
from groups.models import Placement, Recipe, Session
from groups.services.letters import reminder_key
from groups.states import GroupState

ZONE = ZoneInfo(settings.TIME_ZONE)
#: Reminders are put in the outbox shortly before they are due, so that little has to be taken back.
AHEAD = timedelta(minutes=15)


def queue_session_reminders() -> int:
    """Put every reminder that is due within AHEAD in the outbox, one per person; returns how many were new.

    Not for people who sat down after it was due, nor for a moment that was only fixed after it was due.
    """
    wanted = [row for session in _sessions() for row in _reminders(session)]
    known = set(Notice.objects.filter(key__in=[row.key for row in wanted]).values_list("key", flat=True))
    new = [row for row in wanted if row.key not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def due_at(session: Session, hours: int) -> datetime:
    return planning.before(session.starts_at, hours=hours, zone=ZONE)


def _sessions():
    """Sessions of the coming weeks in groups that have couples; cancelled ones ring for nobody."""
    now = clock.now()
    rows = Session.objects.standing().filter(
        starts_at__gt=now,
        starts_at__lt=now + timedelta(days=31),
        group__state__in=[GroupState.OPEN, GroupState.RUNNING],
    )
    return rows.select_related("group")


def _reminders(session: Session) -> list[Notice]:
    group = session.group
    families = group.reminder_hours if group.reminder_channel == Recipe.Channel.MAIL else []
    wanted = [(due, hours, _people) for hours, due in _due(session, families)]
    wanted += [(due, hours, _leads) for hours, due in _due(session, group.lead_reminder_hours)]
    people = {find: find(session) for _due_at, _hours, find in wanted}
    return [
        Notice(
            key=reminder_key(session, hours, user),
            kind=Notice.Kind.APPOINTMENT,
            recipient_id=user,
            path="/start/",
            due_at=due,
            not_after=session.starts_at,
        )
        for due, hours, find in wanted
        for user, since in people[find]
        if since <= due
    ]


def _due(session: Session, rule: list[int]) -> list[tuple[int, datetime]]:
    """The moments of a rule that are near, not from before this date was known."""
    soon = clock.now() + AHEAD
    moments = [(hours, due_at(session, hours)) for hours in rule]
    return [(hours, due) for hours, due in moments if session.known_since <= due <= soon]


def _people(session: Session) -> list[tuple[int, datetime]]:
    """Users of the parents, and of children with an account of their own, each with the moment they got the seat."""
    seats = dict(Placement.objects.during(session).values_list("case__family", "placed_at"))
    awake = Q(user__isnull=False, user__is_active=True)
    parents = Parent.objects.filter(awake, family__in=seats).values_list("user", "family")
    children = Child.objects.filter(awake, families__in=seats if session.group.with_children else [])
    pairs = [*parents, *children.values_list("user", "families")]
    return [(user, seats[family]) for user, family in pairs if family in seats]


def _leads(session: Session) -> list[tuple[int, datetime]]:
    """Who leads on this date, substitutes instead of whom they replace."""
    rows = session.leads.filter(therapist__user__is_active=True).values_list("therapist__user", flat=True)
    return [(user, session.known_since) for user in rows]
