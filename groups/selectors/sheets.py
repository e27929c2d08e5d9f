"""One group and one session in full, for the team."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Notice, User
from centre.models.notice import NoticeState
from groups.models import Group, Offer, Placement, Session
from groups.people import Couple, couples_of
from groups.selectors.marks import MarkLine, marks_of_group
from groups.selectors.warnings import warnings_of
from groups.states import GroupState
from therapists.models import Certificate


@dataclass
class Seat:
    """A couple in its place. `placement` is None for a free seat."""

    number: int
    placement: Placement | None = None
    couple: Couple | None = None
    #: The place is held for this couple while both parents think about it.
    offer: Offer | None = None


@dataclass(frozen=True)
class Lead:
    """Who leads one track of one session; the certificate was looked at on the session's own date."""

    therapist_id: int
    name: str
    role: str
    is_substitute: bool
    is_valid: bool


@dataclass
class GroupSheet:
    """Everything that the coordinator and the leads need of one group."""

    group: Group
    sessions: list[Session]
    seats: list[Seat]
    former: list[Seat]
    warnings: list[str] = field(default_factory=list)
    #: Sums of the roll calls, empty before the first.
    marks: list[MarkLine] = field(default_factory=list)

    @property
    def mark_labels(self) -> list[str]:
        """Short words, in the order of Attendance.Mark."""
        return [_("Present"), _("Late"), _("Told us"), _("Absent")]

    @property
    def team(self) -> list[Lead]:
        """Who leads as a rule: the team of the next session, or of the last one, substitutes aside."""
        session = self.next_session or (self.sessions[-1] if self.sessions else None)
        return [lead for lead in session.team if not lead.is_substitute] if session else []

    @property
    def taken(self) -> int:
        return sum(1 for seat in self.seats if seat.placement)

    @property
    def next_session(self) -> Session | None:
        ahead = (row for row in self.sessions if not row.cancelled_at and not row.is_over)
        return next(ahead, None)


def group_sheet(group: Group, *, reader: User | None = None) -> GroupSheet:
    """Sessions with leads and reminders, seats with couples, and what is not in order.

    With `reader` families with which this therapist may not work are left out.
    """
    sessions = _sessions_with_team(group)
    ahead = [row.on for row in sessions if not row.cancelled_at and not row.is_over]
    placements = Placement.objects.filter(group=group).select_related("case").order_by("seat", "placed_on")
    placements = list(placements.filter(~Exists(barred(reader))) if reader else placements)
    offers = [] if reader or group.state != GroupState.OPEN else list(group.offers.held())
    cases = [row.case_id for row in [*placements, *offers]]
    couples = couples_of(cases, ahead or [clock.today()], with_children=group.with_children)
    seats = {number: Seat(number) for number in range(1, group.couples + 1)}
    former = []
    for row in placements:
        seat = Seat(row.seat, row, couples[row.case_id])
        if row.ended_on is None or row.end == Placement.End.FINISHED:
            seats[row.seat] = seat
        else:
            former.append(seat)
    for offer in offers:
        seats[offer.seat] = Seat(offer.seat, couple=couples[offer.case_id], offer=offer)
    if reader is None:
        _count_reminders(group, sessions)
    sheet = GroupSheet(group, sessions, list(seats.values()), former)
    usual = {lead.therapist_id for lead in sheet.team}
    for row in sessions:
        row.has_usual_team = {lead.therapist_id for lead in row.team} == usual
    sheet.warnings = list(warnings_of(sheet))
    if group.state in (GroupState.RUNNING, GroupState.COMPLETED):
        sheet.marks = marks_of_group(group)
    return sheet


def _sessions_with_team(group: Group) -> list[Session]:
    """Every session with its rooms and `team`, by track and name; one query, one row per lead."""
    valid = Certificate.objects.valid_on(OuterRef("day")).filter(therapist=OuterRef("person"), role=OuterRef("role"))
    rows = group.sessions.select_related("parent_room", "child_room").annotate(
        day=TruncDate("starts_at"), person=F("leads__therapist"), name=F("leads__therapist__user__name"),
        role=F("leads__role"), stands_in=F("leads__is_substitute"), is_valid=Exists(valid),
    )  # fmt: skip
    found: dict[int, Session] = {}
    for row in rows.order_by("number", F("role").desc(nulls_last=True), "name"):
        session = found.setdefault(row.pk, row)
        session.team = getattr(session, "team", [])
        if row.person is not None:
            session.team.append(Lead(row.person, row.name, row.role, row.stands_in, row.is_valid))
    return list(found.values())


def barred(user: User):
    """For a row with a case: somebody with a conflict of interest sees nothing of that family."""
    return CareRelation.objects.active().filter(case=OuterRef("case"), user=user, kind=CareRelation.Kind.EXCLUDED)


def _count_reminders(group: Group, sessions: list[Session]) -> None:
    """Set `reminders_sent` and `reminders_waiting` on each session, for its present moment only."""
    # A day before the first one is due nothing can be in the outbox: nothing is asked then.
    ahead = timedelta(
        hours=max([*group.reminder_hours, *group.child_reminder_hours, *group.lead_reminder_hours, 0]) + 24
    )
    prefixes = {f"session-reminder:{row.pk}:{row.revision}": row for row in sessions}
    which = Q(pk=None)
    for prefix, row in prefixes.items():
        if row.starts_at - ahead <= clock.now():
            which |= Q(key__startswith=f"{prefix}:")
    counts = Counter()
    for key, state in Notice.objects.filter(which).values_list("key", "state") if which != Q(pk=None) else ():
        counts[key.rsplit(":", 2)[0], state] += 1
    for prefix, row in prefixes.items():
        row.reminders_sent = counts[prefix, NoticeState.SENT]
        row.reminders_waiting = counts[prefix, NoticeState.NEW] + counts[prefix, NoticeState.CLAIMED]
