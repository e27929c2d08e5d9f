"""The citizen service number (BSN) of a child; of parents none is kept (law.md 2.2; Jw 7.2.1, 7.4.0)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.family import Child
from centre.models.user import User


class ChildNumber(models.Model):
    """One child's number: ciphertext, with a keyed digest to recognise the same child; shown masked."""

    class Source(models.TextChoices):
        """From whom it came (Jw 7.2.2, 7.2.3)."""

        SBVZ = "sbvz", _("number register (SBV-Z)")
        ASSIGNMENT = "assignment", _("assignment by the municipality (JW301)")
        BRP = "brp", _("population register (BRP)")
        DOCUMENT = "document", _("identity document that was shown")

    child = models.OneToOneField(Child, models.CASCADE, related_name="citizen_number")
    number = EncryptedTextField()
    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="numbers_checked")
    checked_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return "*********"

    def __repr__(self):
        return f"<ChildNumber {self.pk}>"
