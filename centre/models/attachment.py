"""A file in exactly one dossier; the bytes lie as ciphertext on the private disk."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.user import User
from centre.references import new_reference


def attachment_reference() -> str:
    return new_reference("A", 10)


def random_key() -> str:
    return secrets.token_hex(16)


class AttachmentQuerySet(models.QuerySet):
    def own(self, user):
        """What this person may read: what this person added, and what staff shared, in the own dossier."""
        mine = self.filter(dossier__in=Dossier.objects.own(user))
        return mine.filter(models.Q(added_by=user) | models.Q(audience=Attachment.Audience.SUBJECT))


class Attachment(models.Model):
    """One file, rewritten by centre/uploads.py. The sender's file name is not kept."""

    class State(models.TextChoices):
        READY = "ready", _("ready")
        WAITING = "waiting", _("being checked")
        REFUSED = "refused", _("not safe, thrown away")

    class Audience(models.TextChoices):
        STAFF = "staff", _("only the team")
        SUBJECT = "subject", _("this person and the team")

    reference = models.CharField(max_length=16, unique=True, default=attachment_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="attachments")
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    #: What it is, in the words of who added it.
    title = EncryptedTextField()
    #: Name of the file on the private disk.
    key = models.CharField(max_length=32, unique=True, default=random_key, editable=False)
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpg", "JPG"), ("png", "PNG")])
    #: In bytes, as it is downloaded.
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.STAFF)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="attachments_added")
    added_at = models.DateTimeField(default=clock.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["dossier", "-added_at"], name="attachment_dossier_added")]
