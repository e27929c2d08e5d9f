"""Parents who missed so many sessions that somebody talks with them alone; the other parent learns nothing (G11)."""

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from centre.audiences import Audience
from centre.models import CareRelation, Case, Dossier, Parent, User
from centre.selectors import flag_is_up
from groups.models import AbsenceTalk, Attendance, Session
from groups.states import GroupState

#: From so many missed sessions on, somebody talks with the parent (features.md G11).
MISSED_OFTEN = 2


def absence_signals(user: User, audience: str) -> QuerySet[Attendance]:
    """One dict per parent who missed MISSED_OFTEN sessions or more of a running group since the last talk about it.

    For who leads the group and for the family's contact person; in the coordinator's street for the whole region, so that
    nobody is forgotten. The most missed first.
    """
    rows = _signals(_missed(), user, audience).order_by("-times", "parent")
    return rows.annotate(is_flagged=flag_is_up("case"))


def parents_to_talk_with(user: User, audience: str) -> QuerySet[Parent]:
    """The parents of those signals, each with `case_id` and `dossier_id`, for the log."""
    return _parents_of(_signals(_missed(), user, audience))


def parents_who_missed_often(user: User, audience: str) -> QuerySet[Parent]:
    """The same parents, also those with whom a talk was planned since; a colleague may have done so a moment ago."""
    return _parents_of(_signals(_marks(), user, audience))


def _parents_of(signals: QuerySet[Attendance]) -> QuerySet[Parent]:
    signals = signals.order_by()
    case = Subquery(signals.filter(parent=OuterRef("pk")).values("case")[:1])
    parents = Parent.objects.filter(pk__in=signals.values("parent"))
    file = Subquery(Dossier.objects.filter(parent=OuterRef("pk"), kind=Dossier.Kind.PARENT).values("pk")[:1])
    return parents.annotate(case_id=case, dossier_id=file, flag_of_case=flag_is_up("case_id"))


def times_missed(parent: Parent) -> int:
    """How many sessions this parent missed since the last talk about it."""
    return _missed().filter(parent=parent).values("session").distinct().count()


def _signals(rows: QuerySet[Attendance], user: User, audience: str) -> QuerySet[Attendance]:
    """Who missed often according to these marks, as far as it is this person's task."""
    asked = Q(session__in=Session.objects.led_by(user).order_by().values("pk"))
    contact = CareRelation.objects.active().filter(user=user, kind=CareRelation.Kind.CONTACT_PERSON)
    asked |= Q(case__in=contact.values("case"))
    if audience == Audience.COORDINATOR:
        asked = Q(session__in=Session.objects.of_coordinator(user).order_by().values("pk"))
    rows = rows.filter(asked, case__in=Case.objects.visible_to(user).values("pk")).values(
        "parent", "parent__reference", "parent__first_name", "parent__last_name", "case", "case__reference",
        group=F("session__group__name"),
    )  # fmt: skip
    rows = rows.annotate(times=Count("session", distinct=True), last=Max("session__starts_at"))
    return rows.filter(times__gte=MISSED_OFTEN)


def _missed() -> QuerySet[Attendance]:
    """Those marks (below), since a talk was planned about it."""
    talks = AbsenceTalk.objects.filter(parent=OuterRef("parent")).order_by().values("parent")
    rows = _marks().annotate(talked=Subquery(talks.annotate(last=Max("set_at")).values("last")))
    return rows.filter(Q(talked=None) | Q(session__starts_at__gt=F("talked")))


def _marks() -> QuerySet[Attendance]:
    """Marks of parents who have a seat in a running group and were not there."""
    return Attendance.objects.counted().filter(
        parent__isnull=False,
        mark__in=[Attendance.Mark.EXCUSED, Attendance.Mark.ABSENT],
        session__group__state=GroupState.RUNNING,
        case__placements__group=F("session__group"),
        case__placements__ended_on=None,
    )
