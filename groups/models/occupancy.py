"""When rooms and therapists are needed: what nothing may double (features.md G2, G5)."""

from django.db import models
from django.db.models import Q

from groups.models.ending import EvaluationVoice
from groups.models.gathering import Gathering
from groups.models.group import Session
from therapists.models import Room, Therapist


class Occupancy(models.Model):
    """One quarter of an hour of one room or therapist: unique, so that nothing is ever taken twice, on any engine.

    Taken for a session, for a meeting beside the sessions, or for one person's talk of the evaluation.
    """

    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="occupancies")
    gathering = models.ForeignKey(Gathering, models.CASCADE, null=True, blank=True, related_name="occupancies")
    voice = models.ForeignKey(EvaluationVoice, models.CASCADE, null=True, blank=True, related_name="occupancies")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="occupancies")
    therapist = models.ForeignKey(Therapist, models.PROTECT, null=True, blank=True, related_name="occupancies")
    #: Start of the quarter, in whole quarters since 1970 (UTC).
    tick = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "occupancies"
        constraints = [
            models.UniqueConstraint(fields=["room", "tick"], condition=Q(room__isnull=False), name="room_taken_once"),
            models.UniqueConstraint(
                fields=["therapist", "tick"], condition=Q(therapist__isnull=False), name="therapist_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=False, therapist=None) | Q(room=None, therapist__isnull=False),
                name="occupancy_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False, gathering=None, voice=None)
                | Q(session=None, gathering__isnull=False, voice=None)
                | Q(session=None, gathering=None, voice__isnull=False),
                name="occupancy_for_one_occasion",
            ),
        ]
