"""Around the sessions: incidents, guests of a meeting, looking back, and a therapist's week."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, PositiveSmallIntegerField, Prefetch, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import CareRelation, Case, Parent, User
from centre.selectors import flag_is_up
from groups.models import (
    ClosingReport,
    Evaluation,
    EvaluationVoice,
    FollowUp,
    Gathering,
    Group,
    Guest,
    Incident,
    IncidentPart,
    Placement,
    Session,
    SessionContent,
    SessionLead,
    Showing,
)
from groups.selectors.appointments import TALK_BACK
from groups.states import GroupState
from intake.models import Talk
from therapists.models import Practice, Therapist
from therapists.selectors import Workload, workload
from therapists.states import Role


def open_incidents(user: User) -> QuerySet[Incident]:
    """Incidents of this person's sessions with something still to follow, the earliest day first."""
    rows = Incident.objects.visible_to(user).filter(closed_at=None, follow_up_on__isnull=False)
    return rows.select_related("session__group").order_by("follow_up_on", "pk")


def incidents_of(session: Session) -> QuerySet[Incident]:
    return session.incidents.order_by("written_at")


def parts_of(incident: Incident) -> QuerySet[IncidentPart]:
    """The texts per person, each with its dossier."""
    return incident.parts.select_related("note__dossier__parent", "note__dossier__child", "case").order_by("pk")


def content_of(session: Session) -> SessionContent | None:
    """Aim and material of this session, from the recipe of its group."""
    return SessionContent.objects.filter(recipe__groups=session.group_id, number=session.number).first()


@dataclass(frozen=True)
class Face:
    """Somebody of the team as a child knows them: a first name and a drawing, 1 to 4."""

    name: str
    drawing: int


def faces_of(session: Session) -> list[Face]:
    """Who is there for the children on this date."""
    rows = (
        session.leads.filter(role=Role.CHILD_LEAD).select_related("therapist__user").order_by("therapist__user__name")
    )
    return [Face(row.therapist.user.name.split()[0], row.therapist_id % 4 + 1) for row in rows]


def showings_of(session: Session) -> dict[int, str]:
    """What each child chose, by child."""
    return dict(Showing.objects.filter(session=session).values_list("child", "form"))


def own_guests(gathering: Gathering, parent: Parent) -> list[Guest]:
    """Whom this parent invited; never anybody of the other side."""
    return list(gathering.guests.filter(parent=parent, revoked_at=None).order_by("invited_at", "pk"))


def gatherings_of(group: Group) -> list[Gathering]:
    """The meetings of a group with how many guests were invited and come."""
    rows = list(group.gatherings.filter(cancelled_at=None).select_related("room").order_by("starts_at"))
    counts = Counter(Guest.objects.filter(gathering__in=rows, revoked_at=None).values_list("gathering", "answer"))
    for row in rows:
        row.coming = counts[row.pk, Guest.Answer.COMES]
        row.invited = sum(n for (pk, _answer), n in counts.items() if pk == row.pk)
    return rows


def guest_roster(gathering: Gathering, user: User) -> list[Guest]:
    """Everybody who may come, for staff: by couple, each with the parent who invites."""
    cases = Case.objects.visible_to(user)
    rows = gathering.guests.filter(revoked_at=None, parent__family__cases__in=cases).distinct()
    return list(rows.select_related("parent").order_by("parent__family", "parent__side", "invited_at"))


@dataclass
class LookBack:
    """Everything that follows after the sessions of one couple, per person apart."""

    placement: Placement
    evaluation: Evaluation | None
    voices: list[EvaluationVoice]
    reports: dict[int, ClosingReport]
    follow_ups: list[FollowUp]
    parents: list[Parent] = field(default_factory=list)

    @property
    def practice(self) -> Practice:
        """Where the group met: its rooms are there for the talks."""
        return self.placement.group.practice

    @property
    def both_heard(self) -> bool:
        return sum(1 for voice in self.voices if voice.kind == "parent" and voice.heard_at) == len(self.parents)


def look_back(case: Case) -> LookBack | None:
    """Of the latest seat of this case; None while it never had one."""
    placement = Placement.objects.filter(case=case).select_related("group__practice").order_by("-placed_at").first()
    if placement is None:
        return None
    voices = Prefetch(
        "voices",
        EvaluationVoice.objects.select_related("dossier__parent", "room")
        .prefetch_related(Prefetch("leads", Therapist.objects.select_related("user")))
        .order_by("moment", "pk"),
    )
    evaluation = Evaluation.objects.filter(placement=placement).prefetch_related(voices).first()
    reports = ClosingReport.objects.filter(placement=placement).select_related("written_by", "read_by")
    follow_ups = (
        FollowUp.objects.filter(placement=placement).select_related("dossier__parent").order_by("dossier__parent__side")
    )
    parents = Parent.objects.filter(family=case.family_id).prefetch_related("dossiers").order_by("side")
    return LookBack(
        placement, evaluation, list(evaluation.voices.all()) if evaluation else [],
        {row.dossier_id: row for row in reports}, list(follow_ups), list(parents),
    )  # fmt: skip


def who_can_hear(placement: Placement, user: User) -> QuerySet[Therapist]:
    """The team of the couple's group, or the last one it had, and this user when in the register; by name.

    Nobody who may not work for this family: a talk stands in that person's week with the case.
    """
    leads = SessionLead.objects.filter(session__group=placement.group_id, is_substitute=False).team_now()
    barred = CareRelation.objects.active().filter(case=placement.case_id, kind=CareRelation.Kind.EXCLUDED)
    people = Therapist.objects.filter(Q(pk__in=leads.values("therapist")) | Q(user=user))
    people = people.exclude(user__in=barred.values("user"))
    return people.select_related("user").order_by("user__name", "pk")


def due_follow_ups(user: User) -> QuerySet[FollowUp]:
    """Talks after six months that are due within a month, in the cases of this user; the earliest first."""
    rows = FollowUp.objects.filter(held_on=None, skipped_reason="", due_on__lte=clock.today() + timedelta(days=30))
    rows = rows.filter(placement__case__in=Case.objects.visible_to(user), placement__case__closed_on=None)
    rows = rows.annotate(is_flagged=flag_is_up("placement__case"))
    return rows.select_related("placement__case", "placement__group", "dossier__parent").order_by("due_on", "pk")


@dataclass(frozen=True)
class Day:
    """One day of a week with what is on it."""

    on: date
    items: list


@dataclass(frozen=True)
class Item:
    """A session, a meeting beside the sessions, or a talk in somebody's week; `group` is the reference of the group.

    A talk has the reference of its case only.
    """

    starts_at: datetime
    ends_at: datetime
    kind: str
    group: str = ""
    name: str = ""
    #: Of a session its number; of a meeting the most guests of one parent.
    number: int = 0
    meeting: str = ""
    rooms: tuple[str, ...] = ()
    case: str = ""
    is_flagged: bool = False

    @property
    def talk_label(self) -> str:
        return str(Talk.Kind(self.kind).label) if self.kind in Talk.Kind.values else _("Talk of the evaluation")

    @property
    def meeting_label(self) -> str:
        return str(Gathering.Kind(self.kind).label) if self.meeting else ""


def week_of(user: User, monday: date) -> list[Day]:
    """Seven days with this therapist's own sessions, the meetings of the own groups, and talks; two queries."""
    start = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(monday + timedelta(days=7), datetime.min.time()))
    items = [
        Item(first, last, kind, group, name, number, meeting, tuple(room for room in rooms if room))
        for first, last, kind, group, name, number, meeting, *rooms in _meetings(user, start, end)
    ]
    items += [
        Item(moment, moment + timedelta(minutes=minutes), kind, case=case, is_flagged=is_flagged)
        for moment, minutes, kind, case, is_flagged in _talks(user, start, end)
    ]
    items.sort(key=lambda item: item.starts_at)
    days = [monday + timedelta(days=n) for n in range(7)]
    return [Day(day, [item for item in items if timezone.localdate(item.starts_at) == day]) for day in days]


def _meetings(user: User, start: datetime, end: datetime) -> QuerySet:
    """Sessions and the meetings beside them in the columns of Item, in one question."""
    text, within = CharField(), {"starts_at__gte": start, "starts_at__lt": end}
    sessions = Session.objects.led_by(user).standing().filter(leads__therapist__user=user, **within).order_by()
    beside = Gathering.objects.filter(group__in=Group.objects.led_by(user), cancelled_at=None, **within)
    moments = ("starts_at", "ends_at")
    group = ("group__reference", "group__name")
    return sessions.values_list(
        *moments, Value("session", text), *group, "number", Value("", text), "parent_room__name", "child_room__name"
    ).union(
        beside.values_list(*moments, "kind", *group, "guests_per_parent", "reference", "room__name", Value("", text))
    )


def _talks(user: User, start: datetime, end: datetime) -> QuerySet:
    """Talks of the intake and of the evaluation: moment, minutes, kind, case and safety flag, in one question."""
    intake = Talk.objects.filter(led_by=user, cancelled_at=None, starts_at__gte=start, starts_at__lt=end)
    back = EvaluationVoice.objects.filter(leads__user=user, moment__gte=start, moment__lt=end)
    case, length = (
        "evaluation__placement__case",
        Value(int(TALK_BACK.total_seconds()) // 60, PositiveSmallIntegerField()),
    )
    return (
        intake.annotate(is_flagged=flag_is_up("case"))
        .order_by()
        .values_list("starts_at", "minutes", "kind", "case__reference", "is_flagged")
        .union(
            back.annotate(is_flagged=flag_is_up(case))
            .order_by()
            .values_list("moment", length, Value("evaluation", CharField()), f"{case}__reference", "is_flagged")
        )
    )


@dataclass(frozen=True)
class Caseload:
    """How much somebody carries: groups that are planned, open or running, couples in them, hours of the last weeks."""

    groups: int
    couples: int
    load: Workload

    @property
    def is_too_much(self) -> bool:
        return self.load.is_too_much(self.groups)


def caseload(user: User) -> Caseload | None:
    """Of a therapist in the register; None for somebody who is not in it."""
    therapist = Therapist.objects.filter(user=user).first()
    if therapist is None or not user.is_in(Audience.THERAPIST):
        return None
    states = [GroupState.PLANNED, GroupState.OPEN, GroupState.RUNNING]
    leads = SessionLead.objects.team_now().filter(therapist=therapist, is_substitute=False)
    groups = Group.objects.filter(sessions__leads__in=leads, state__in=states).distinct()
    placed = Q(placements__ended_on=None, placements__isnull=False)
    carried = Group.objects.filter(pk__in=groups.values("pk")).aggregate(
        groups=Count("pk", distinct=True), couples=Count("placements", filter=placed, distinct=True)
    )
    return Caseload(carried["groups"], carried["couples"], workload(therapist, on=clock.today()))
