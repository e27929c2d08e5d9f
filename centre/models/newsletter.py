"""The newsletter for professionals (features.md H8): an island without a key to anybody in the portal, care or staff."""

import secrets

from django.db import models
from django.db.models import Q

from centre import clock
from centre.models.outgoing import OutgoingMail
from centre.references import new_reference


def issue_reference() -> str:
    return new_reference("N", 10)


def subscriber_secret() -> str:
    return secrets.token_urlsafe(32)


class Subscriber(models.Model):
    """An address that asked for the newsletter. Nothing is sent before it was confirmed; who leaves is erased."""

    email = models.EmailField(unique=True)
    #: Opens confirming and leaving only, and can do no more than that; it has to be readable for each mail's own link.
    secret = models.CharField(max_length=64, unique=True, default=subscriber_secret, editable=False)
    language = models.CharField(max_length=5, default="nl")
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)


class NewsletterIssue(models.Model):
    """One issue: written, looked at, sent once. The text never changes after sending."""

    reference = models.CharField(max_length=16, unique=True, default=issue_reference, editable=False)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    #: A name in words, without a key to an account.
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)


class NewsletterMail(OutgoingMail):
    """The newsletter's own outbox: one row per mail."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="mails")
    #: None: the question whether this address really asked for it.
    issue = models.ForeignKey(NewsletterIssue, models.CASCADE, null=True, blank=True, related_name="mails")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="new"), name="newsletter_mail_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="newsletter_mail_claimed"),
        ]
