"""Is a reminder of a session still wanted? Asked at the moment of sending (features.md H3)."""

from django.db.models import Q

from centre.models import Child, Parent
from groups.models import Placement, Session

PREFIX = "session-reminder:"


def over(keys: list[str]) -> set[str]:
    """Of these keys: sessions that moved, were cancelled or are gone, and people who have no seat any more."""
    facts = {key: [int(part) for part in key.removeprefix(PREFIX).split(":")] for key in keys}
    sessions = Session.objects.standing().in_bulk({session for session, *_rest in facts.values()})
    seated = {session.pk: _seated(session) for session in sessions.values()}
    return {
        key
        for key, (session, revision, _hours, user) in facts.items()
        if session not in sessions or sessions[session].revision != revision or user not in seated[session]
    }


def _seated(session: Session) -> set[int]:
    families = Placement.objects.during(session).values("case__family")
    parents = Parent.objects.filter(Q(user__isnull=False), family__in=families).values_list("user_id", flat=True)
    children = Child.objects.filter(Q(user__isnull=False), families__in=families).values_list("user_id", flat=True)
    leads = session.leads.values_list("therapist__user_id", flat=True)
    return {*parents, *children, *leads}
