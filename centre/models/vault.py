"""Where somebody lives and can be reached: apart from every other row, one locked value per kind (law.md R19)."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.family import Parent
from centre.models.user import User
from centre.two_people import lapses_before


class Visibility(models.TextChoices):
    """Who of the staff may see a value; towards the other parent every level is secret."""

    NORMAL = "normal", _("staff of this case")
    RESTRICTED = "restricted", _("staff of this case, with a reason")
    SECRET = "secret", _("secret: coordinators only")


class VaultQuerySet(models.QuerySet):
    def of_case(self, case: Case):
        """What is kept of the two parents of a case; annotates `dossier_id` for the log. The value is not loaded."""
        dossier = Dossier.objects.filter(kind=Dossier.Kind.PARENT, parent=OuterRef("parent")).values("pk")[:1]
        rows = self.filter(parent__family=case.family_id).annotate(dossier_id=Subquery(dossier))
        return rows.defer("value").order_by("kind")


class VaultEntry(models.Model):
    """One value of one parent. Never in a list, a log, somebody else's form or the words that name the row."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("address")
        PHONE = "phone", _("phone")
        SCHOOL = "school", _("school")
        HANDOVER = "handover", _("place where the children change homes")
        ROUTE = "route", _("way to get there")

    parent = models.ForeignKey(Parent, models.CASCADE, related_name="vault")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: {street, postcode, place} of an address, else {text}.
    value = EncryptedJSONField()
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.RESTRICTED)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="vault_changes")
    #: Keyed digest of a telephone number, by which two parents' numbers are compared (centre/telephones.py).
    phone_key = models.CharField(max_length=64, blank=True)
    #: When somebody heard from this parent that the number is safe, although the other parent gave it as well.
    number_confirmed_at = models.DateTimeField(null=True, blank=True)
    number_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="numbers_confirmed"
    )

    objects = VaultQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "vault entries"
        constraints = [models.UniqueConstraint(fields=["parent", "kind"], name="one_vault_entry_of_a_kind")]

    def __str__(self):
        return self.get_kind_display()

    def __repr__(self):
        return f"<VaultEntry {self.pk} {self.kind}>"


class UnhideRequestQuerySet(models.QuerySet):
    def open(self):
        """What a colleague may still agree with."""
        return self.filter(approved_at=None, asked_at__gt=lapses_before())


class UnhideRequest(models.Model):
    """Two people make a secret value less secret: one asks, another agrees within a day."""

    entry = models.ForeignKey(VaultEntry, models.CASCADE, related_name="unhide_requests")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="unhide_requests_made")
    asked_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="unhide_requests_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = UnhideRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(approved_at=None), name="one_open_unhide_request"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="unhiding_takes_two_people"
            ),
        ]


class LaterContact(models.Model):
    """What a parent changed about contact, waiting: in a case with a risk it counts only after some days.

    Whoever sits in a victim's account cannot redirect letters and calls at once (security reference AC10).
    """

    parent = models.ForeignKey(Parent, models.CASCADE, related_name="later_contacts")
    answers = EncryptedJSONField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="later_contacts")
    asked_at = models.DateTimeField(default=clock.now)
    counts_from = models.DateTimeField()
    #: When it was carried out, replaced by newer answers, or stopped.
    settled_at = models.DateTimeField(null=True, blank=True)
    #: Staff; or the parent, where the address could not be used any more when the waiting was over.
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="later_contacts_stopped")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent"], condition=Q(settled_at=None), name="one_waiting_change_of_contact"
            )
        ]
        indexes = [models.Index(fields=["counts_from"], condition=Q(settled_at=None), name="later_contact_waiting")]


class ContactCard(models.Model):
    """What is safe for this parent (features.md D3). Whether mail is safe stands on the parent's own row."""

    class Prefers(models.TextChoices):
        # Recorded for staff; the portal itself rings by mail only.
        PORTAL = "portal", _("only in the portal")
        SMS = "sms", _("text message")
        CALL = "call", _("phone call")

    parent = models.OneToOneField(Parent, models.CASCADE, related_name="contact_card")
    prefers = models.CharField(max_length=8, choices=Prefers.choices, default=Prefers.PORTAL)
    #: Hours of the day (Amsterdam) between which nothing rings; equal hours mean: it may ring at any hour.
    quiet_from = models.PositiveSmallIntegerField(default=21)
    quiet_until = models.PositiveSmallIntegerField(default=8)
    voicemail_is_safe = models.BooleanField(default=False)
    other_parent_knows = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="contact_cards_changed")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quiet_from__lt=24, quiet_until__lt=24), name="quiet_hours_are_hours")
        ]
