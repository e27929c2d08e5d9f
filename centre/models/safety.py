"""The safety dossier's log: append-only, restricted, absent from every family page (law.md R53, R54)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.dossier import Dossier
from centre.models.user import User


class SafetyEntry(models.Model):
    """One dated fact about safety: a signal, a phase, a step of the reporting code (meldcode)."""

    class Kind(models.TextChoices):
        SIGNAL = "signal", _("signal")
        FLAG_SET = "flag_set", _("safety flag set")
        FLAG_LIFTED = "flag_lifted", _("safety flag lifted")
        STEP = "step", _("step of the reporting code")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="safety_entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = EncryptedTextField()
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="safety_entries")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "safety entries"
        indexes = [models.Index(fields=["dossier", "-entered_at"], name="safety_dossier_entered")]
