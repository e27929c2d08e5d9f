"""The citizen service number (BSN) of a child, or what stands in for it; of parents none is kept (law.md 2.2; Jw 7.2.1,
7.2.4, 7.4.0)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models.family import Child
from centre.models.user import User
from centre.models.vault import VaultEntry


class ChildNumber(models.Model):
    """One child's number: ciphertext, with a keyed digest to recognise the same child; shown masked.

    `checked_by`, `checked_at`: who established it from the source, and when; nobody yet when it was only told.
    """

    class Source(models.TextChoices):
        """From whom it came (Jw 7.2.2, 7.2.3)."""

        SBVZ = "sbvz", _("number register (SBV-Z)")
        ASSIGNMENT = "assignment", _("assignment by the municipality (JW301)")
        BRP = "brp", _("population register (BRP)")
        DOCUMENT = "document", _("identity document that was shown")
        TOLD = "told", _("told by a parent or a referrer, not checked yet")

    child = models.OneToOneField(Child, models.CASCADE, related_name="citizen_number")
    number = EncryptedTextField()
    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="numbers_checked")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source="told", checked_by=None, checked_at=None)
                | ~Q(source="told") & Q(checked_by__isnull=False, checked_at__isnull=False),
                name="a_number_is_told_or_somebody_checked_it",
            )
        ]

    def __str__(self):
        return "*********"

    def __repr__(self):
        return f"<ChildNumber {self.pk}>"


class ChildIdentity(models.Model):
    """Who a child without a number is, by the four facts of the law (Jw 7.2.4): surname, first names, birth date, postcode
    with house number.

    The address of a parent's household is not copied: `address` points at the locked value in the vault. Only a child that
    lives with neither parent has a `place` of its own: {postcode, house_number}, shown like a number.
    """

    class Reason(models.TextChoices):
        """Why there is no number (Jw 7.2.4, 7.2.6)."""

        NOT_REGISTERED = "not_registered", _("not registered in the Netherlands")
        NOT_YET = "not_yet", _("not given yet, for example to a newborn child")
        NOT_FOUND = "not_found", _("the number register knows no number")
        URGENT = "urgent", _("help could not wait for it")
        OTHER = "other", _("something else")

    child = models.OneToOneField(Child, models.CASCADE, related_name="identity")
    last_name = EncryptedTextField()
    first_names = EncryptedTextField()
    birth_date = models.DateField()
    address = models.ForeignKey(VaultEntry, models.SET_NULL, null=True, blank=True, related_name="identities")
    place = EncryptedJSONField(null=True, blank=True)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    explanation = EncryptedTextField(blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="identities_checked")
    checked_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "child identities"
        constraints = [
            models.CheckConstraint(
                condition=Q(address=None) | Q(place__isnull=True), name="an_address_is_in_the_vault_or_of_the_child"
            )
        ]

    def __str__(self):
        return self.get_reason_display()

    def __repr__(self):
        return f"<ChildIdentity {self.pk}>"
