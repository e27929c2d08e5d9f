"""The circles of somebody, their evenings, and who chairs which one."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from centre import clock
from centre.audiences import Audience
from centre.models import Region, User
from therapists.models import AgendaItem, LearningGroup, LearningMeeting, LearningMember


@dataclass(frozen=True)
class Evening:
    """One meeting; `chair`: the first name of whose turn it is, empty in a circle without members."""

    meeting: LearningMeeting
    chair: str

    @property
    def has_begun(self) -> bool:
        return self.meeting.starts_at <= clock.now()


def circles_of(user: User) -> QuerySet[LearningGroup]:
    """Circles in which somebody takes part today."""
    return LearningGroup.objects.of_member(user)


def own_membership(group: LearningGroup, user: User) -> LearningMember:
    return group.members.current().get(user=user)


def own_meetings(user: User) -> QuerySet[LearningMeeting]:
    """Evenings of one's own circles."""
    mine = LearningGroup.objects.of_member(user).values("pk")
    return LearningMeeting.objects.filter(group__in=mine).select_related("group", "minutes_by")


def own_items(meeting: LearningMeeting, user: User) -> QuerySet[AgendaItem]:
    return meeting.items.filter(member__user=user)


def evenings(group: LearningGroup) -> list[Evening]:
    """All evenings in order of date, each with the next member in the chair; two queries.

    The chair goes round by date: the n-th evening belongs to the n-th of the members of that day.
    """
    members = list(group.members.all())
    found = []
    for number, meeting in enumerate(group.meetings.all()):
        day = timezone.localdate(meeting.starts_at)
        present = [row for row in members if row.joined_on <= day and (row.left_on is None or row.left_on > day)]
        found.append(Evening(meeting, present[number % len(present)].first_name if present else ""))
    return found


def evening_of(meeting: LearningMeeting) -> Evening:
    return next(row for row in evenings(meeting.group) if row.meeting.pk == meeting.pk)


def members_of(group: LearningGroup) -> list[LearningMember]:
    """Who takes part today."""
    return list(group.members.current())


def learning_groups(user: User) -> QuerySet[LearningGroup]:
    """The circles that this coordinator keeps."""
    return LearningGroup.objects.kept_by(user).select_related("region")


def own_regions(user: User) -> QuerySet[Region]:
    """Regions in which this coordinator may start a circle."""
    return Region.objects.filter(pk__in=user.regions_as(Audience.COORDINATOR)).order_by("name")


def coming_evenings(user: User) -> list[LearningMeeting]:
    """The next evenings of one's own circles."""
    return list(own_meetings(user).filter(starts_at__gt=clock.now()).order_by("starts_at")[:5])
