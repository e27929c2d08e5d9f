"""One group and one session in full, for the team."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Notice, SchoolHoliday, User
from centre.models.notice import NoticeState
from groups.models import Attendance, Group, GroupNote, Offer, Placement, Session, SessionLead
from groups.people import Couple, Person, couples_of
from groups.states import GroupState
from therapists.models import Certificate
from therapists.states import Role


@dataclass
class Seat:
    """A couple in its place. `placement` is None for a free seat."""

    number: int
    placement: Placement | None = None
    couple: Couple | None = None
    #: The place is held for this couple while both parents think about it.
    offer: Offer | None = None


@dataclass
class GroupSheet:
    """Everything that the coordinator and the leads need of one group."""

    group: Group
    sessions: list[Session]
    seats: list[Seat]
    former: list[Seat]
    warnings: list[str] = field(default_factory=list)

    @property
    def team(self) -> list[SessionLead]:
        """Who leads as a rule: the team of the next session, or of the last one, substitutes aside."""
        session = self.next_session or (self.sessions[-1] if self.sessions else None)
        return [lead for lead in session.leads.all() if not lead.is_substitute] if session else []

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
    leads = Prefetch("leads", _leads_with_validity())
    sessions = list(
        group.sessions.select_related("parent_room", "child_room").prefetch_related(leads).order_by("number")
    )
    ahead = [row.on for row in sessions if not row.cancelled_at and not row.is_over]
    placements = Placement.objects.filter(group=group).select_related("case").order_by("seat", "placed_on")
    placements = list(placements.filter(~Exists(_barred(reader))) if reader else placements)
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
    _count_reminders(group, sessions)
    sheet = GroupSheet(group, sessions, list(seats.values()), former)
    usual = {lead.therapist_id for lead in sheet.team}
    for row in sessions:
        row.has_usual_team = {lead.therapist_id for lead in row.leads.all()} == usual
    sheet.warnings = list(_warnings(sheet))
    return sheet


def _leads_with_validity():
    """Leads by track and name, each with `is_valid`: the certificate counts on the session's own date."""
    valid = Certificate.objects.valid_on(OuterRef("on")).filter(therapist=OuterRef("therapist"), role=OuterRef("role"))
    rows = SessionLead.objects.select_related("therapist__user").order_by("-role", "therapist__user__name")
    return rows.annotate(on=TruncDate("session__starts_at"), is_valid=Exists(valid))


def roles_of(group: Group) -> list[str]:
    """The roles that a group needs: a group for parents only has no child therapists."""
    return [role for role in Role.values if group.with_children or role == Role.PARENT_LEAD]


def missing_leads(group: Group) -> list[int]:
    """Numbers of the sessions to come in which a track has too few leads."""
    ahead = group.sessions.standing().filter(ends_at__gt=clock.now())
    counts = {f"n_{role}": Count("leads", filter=Q(leads__role=role)) for role in roles_of(group)}
    short = Q()
    for name in counts:
        short |= Q(**{f"{name}__lt": group.leads_per_track})
    return list(ahead.annotate(**counts).filter(short).order_by("number").values_list("number", flat=True))


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
    seats = Placement.objects.during(session).filter(~Exists(_barred(user))).order_by("seat")
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


def _barred(user: User):
    """Somebody with a conflict of interest sees nothing of that family."""
    return CareRelation.objects.active().filter(case=OuterRef("case"), user=user, kind=CareRelation.Kind.EXCLUDED)


def _line(person: Person, row: Attendance | None, session: Session) -> RollCallLine:
    if row is None:
        return RollCallLine(person, Attendance.Mark.PRESENT, "")
    return RollCallLine(person, row.mark, row.reason, announced=session.attendance_taken_at is None)


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


def _warnings(sheet: GroupSheet):
    group = sheet.group
    if group.state in (GroupState.COMPLETED, GroupState.CANCELLED):
        return
    ahead = [row for row in sheet.sessions if not row.cancelled_at and not row.is_over]
    for row in ahead:
        per_role = Counter(lead.role for lead in row.leads.all())
        if any(per_role[role] < group.leads_per_track for role in roles_of(group)):
            yield _("Session %(number)s: the team is not complete.") % {"number": row.number}
    yield from _certificate_warnings(ahead)
    for one, two in zip(ahead, ahead[1:], strict=False):
        if (two.on - one.on).days > 28:
            facts = {"one": one.number, "two": two.number, "days": (two.on - one.on).days}
            yield _("Between session %(one)s and %(two)s lie %(days)s days.") % facts
    for seat in sheet.seats:
        if seat.placement and not seat.couple.may_take_part:
            facts = {"names": seat.couple.names, "date": date_format(seat.couple.missing_on()[0], "j F Y")}
            yield _("%(names)s: a permission is not complete on %(date)s.") % facts
    yield from _holiday_warnings(sheet, ahead)


def _certificate_warnings(ahead: list[Session]):
    """Judged on each session's own date, also when it changed after the planning (features.md F6)."""
    wrong: dict[str, list[str]] = {}
    for row in ahead:
        for lead in row.leads.all():
            if not lead.is_valid:
                wrong.setdefault(lead.therapist.user.name, []).append(str(row.number))
    for name, numbers in sorted(wrong.items()):
        facts = {"name": name, "numbers": ", ".join(numbers)}
        yield _("%(name)s: the certificate does not count on the date of session %(numbers)s.") % facts


def _holiday_warnings(sheet: GroupSheet, ahead: list[Session]):
    """A child from another holiday region may be away (law.md R80)."""
    regions: dict[str, set[str]] = {}
    for seat in sheet.seats:
        for child in seat.couple.children if seat.couple else ():
            regions.setdefault(child.holiday_region, set()).add(seat.couple.names)
    if not ahead or not regions:
        return
    periods = SchoolHoliday.objects.filter(region__in=regions, starts_on__lte=ahead[-1].on, ends_on__gte=ahead[0].on)
    for period in periods:
        for row in ahead:
            if period.starts_on <= row.on <= period.ends_on:
                facts = {
                    "number": row.number,
                    "holiday": f"{period.name} {period.region}",
                    "names": ", ".join(sorted(regions[period.region])),
                }
                yield _("Session %(number)s falls in %(holiday)s: %(names)s.") % facts
