"""A proof of identity elsewhere that belongs to an account here (features.md M1)."""

from django.db import models

from centre import clock
from centre.models.user import User


class LinkedIdentity(models.Model):
    """One provider's subject for one account. Only a keyed digest is kept: for DigiD the subject is a BSN (law.md 2.2)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    #: Name of the provider in settings.IDENTITY_PROVIDERS.
    provider = models.CharField(max_length=50)
    subject_digest = models.CharField(max_length=64)
    linked_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "linked identities"
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject_digest"], name="an_identity_opens_one_account"),
            models.UniqueConstraint(fields=["user", "provider"], name="one_identity_per_account_and_provider"),
        ]
