"""One session with everybody on it, for who leads it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Q

from centre import taken_back
from centre.models import Consent, Dossier, User
from groups.models import Attendance, GroupNote, Placement, Session
from groups.people import Couple, Person, couples_of
from groups.selectors.sheets import barred


def seen(mark: str, reason: str) -> str:
    """A short word for what a page shows of one person. It comes back with the page, so that only what somebody changed is
    written. White space does not count: a field of one line loses it."""
    return hashlib.sha256(f"{mark}|{''.join(reason.split())}".encode()).hexdigest()[:12]


@dataclass
class RollCallLine:
    """One person on the roll call. `announced`: said beforehand not to come. `mark`: empty when the roll was called without.

    `held`: answers that were taken back and that nobody handled yet; until then there is no mark for this person.
    """

    person: Person
    mark: str
    reason: str
    announced: bool = False
    #: A parent's own moment of arrival; a child comes with the session.
    arrives_at: datetime | None = None
    held: Sequence[Consent] = ()

    @property
    def seen(self) -> str:
        return seen(self.mark, self.reason)


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
        """Couples of which a permission is missing, where no line says so itself."""
        rows = [(couple, any(line.held for line in lines)) for couple, lines in self.couples]
        return [couple for couple, is_told in rows if not (couple.may_take_part or is_told)]

    @property
    def held(self) -> int:
        """How many people cannot be marked yet."""
        return sum(1 for line in self.lines if line.held)


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
    held = taken_back.held_back(cases, before=session.starts_at)
    lines = []
    for pk in cases:
        people = [_line(person, marks.get(person.who), session) for person in couples[pk].people]
        for line in people:
            line.held = held.get(line.person.who, ())
            early = arrivals.get(line.person.pk, 0) if line.person.kind == "parent" else 0
            line.arrives_at = session.starts_at - timedelta(minutes=early)
        lines.append((couples[pk], people))
    notes, handed_over = _notes(session)
    return RollCall(session, lines, notes, handed_over)


def participant(session: Session, user: User, reference: str) -> tuple[Person, Couple, int] | None:
    """(person, couple, dossier id) of somebody of this date with whose family this user may work."""
    for couple, lines in roll_call(session, user).couples:
        for line in lines:
            if line.person.reference == reference:
                own = {"parent": line.person.pk} if line.person.kind == "parent" else {"child": line.person.pk}
                dossier = Dossier.objects.filter(kind=line.person.kind, **own).values_list("pk", flat=True)
                return line.person, couple, dossier.get()
    return None


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
        return RollCallLine(person, "" if session.attendance_taken_at else Attendance.Mark.PRESENT, "")
    return RollCallLine(person, row.mark, row.reason, announced=session.attendance_taken_at is None)
