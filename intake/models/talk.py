"""Talks of the intake and who is invited."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.models import Case, Child, Parent, User
from centre.references import new_reference


def talk_reference() -> str:
    return new_reference("GS", 10)


class Talk(models.Model):
    """An exploratory talk or intake of one case; joint or each parent apart."""

    class Kind(models.TextChoices):
        EXPLORATORY = "exploratory", _("exploratory talk")
        INTAKE_1 = "intake_1", _("first intake")
        INTAKE_2 = "intake_2", _("second intake")

    class Form(models.TextChoices):
        TOGETHER = "together", _("both parents together")
        APART = "apart", _("each parent apart")

    reference = models.CharField(max_length=16, unique=True, default=talk_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="talks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    form = models.CharField(max_length=10, choices=Form.choices)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200)
    led_by = models.ForeignKey(User, models.PROTECT, related_name="talks_led")
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="talks_planned")
    held_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: Rises when the talk moves or is cancelled: the SEQUENCE of its calendar file (RFC 5545).
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(cancelled_at=None), name="one_running_talk_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["led_by", "starts_at"], name="talk_lead_start")]

    @property
    def purpose(self) -> Promise:
        """What the talk is for, as both parents read it."""
        return PURPOSES[self.kind]

    @property
    def in_the_room(self) -> Promise:
        """Whether the other parent is in the room, as both parents read it."""
        return IN_THE_ROOM[self.form]


PURPOSES = {
    Talk.Kind.EXPLORATORY: _("We hear what is going on, and tell you what we do."),
    Talk.Kind.INTAKE_1: _("We talk longer, about you and your children."),
    Talk.Kind.INTAKE_2: _("We talk on. After this talk we decide which help fits."),
}
IN_THE_ROOM = {
    Talk.Form.TOGETHER: _("The other parent is there as well."),
    Talk.Form.APART: _("The other parent is not there."),
}


class TalkGuest(models.Model):
    """One invited person with an own arrival time: a parent, the referrer's user, or a child (second intake).

    Nobody sees the other guests. A child without an account has no user: its line stands in both parents' invitations.
    """

    reference = models.CharField(max_length=16, unique=True, default=talk_reference, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="guests")
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="talk_invitations")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="talk_invitations")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="talk_invitations")
    arrives_at = models.DateTimeField()
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["talk", "user"], name="one_invitation_per_talk_and_person"),
            models.UniqueConstraint(fields=["talk", "child"], name="one_invitation_per_talk_and_child"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(child__isnull=False), name="an_invitation_is_for_somebody"
            ),
        ]
