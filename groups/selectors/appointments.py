"""A parent's own appointments: date, time, place, own arrival. Nothing of the other parent or of other families."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Dossier, Parent, User
from groups.models import Arrival, Attendance, CalendarFeed, EvaluationVoice, Gathering, Group, Session
from groups.states import GroupState
from intake.talks import my_talks

#: How long a talk of the evaluation is, as its invitation says.
TALK_BACK = timedelta(minutes=45)


@dataclass(frozen=True)
class Appointment:
    """One moment for one person. `announced`: this person said not to come."""

    reference: str
    kind: str
    label: str
    starts_at: datetime
    arrives_at: datetime
    ends_at: datetime
    place: str
    note: str = ""
    #: Whether the other parent is there too.
    company: str = ""
    bring: str = ""
    revision: int = 0
    is_cancelled: bool = False
    announced: bool = False
    #: This person can invite people of the own network.
    invites: bool = False

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()


def own_dossiers(user: User) -> list[int]:
    """The files of a parent: whoever has two ex-partners has two."""
    return list(Dossier.objects.filter(kind=Dossier.Kind.PARENT, parent__user=user).values_list("pk", flat=True))


def my_sessions(parent: Parent) -> QuerySet[Session]:
    """Sessions of the group in which this parent's couple has, or had, its seat; soonest first."""
    rows = Session.objects.filter(group__in=_own_groups(parent))
    return rows.select_related("group__practice", "parent_room").order_by("starts_at")


def meetings_of(parent: Parent) -> QuerySet[Gathering]:
    """Meetings with the networks around the group in which this parent's couple has, or had, its seat; also called off."""
    return Gathering.objects.filter(group__in=_own_groups(parent)).select_related("group__practice")


def my_gatherings(parent: Parent) -> QuerySet[Gathering]:
    """Meetings to which this parent can invite people: every one of the own that is still to come."""
    rows = meetings_of(parent).filter(cancelled_at=None, ends_at__gt=clock.now(), guests_per_parent__gt=0)
    return rows.order_by("starts_at")


def talks_back_of(parent: Parent) -> QuerySet[EvaluationVoice]:
    """The own talks of the evaluation; nobody else's."""
    rows = EvaluationVoice.objects.filter(user=parent.user, kind="parent", evaluation__placement__case=parent.case)
    return rows.select_related("evaluation__placement__group__practice")


def _own_groups(parent: Parent) -> QuerySet[Group]:
    """Where this parent's couple has its seat, or had it to the end; a meeting may follow after the last session."""
    still = Q(placements__ended_on=None) | Q(placements__end="finished")
    states = [GroupState.OPEN, GroupState.RUNNING, GroupState.COMPLETED]
    return Group.objects.filter(Q(placements__case=parent.case) & still, state__in=states).values("pk")


def my_appointments(parent: Parent, *, past: bool = False) -> list[Appointment]:
    """Sessions, meetings and talks together, what is coming soonest first; with `past` what is over, latest first."""
    rows = my_sessions(parent)
    rows = rows.filter(ends_at__lte=clock.now()) if past else rows.filter(ends_at__gt=clock.now())
    arrivals = _arrivals(parent)
    rows = rows.annotate(is_announced=Exists(_announced(parent).filter(session=OuterRef("pk"))))
    found = [of_session(row, arrivals.get(row.group_id), row.is_announced) for row in rows]
    meetings = meetings_of(parent)
    meetings = meetings.filter(ends_at__lte=clock.now()) if past else meetings.filter(ends_at__gt=clock.now())
    found += [of_gathering(row, arrivals.get(row.group_id)) for row in meetings]
    over = clock.now() - TALK_BACK
    talks = talks_back_of(parent)
    found += [of_talk_back(row) for row in (talks.filter(moment__lte=over) if past else talks.filter(moment__gt=over))]
    found += [of_talk(guest) for guest in my_talks(parent.user, past=past)]
    return sorted(found, key=lambda appointment: appointment.arrives_at, reverse=past)


def appointment_of(parent: Parent, reference: str) -> tuple[Appointment, Session | None] | None:
    """One own appointment by its reference, with the session behind it when it is one; None when it is not theirs."""
    session = my_sessions(parent).filter(reference=reference).first()
    if session:
        announced = _announced(parent).filter(session=session).exists()
        return of_session(session, _arrival_at(parent, session.group_id), announced), session
    gathering = meetings_of(parent).filter(reference=reference).first()
    if gathering:
        return of_gathering(gathering, _arrival_at(parent, gathering.group_id)), None
    if talk_back := talks_back_of(parent).filter(reference=reference).first():
        return of_talk_back(talk_back), None
    for past in (False, True):
        guest = my_talks(parent.user, past=past).filter(talk__reference=reference).first()
        if guest:
            return of_talk(guest), None
    return None


def appointments_of_user(user: User) -> list[Appointment]:
    """What the calendar feed shows: the coming appointments of the newest case, then what is over."""
    parent = Parent.objects.filter(user=user).select_related("family", "user").order_by("-family__created_at").first()
    if parent is None:
        return []
    parent.case = parent.family.cases.order_by("-opened_on", "-pk").first()
    return my_appointments(parent) + my_appointments(parent, past=True)


def next_session_of_parent(user: User) -> Appointment | None:
    """The first page's line: the next session of the own group, at the own moment of arrival. One question."""
    own = Q(placements__case__family__parents__user=user)
    groups = Group.objects.filter(own, state__in=[GroupState.OPEN, GroupState.RUNNING], placements__ended_on=None)
    early = Arrival.objects.filter(parent__user=user, placement__group=OuterRef("group"), placement__ended_on=None)
    rows = Session.objects.standing().filter(ends_at__gt=clock.now(), group__in=groups.values("pk"))
    rows = rows.annotate(early=Subquery(early.order_by("-pk").values("minutes_before")[:1]))
    session = rows.select_related("group__practice").order_by("starts_at").first()
    return session and of_session(session, session.early and Arrival(minutes_before=session.early), announced=False)


def next_session_of_child(user: User) -> Session | None:
    """The next meeting of the group in which this child's family has its seat now."""
    rows = Session.objects.standing().filter(
        ends_at__gt=clock.now(),
        group__state__in=[GroupState.OPEN, GroupState.RUNNING],
        group__with_children=True,
        group__placements__ended_on=None,
        group__placements__case__family__children__user=user,
    )
    return rows.order_by("starts_at").first()


def has_feed(user: User) -> bool:
    """Somebody's calendar may be reading along at a secret address."""
    return CalendarFeed.objects.alive().filter(user=user).exists()


def of_session(session: Session, arrival: Arrival | None, announced: bool) -> Appointment:
    return Appointment(
        reference=session.reference,
        kind="session",
        label=session.title,
        starts_at=session.starts_at,
        arrives_at=session.starts_at - _early(arrival),
        ends_at=session.ends_at,
        place=address_of(session.group),
        note=arrival.note if arrival else "",
        bring=session.group.what_to_bring,
        revision=session.revision + _changes(arrival),
        is_cancelled=session.cancelled_at is not None,
        announced=announced,
    )


def of_gathering(gathering: Gathering, arrival: Arrival | None) -> Appointment:
    """Parents who are kept apart arrive apart here as well."""
    return Appointment(
        reference=gathering.reference,
        kind="gathering",
        label=gathering.get_kind_display(),
        starts_at=gathering.starts_at,
        arrives_at=gathering.starts_at - _early(arrival),
        ends_at=gathering.ends_at,
        place=address_of(gathering.group),
        note=arrival.note if arrival else "",
        revision=int(gathering.cancelled_at is not None) + _changes(arrival),
        is_cancelled=gathering.cancelled_at is not None,
        invites=gathering.guests_per_parent > 0 and gathering.cancelled_at is None and not gathering.is_over,
    )


def of_talk_back(voice: EvaluationVoice) -> Appointment:
    """A talk of the evaluation; without a room it is by telephone or elsewhere, as the invitation says."""
    return Appointment(
        reference=voice.reference,
        kind="evaluation",
        label=_("Looking back together with us"),
        starts_at=voice.moment,
        arrives_at=voice.moment,
        ends_at=voice.moment + TALK_BACK,
        place=address_of(voice.evaluation.placement.group) if voice.room_id else "",
        revision=voice.revision,
    )


def of_talk(guest) -> Appointment:
    talk = guest.talk
    return Appointment(
        reference=talk.reference,
        kind="talk",
        label=talk.get_kind_display(),
        starts_at=talk.starts_at,
        arrives_at=guest.arrives_at,
        ends_at=guest.arrives_at + timedelta(minutes=talk.minutes),
        place=talk.place,
        company=str(talk.in_the_room),
        revision=talk.sequence,
    )


def _arrivals(parent: Parent) -> dict[int, Arrival]:
    """By group, in the seat that this parent's couple has, or had to the end.

    A seat that was given back says nothing any more, but that the calendar counted on in it: the number never falls.
    """
    found: dict[int, Arrival] = {}
    rows = Arrival.objects.filter(parent=parent).select_related("placement").order_by("placement", "pk")
    for row in rows:
        group, stands = row.placement.group_id, row.placement.ended_on is None or row.placement.end == "finished"
        before = found[group].counted_before if group in found else 0
        found[group] = row if stands else Arrival()
        found[group].counted_before = before if stands else before + row.revision + 1
    return found


def _announced(parent: Parent) -> QuerySet[Attendance]:
    """What this parent said beforehand; the team's own roll call is not shown here."""
    return Attendance.objects.filter(parent=parent, session__attendance_taken_at=None, mark=Attendance.Mark.EXCUSED)


def _arrival_at(parent: Parent, group_id: int) -> Arrival | None:
    return _arrivals(parent).get(group_id)


def _early(arrival: Arrival | None) -> timedelta:
    return timedelta(minutes=arrival.minutes_before if arrival else 0)


def _changes(arrival: Arrival | None) -> int:
    """How often the own moment of arrival changed: a calendar takes a new time only under a higher number (RFC 5545)."""
    return arrival.revision + arrival.counted_before if arrival else 0


def address_of(group: Group) -> str:
    """Where a group meets, as one line."""
    practice = group.practice
    return f"{practice.name}, {practice.street}, {practice.postcode} {practice.place}"
