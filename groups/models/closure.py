"""When a location itself is closed, beside the school holidays and the public ones."""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.audiences import Audience
from centre.models import User
from therapists.models import Practice


class ClosureQuerySet(models.QuerySet):
    def of_coordinator(self, user):
        return self.filter(practice__municipality__region__in=user.regions_as(Audience.COORDINATOR))


class Closure(models.Model):
    """Days on which no group meets at a location; the first and the last day belong to it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    #: In words for the team: it stands beside every date that is passed over.
    reason = models.CharField(max_length=80)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "starts_on"], name="one_closure_per_location_and_first_day"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="closure_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["practice", "ends_on"], name="closure_of_location")]

    def __str__(self):
        return self.reason

    def covers(self, day) -> bool:
        """Both edges included."""
        return self.starts_on <= day <= self.ends_on
