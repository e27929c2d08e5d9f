"""A meeting beside the sessions: the joint start, or with people from the parents' networks (features.md G14)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Parent, User
from centre.references import new_reference
from groups.models.group import Group
from therapists.models import Room


def gathering_reference() -> str:
    return new_reference("NB", 10)


def guest_reference() -> str:
    return new_reference("GA", 10)


class Gathering(models.Model):
    """One moment at the group's location, in a room of its own; to most of them each parent invites supporters, by link."""

    class Kind(models.TextChoices):
        START = "start", _("joint start of the group")
        NETWORK = "network", _("network meeting")
        PRESENTATION = "presentation", _("presentation by the children")

    reference = models.CharField(max_length=16, unique=True, default=gathering_reference, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="gatherings")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NETWORK)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Empty: planned before meetings took a room.
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="gatherings")
    #: Most guests of one parent; none at the joint start.
    guests_per_parent = models.PositiveSmallIntegerField(default=4)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="gatherings_planned")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind"], condition=Q(cancelled_at=None), name="one_gathering_of_a_kind_per_group"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="gathering_ends_after_it_starts"),
        ]

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()


class Guest(models.Model):
    """Somebody whom one parent invites. The name is the inviting parent's and the team's, never the other parent's."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        COMES = "comes", _("comes")
        STAYS_AWAY = "stays_away", _("does not come")

    reference = models.CharField(max_length=16, unique=True, default=guest_reference, editable=False)
    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="guests")
    parent = models.ForeignKey(Parent, models.PROTECT, related_name="guests")
    name = EncryptedTextField()
    relation = models.CharField(max_length=60, blank=True)
    #: Only the digest of the secret in the link is kept.
    token_digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    #: The parent took the invitation back: the link says nothing any more.
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["gathering", "parent"], name="guest_gathering_parent")]
