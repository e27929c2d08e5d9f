"""Couples who do not meet outside the room: no contact allowed, or agreed so (features.md D8, law.md R27)."""

from django.db import models
from django.db.models import Q

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Case, CourtDecision, User


class KeptApart(models.Model):
    """These two parents arrive with some minutes between them and are not put in one room without a written reason.

    In force while `ended_at` is empty; never shown to a parent.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="kept_apart")
    gap_minutes = models.PositiveSmallIntegerField(default=20)
    ground = EncryptedTextField()
    #: The decision of a court that it rests on, where there is one (law.md R9).
    decision = models.ForeignKey(CourtDecision, models.PROTECT, null=True, blank=True, related_name="kept_apart")
    set_by = models.ForeignKey(User, models.PROTECT, related_name="kept_apart_set")
    set_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="kept_apart_ended")
    #: Why this couple takes part in a group all the same; written by who decided it.
    together_reason = EncryptedTextField(blank=True)
    together_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="kept_apart_overruled")
    together_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "kept apart"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="kept_apart_once"),
            models.CheckConstraint(condition=Q(gap_minutes__range=(5, 60)), name="kept_apart_five_to_sixty_minutes"),
        ]
