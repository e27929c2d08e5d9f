"""When somebody can work, and how the hours are spent: to keep the work healthy (FD0), not to judge anybody."""

from django.db import models
from django.db.models import F, Q

from therapists.models.therapist import Therapist
from therapists.states import HoursKind, Weekday


class Hours(models.Model):
    """Time spent on one kind of work on one day, in minutes."""

    therapist = models.ForeignKey(Therapist, models.CASCADE, related_name="hours")
    day = models.DateField()
    kind = models.CharField(max_length=16, choices=HoursKind.choices)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "hours"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="hours_fit_in_a_day"),
        ]
        indexes = [models.Index(fields=["therapist", "day"], name="hours_therapist_day")]

    @property
    def in_hours(self) -> float:
        return self.minutes / 60


class Availability(models.Model):
    """Every week on this day between these times (wall clock) somebody can lead a group."""

    therapist = models.ForeignKey(Therapist, models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        verbose_name_plural = "availabilities"
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["therapist", "weekday", "starts_at"], name="availability_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="availability_ends_after_it_starts"),
        ]


class Absence(models.Model):
    """Away on these days (inclusive). Why is nobody's business here."""

    therapist = models.ForeignKey(Therapist, models.CASCADE, related_name="absences")
    since = models.DateField()
    until = models.DateField()
    #: Identity in the calendar file that it came from; empty when typed. The same file twice adds nothing.
    uid = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["therapist", "uid", "since"], condition=~Q(uid=""), name="one_absence_per_calendar_entry"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_it_starts"),
        ]
