"""What the team did after a parent missed several sessions (features.md G11)."""

from django.db import models

from centre import clock
from centre.models import Case, Parent, User


class AbsenceTalk(models.Model):
    """The talk with one parent alone that two missed sessions ask for. What was missed before `set_at` is dealt with."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="absence_talks")
    parent = models.ForeignKey(Parent, models.PROTECT, related_name="absence_talks")
    planned_on = models.DateField()
    #: How many sessions had been missed then.
    missed = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="absence_talks_planned")
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-set_at"]
        indexes = [models.Index(fields=["parent", "set_at"], name="absence_talk_of_parent")]
