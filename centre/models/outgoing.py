"""Whole mails that wait to leave: the newsletter's, and those to an address rather than to a person of the portal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField


class OutgoingMail(models.Model):
    """One mail with a unique key; a round claims it, sends it and records that (centre/services/outgoing.py)."""

    class State(models.TextChoices):
        NEW = "new", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("could not be delivered")

    #: What a row forgets once it needs no sending any more.
    FORGETS: dict = {}

    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    due_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class AddressMail(OutgoingMail):
    """A mail that a page asked for: news about an account, a link to confirm or to go on with. It may hold a secret link,
    so address and words are ciphertext, and gone as soon as it left."""

    FORGETS = {"address": "", "text": "", "html": ""}

    address = EncryptedTextField()
    subject = models.CharField(max_length=120)
    text = EncryptedTextField()
    html = EncryptedTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="new"), name="address_mail_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="address_mail_claimed"),
        ]
