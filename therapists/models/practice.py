"""Where groups meet."""

from django.db import models

from centre.models import Municipality, Organisation


class Practice(models.Model):
    """A location of a provider where groups meet. Waiting time is a statement with a date (weeks).

    Street, postcode and town are those of the location, never of a person; coordinates in degrees (WGS 84).
    """

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="practices")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="practices")
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=7)
    place = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    waiting_as_of = models.DateField(null=True, blank=True)
    #: The telephone number of the location itself, for questions about applying; empty is not shown.
    phone = models.CharField(max_length=20, blank=True)
    next_start_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "name"]

    def __str__(self):
        return f"{self.name}, {self.place}"


class Room(models.Model):
    """A room that can be taken once at a time; `capacity` in people."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)
    capacity = models.PositiveSmallIntegerField(default=16)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["practice", "name"], name="room_name_once_per_practice")]

    def __str__(self):
        return self.name
