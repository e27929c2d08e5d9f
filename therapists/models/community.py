"""Learning groups on equal footing: professionals, experienced parents and young people (features.md K4).

Nothing here points at a case or a dossier, and nothing says in which quality somebody takes part.
"""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.audiences import Audience
from centre.models import Region, User
from centre.references import new_reference


def learning_group_reference() -> str:
    return new_reference("LG")


def learning_meeting_reference() -> str:
    return new_reference("LB")


class LearningGroupQuerySet(models.QuerySet):
    def of_member(self, user):
        return self.filter(members__in=LearningMember.objects.current().filter(user=user))

    def kept_by(self, user):
        """Circles about which this coordinator knows who takes part: those of the own region and the own making."""
        if not user.is_in(Audience.COORDINATOR):
            return self.none()
        return self.filter(Q(region__in=user.regions_as(Audience.COORDINATOR)) | Q(made_by=user))


class LearningGroup(models.Model):
    """A circle of people who learn from each other, with a subject of their own."""

    reference = models.CharField(max_length=16, unique=True, default=learning_group_reference, editable=False)
    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=2000)
    #: Whose coordinators keep the circle; empty: only who made it.
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="learning_groups")
    started_on = models.DateField(default=clock.today)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="learning_groups_made")

    objects = LearningGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class LearningMemberQuerySet(models.QuerySet):
    def current(self):
        return self.on(clock.today())

    def on(self, day):
        """Members on a day, in the order in which the chair goes round."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), joined_on__lte=day).order_by("joined_on", "pk")


class LearningMember(models.Model):
    """Somebody of the circle, known by a first name only. `left_on` is the first day outside it."""

    group = models.ForeignKey(LearningGroup, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="learning_memberships")
    first_name = models.CharField(max_length=40)
    joined_on = models.DateField(default=clock.today)
    left_on = models.DateField(null=True, blank=True)

    objects = LearningMemberQuerySet.as_manager()

    class Meta:
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(left_on=None), name="one_place_per_person_and_circle"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="circle_left_after_joined"
            ),
        ]


class LearningMeeting(models.Model):
    """One evening of the circle. Who chairs follows from the order of the evenings and of the members."""

    reference = models.CharField(max_length=16, unique=True, default=learning_meeting_reference, editable=False)
    group = models.ForeignKey(LearningGroup, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    minutes = models.TextField(blank=True, max_length=10_000)
    minutes_by = models.ForeignKey(
        LearningMember, models.PROTECT, null=True, blank=True, related_name="minutes_written"
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "starts_at"], name="one_meeting_per_moment")]


class AgendaItem(models.Model):
    """What a member wants to talk about."""

    meeting = models.ForeignKey(LearningMeeting, models.CASCADE, related_name="items")
    member = models.ForeignKey(LearningMember, models.PROTECT, related_name="items")
    text = models.CharField(max_length=300)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "pk"]
