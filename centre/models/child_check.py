"""The check on children (kindcheck) of each adult in the households of a family, three times (law.md R56)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.dossier import Dossier
from centre.models.family import Parent
from centre.models.user import User
from centre.references import new_reference


def adult_reference() -> str:
    return new_reference("A", 10)


class CheckedAdult(models.Model):
    """One adult of whom the children are checked: a parent, or somebody who lives with that parent.

    Stands in the safety dossier; `left_on`: the day on which somebody no longer lived there.
    """

    reference = models.CharField(max_length=16, unique=True, default=adult_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="checked_adults")
    #: In whose household.
    parent = models.ForeignKey(Parent, models.PROTECT, related_name="checked_adults")
    #: Of a new partner; empty for the parent.
    name = EncryptedTextField(blank=True)
    is_partner = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="checked_adults_added")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "parent"], condition=Q(is_partner=False), name="a_parent_is_checked_in_one_row"
            )
        ]

    def __str__(self):
        return self.name or str(self.parent)


class ChildCheck(models.Model):
    """What was asked and heard about the children of one adult at one of the three moments. Written once."""

    class Moment(models.TextChoices):
        START = "start", _("at the beginning")
        HALFWAY = "halfway", _("halfway")
        END = "end", _("at the end")

    adult = models.ForeignKey(CheckedAdult, models.PROTECT, related_name="checks")
    moment = models.CharField(max_length=8, choices=Moment.choices)
    #: Which children live with this adult or depend on this adult, also of earlier relations.
    children = EncryptedTextField()
    #: Whether something worries: then the reporting code is walked, from its first step.
    is_worried = models.BooleanField()
    account = EncryptedTextField()
    checked_on = models.DateField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="child_checks")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["checked_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["adult", "moment"], name="each_moment_of_the_check_once")]
