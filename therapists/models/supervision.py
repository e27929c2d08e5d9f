"""The supervisor's own judgement about a candidate's first group (domain.md 5)."""

from django.db import models
from django.db.models import Q

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import User
from centre.references import new_reference
from therapists.models.portfolio import Portfolio


def supervision_reference() -> str:
    return new_reference("SO", 10)


class SupervisionQuerySet(models.QuerySet):
    def own(self, user):
        return self.filter(supervisor=user)

    def standing(self):
        """Not taken back by the candidate."""
        return self.filter(taken_back_on=None)

    def open(self):
        return self.standing().filter(signed_on=None)


class Supervision(models.Model):
    """What the supervisor of somebody's first group judges of its content, in own words and signed by date.

    Asked by the candidate, written by the supervisor alone. `is_enough`: the work is ready for two reviewers.
    """

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="supervisions")
    supervisor = models.ForeignKey(User, models.PROTECT, related_name="supervisions")
    reference = models.CharField(max_length=16, unique=True, default=supervision_reference, editable=False)
    asked_on = models.DateField(default=clock.today)
    taken_back_on = models.DateField(null=True, blank=True)
    #: The last session that the supervisor saw or talked through.
    last_seen_on = models.DateField(null=True, blank=True)
    seen = EncryptedTextField(blank=True)
    judgement = EncryptedTextField(blank=True)
    #: With "not enough yet": what would help.
    advice = EncryptedTextField(blank=True)
    is_enough = models.BooleanField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio"],
                condition=Q(signed_on=None, taken_back_on=None),
                name="one_supervisor_is_asked_at_once",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None, is_enough=None) | Q(signed_on__isnull=False, is_enough__isnull=False),
                name="a_signature_has_a_judgement",
            ),
        ]
