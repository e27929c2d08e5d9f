"""One session with everybody on it, for who leads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Q

from centre.models import User
from groups.models import Attendance, GroupNote, Placement, Session
from groups.people import Couple, Person, couples_of
from groups.selectors.sheets import barred


@dataclass
class RollCallLine:
    """One person on the roll call. `announced`: said beforehand not to come."""

    person: Person
    mark: str
    reason: str
    announced: bool = False
    #: A parent's own moment of arrival; a child comes with the session.
    arrives_at: datetime | None = None


@dataclass
class RollCall:
    """Everybody of one session, by couple."""

    session: Session
    couples: list[tuple[Couple, list[RollCallLine]]]
    notes: list[GroupNote]
    #: Left for this session by the one before it.
    handed_over: list[GroupNote]

    @property
    def lines(self) -> list[RollCallLine]:
        return [line for _couple, lines in self.couples for line in lines]

    @property
    def missing_consent(self) -> list[Couple]:
        return [couple for couple, _lines in self.couples if not couple.may_take_part]


def roll_call(session: Session, user: User) -> RollCall:
    """The people of this date with their marks; a family with which this user may not work is left out."""
    seats = Placement.objects.during(session).filter(~Exists(barred(user))).order_by("seat")
    arrivals, cases = {}, {}
    for case, parent, minutes in seats.values_list("case", "arrivals__parent", "arrivals__minutes_before"):
        cases[case] = True
        arrivals[parent] = minutes
    couples = couples_of(cases, [session.on], with_children=session.group.with_children)
    marks = {
        ("parent" if row.parent_id else "child", row.parent_id or row.child_id): row
        for row in session.attendances.all()
    }
    lines = []
    for pk in cases:
        people = [_line(person, marks.get((person.kind, person.pk)), session) for person in couples[pk].people]
        for line in people:
            early = arrivals.get(line.person.pk, 0) if line.person.kind == "parent" else 0
            line.arrives_at = session.starts_at - timedelta(minutes=early)
        lines.append((couples[pk], people))
    notes, handed_over = _notes(session)
    return RollCall(session, lines, notes, handed_over)


def _notes(session: Session) -> tuple[list[GroupNote], list[GroupNote]]:
    """Notes of this session, and what the session before it left for this one; one query."""
    before = Session.objects.standing().filter(group=session.group_id, starts_at__lt=session.starts_at)
    previous = Q(kind=GroupNote.Kind.HANDOVER, session__in=before.order_by("-starts_at").values("pk")[:1])
    rows = GroupNote.objects.filter(Q(session=session) | previous).select_related("written_by", "session")
    rows = list(rows.order_by("written_at"))
    own = [row for row in rows if row.session_id == session.pk]
    return own, [row for row in rows if row.session_id != session.pk]


def _line(person: Person, row: Attendance | None, session: Session) -> RollCallLine:
    if row is None:
        return RollCallLine(person, Attendance.Mark.PRESENT, "")
    return RollCallLine(person, row.mark, row.reason, announced=session.attendance_taken_at is None)
