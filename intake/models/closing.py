"""The end of a trajectory: proposed by one, agreed to by another (features.md B6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.models import Case, User


class ClosingQuerySet(models.QuerySet):
    def waiting(self):
        """For a second person."""
        return self.filter(approved_at=None, returned_at=None)


class Closing(models.Model):
    """A proposal to close a case after the help, or after a no; written once, answered once. No clinical text.

    `reason`: for the team. Approved: the case is closed. Returned, with a remark: it stays open.
    """

    class Kind(models.TextChoices):
        FINISHED = "finished", _("the help is finished as planned")
        OTHER_HELP = "other_help", _("other help has started")
        AGREED = "agreed", _("stopped before the end, in agreement")
        FAMILY = "family", _("stopped by the family")
        CENTRE = "centre", _("stopped by us")

    case = models.ForeignKey(Case, models.PROTECT, related_name="closings")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="proposed_closings")
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="approved_closings")
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="returned_closings")
    returned_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(approved_at=None, returned_at=None), name="one_closing_waits_per_case"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(returned_at=None), name="closing_is_answered_once"
            ),
        ]
