"""Messages are read in the portal; notices are the doorbells that ring for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.dossier import Dossier
from centre.models.mail import DoorbellKind, MailTemplate
from centre.models.user import User
from centre.references import message_reference


class MessageQuerySet(models.QuerySet):
    """Rows that can be added, read and, when the term is over, erased; words that were sent do not change."""

    def update(self, **kwargs):
        if {"subject", "text", "recipient", "sent_by", "sent_at"} & set(kwargs):
            raise TypeError("What was sent does not change.")
        return super().update(**kwargs)


class Message(models.Model):
    """A text for one person, in that person's own box. Never changed after sending."""

    reference = models.CharField(max_length=16, unique=True, default=message_reference, editable=False)
    recipient = models.ForeignKey(User, models.PROTECT, related_name="messages_received")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="messages")
    #: The same sending to both parents shares this key; nobody but staff ever sees it.
    sending = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=120)
    text = EncryptedTextField()
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="messages_sent")
    #: Why one parent alone gets it, where the other has authority as well (law.md R25); for staff, never in a box or copy.
    why_one = EncryptedTextField(blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    first_read_at = models.DateTimeField(null=True, blank=True)
    #: The message of the team that a parent answers.
    answers = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "recipient"], condition=~Q(sending=""), name="a_sending_reaches_a_person_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-sent_at"], name="message_recipient_sent"),
            models.Index(fields=["sent_by", "-sent_at"], name="message_sender_sent"),
        ]

    def save(self, *args, update_fields=None, **kwargs):
        """Only the moment of first reading changes after sending."""
        if self.pk and not self._state.adding and set(update_fields or ["text"]) - {"first_read_at"}:
            raise TypeError("What was sent does not change.")
        super().save(*args, update_fields=update_fields, **kwargs)


class NoticeState(models.TextChoices):
    NEW = "new", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("possibly sent")
    SUPPRESSED = "suppressed", _("no longer needed")
    DEAD = "dead", _("could not be delivered")


class Notice(models.Model):
    """An outbox row: one doorbell for one person and one occasion. The unique key makes asking twice harmless."""

    Kind = DoorbellKind

    class Why(models.TextChoices):
        """Why a doorbell did not ring."""

        LATE = "late", _("too late to be of use")
        OCCASION = "occasion", _("the occasion moved or ended")
        ACCOUNT = "account", _("the account or the role has ended")
        UNSAFE = "unsafe", _("mail is not safe for this person")
        CONSENT = "consent", _("this person does not want mail")
        UNREACHABLE = "unreachable", _("mail does not arrive at this address")
        CALL = "call", _("somebody calls instead")

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    #: Address inside the portal that the mail links to; never tells what it is about.
    path = models.CharField(max_length=200, default="/")
    due_at = models.DateTimeField(default=clock.now)
    #: After this moment the doorbell is of no use any more.
    not_after = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=NoticeState.choices, default=NoticeState.NEW)
    claimed_at = models.DateTimeField(null=True, blank=True)
    #: The round that took it; its rows go out in the order (due_at, pk), so that a dead round shows where it stopped.
    claim = models.UUIDField(null=True, blank=True)
    #: How often the mail in hand of a dead worker was this one.
    recoveries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    #: The words it was sent with; None: the portal's own.
    template = models.ForeignKey(MailTemplate, models.PROTECT, null=True, blank=True, related_name="notices")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            # As many ring at the same minute, a round would sort all of them without the second column.
            models.Index(fields=["due_at", "id"], condition=Q(state="new"), name="notice_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="notice_claimed"),
        ]
