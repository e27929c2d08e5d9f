"""Reference data that is loaded from files or packages, each with its source (law.md R80)."""

from django.db import models

from centre import clock
from centre.models.organisation import Municipality


class ReferenceSource(models.Model):
    """Where a set of reference data came from and when it was loaded."""

    name = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=60)
    dated = models.DateField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.now)


class SchoolHoliday(models.Model):
    """A school holiday of one region; both dates belong to it."""

    region = models.CharField(max_length=8, choices=Municipality.HolidayRegion.choices)
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on", "region"]
        constraints = [
            models.UniqueConstraint(fields=["region", "starts_on"], name="one_school_holiday_per_region_and_start"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="school_holiday_ends_after_it_starts"
            ),
        ]


class Place(models.Model):
    """A town or village with its coordinates (degrees, WGS 84); a name may occur twice."""

    name = models.CharField(max_length=100)
    municipality = models.ForeignKey(Municipality, models.SET_NULL, null=True, blank=True, related_name="places")
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "-population"]
        indexes = [models.Index(fields=["name"], name="place_name")]
