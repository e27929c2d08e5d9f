"""Something happened in or around a session (features.md D7)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Case, Note, User
from centre.references import new_reference
from groups.models.group import Session


def incident_reference() -> str:
    return new_reference("VV", 10)


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of sessions that this user leads or coordinates, without families with which this user may not work."""
        led, coordinated = Session.objects.led_by(user).order_by(), Session.objects.of_coordinator(user).order_by()
        barred = IncidentPart.objects.exclude(case__in=Case.objects.visible_to(user)).values("incident")
        rows = self.filter(Q(session__in=led.values("pk")) | Q(session__in=coordinated.values("pk")))
        return rows.exclude(pk__in=barred)


class Incident(models.Model):
    """The frame of an incident: when, what kind, what was decided, what follows. Words about a person are in the parts."""

    class Kind(models.TextChoices):
        TENSION = "tension", _("tension that rose")
        THREAT = "threat", _("threat")
        VIOLENCE = "violence", _("violence")
        MEETING = "meeting", _("parents met who should not")
        CHILD = "child", _("a child that needed help")
        OTHER = "other", _("something else")

    reference = models.CharField(max_length=16, unique=True, default=incident_reference, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: What the team decided on the spot or afterwards, without names: this text is nobody's dossier.
    decision = EncryptedTextField()
    follow_up_on = models.DateField(null=True, blank=True)
    follow_up = EncryptedTextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="incidents_closed")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="incidents_written")
    written_at = models.DateTimeField(default=clock.now)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["follow_up_on"], condition=Q(closed_at=None), name="incident_open_follow_up")]


class IncidentPart(models.Model):
    """One person's share of an incident: a note in that person's own dossier."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="parts")
    case = models.ForeignKey(Case, models.PROTECT, related_name="incident_parts")
    note = models.OneToOneField(Note, models.PROTECT, related_name="incident_part")
