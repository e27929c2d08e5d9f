"""Which doorbells ring before a session (features.md H1, H3). Asking again changes nothing: the key is unique."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

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
    by_mail = group.reminder_channel == Recipe.Channel.MAIL
    rules = {
        _parents: group.reminder_hours if by_mail else [],
        _children: group.child_reminder_hours if by_mail and group.with_children else [],
        _leads: group.lead_reminder_hours,
    }
    wanted = [(due, hours, find) for find, rule in rules.items() for hours, due in _due(session, rule)]
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


def _parents(session: Session) -> list[tuple[int, datetime]]:
    """Users of the parents, each with the moment they got the seat."""
    seats = _seats(session)
    rows = Parent.objects.filter(user__is_active=True, family__in=seats).values_list("user", "family")
    return [(user, seats[family]) for user, family in rows]


def _children(session: Session) -> list[tuple[int, datetime]]:
    """Children with an account of their own, each with the moment the family got the seat."""
    seats = _seats(session)
    rows = Child.objects.filter(user__is_active=True, families__in=seats).values_list("user", "families")
    return [(user, seats[family]) for user, family in rows if family in seats]


def _seats(session: Session) -> dict[int, datetime]:
    return dict(Placement.objects.during(session).values_list("case__family", "placed_at"))


def _leads(session: Session) -> list[tuple[int, datetime]]:
    """Who leads on this date, substitutes instead of whom they replace, each with the moment they were appointed."""
    return list(session.leads.filter(therapist__user__is_active=True).values_list("therapist__user", "since"))
