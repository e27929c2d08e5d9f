"""Reads that deserve a second look: found every week, judged by a person (law.md R48)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.user import User
from centre.references import new_reference


def finding_reference() -> str:
    return new_reference("V", 10)


class KnownPerson(models.Model):
    """Somebody who is widely known: every look at this file comes into the weekly sample (law.md R48).

    Set and seen by the privacy officer only; in force while `ended_at` is empty.
    """

    reference = models.CharField(max_length=16, unique=True, default=finding_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="known_marks")
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="known_marks_set")
    marked_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="known_marks_ended")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(ended_at=None), name="one_mark_at_a_time")
        ]


class OddRead(models.Model):
    """One finding: somebody, on a day, in a file, for one reason. A finding is a question, not an accusation."""

    class Sort(models.TextChoices):
        OWN_NAME = "own_name", _("has the family's name")
        NO_RELATION = "no_relation", _("did not work on the case at that moment")
        MANY_FILES = "many_files", _("opened unusually many files")
        KNOWN = "known", _("opened the file of somebody who is widely known")

    class Verdict(models.TextChoices):
        FINE = "fine", _("in order")
        TALK = "talk", _("to be discussed")
        BREACH = "breach", _("not in order")

    #: Names sort, person, day and file, so that looking twice finds nothing twice.
    key = models.CharField(max_length=120, unique=True, editable=False)
    reference = models.CharField(max_length=16, unique=True, default=finding_reference, editable=False)
    sort = models.CharField(max_length=12, choices=Sort.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="odd_reads")
    day = models.DateField()
    #: Empty for "unusually many": then `how_many` counts the files of that day.
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="odd_reads")
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, blank=True, related_name="odd_reads")
    how_many = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    explanation = EncryptedTextField(blank=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="odd_reads_judged")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-day"], condition=Q(verdict=""), name="odd_read_open")]
