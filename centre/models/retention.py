"""Keeping and erasing: proposals of two people, legal holds, and receipts without content (law.md 1.4)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.dossier import Dossier
from centre.models.user import User
from centre.references import new_reference
from centre.two_people import still_counts


class Category(models.TextChoices):
    """Why a dossier may be erased: the term of its kind is over, or the person asked for it."""

    CARE = "care", _("care")
    SAFETY = "safety", _("safety")
    NOT_STARTED = "not_started", _("never started")
    REQUEST = "request", _("asked by the person")


def proposal_reference() -> str:
    return new_reference("W", 10)


def hold_reference() -> str:
    return new_reference("H", 10)


class ErasureProposal(models.Model):
    """One dossier of which the term is over. Nothing happens until two different people agreed."""

    reference = models.CharField(max_length=16, unique=True, default=proposal_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="erasure_proposals")
    category = models.CharField(max_length=12, choices=Category.choices)
    #: The last day of the term when it was proposed.
    ends_on = models.DateField()
    proposed_at = models.DateTimeField(default=clock.now)
    first_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="erasures_agreed_first")
    first_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="erasures_agreed_second")
    second_at = models.DateTimeField(null=True, blank=True)
    executed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(executed_at=None), name="one_open_erasure_proposal_per_dossier"
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | Q(first_by__isnull=False) & ~Q(first_by=F("second_by")),
                name="erasing_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(executed_at=None) | Q(second_by__isnull=False), name="nothing_is_erased_before_two_agreed"
            ),
        ]

    @property
    def waits_for_second(self) -> bool:
        """One person agreed within the last day."""
        return self.first_by_id is not None and self.second_by_id is None and still_counts(self.first_at)

    @property
    def has_lapsed(self) -> bool:
        """Nobody else agreed within a day after the first: somebody agrees first again."""
        return self.first_by_id is not None and self.second_by_id is None and not still_counts(self.first_at)


class HoldQuerySet(models.QuerySet):
    def active(self):
        return self.filter(lifted_at=None, until__gte=clock.today())


class LegalHold(models.Model):
    """A procedure, complaint or report runs: the dossier stays, whatever its term and whoever asks."""

    reference = models.CharField(max_length=16, unique=True, default=hold_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="legal_holds")
    reason = EncryptedTextField()
    #: The last day; it ends by itself.
    until = models.DateField()
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="legal_holds_placed")
    placed_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="legal_holds_lifted")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["dossier", "until"], condition=Q(lifted_at=None), name="hold_running")]


class ErasureReceipt(models.Model):
    """That something was erased, when, why and by whom; nothing of what it was, and not whose."""

    #: Keyed digest of the dossier's reference: tells only who knows the reference already.
    digest = models.CharField(max_length=64)
    category = models.CharField(max_length=12, choices=Category.choices)
    erased_at = models.DateTimeField()
    first_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="erasures_first")
    second_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="erasures_second")
    #: {kind of row: number}.
    counts = models.JSONField(default=dict)
    #: Only these passages went, as [kind of row, number]; empty: the whole dossier.
    passages = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "erased_at"], name="one_receipt_per_erasure")]
