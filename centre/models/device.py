"""Devices that a person signed in with before: kept roughly, so that a new one can be noticed (features.md L2)."""

from django.db import models

from centre import clock
from centre.models.user import User


class KnownDevice(models.Model):
    """A family of devices (such as `phone, Firefox`), never an address or a version: it must not place anybody."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_devices")
    family = models.CharField(max_length=40)
    first_seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "family"], name="a_device_is_known_once")]
