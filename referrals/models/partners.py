"""Partners as organisations: who speaks for them, and the keys and web-hooks of their own systems."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedTextField
from centre.models import Membership, Organisation, User
from centre.references import new_reference
from referrals.models.referral import Referral


def key_reference() -> str:
    return new_reference("S")


def hook_reference() -> str:
    return new_reference("W")


class PartnerContact(models.Model):
    """Who speaks for an organisation with the centre: invites colleagues and looks after its keys. Days inclusive."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    user = models.ForeignKey(User, models.PROTECT, related_name="speaks_for")
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(User, models.PROTECT, related_name="contacts_named")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(until=None), name="one_open_contact_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="contact_ends_after_it_starts"
            ),
        ]


class ApiKeyQuerySet(models.QuerySet):
    def working(self):
        """Keys that open something now, as far as their own dates say; see `services.keys.holder_of` for the person."""
        return self.filter(ended_at=None, ends_on__gte=clock.today())


class ApiKey(models.Model):
    """Lets one organisation's own system in. Only a keyed digest of the secret is kept; it is shown once.

    Everything is done in the name of `responsible`: without that person's hat at the organisation the key opens nothing.
    """

    reference = models.CharField(max_length=16, unique=True, default=key_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="api_keys")
    responsible = models.ForeignKey(User, models.PROTECT, related_name="api_keys")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="api_keys_made")
    made_at = models.DateTimeField(default=clock.now)
    #: The last day on which it works.
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-made_at"], name="api_key_organisation")]

    @property
    def works(self) -> bool:
        return self.ended_at is None and self.ends_on >= clock.today()

    @property
    def has_holder(self) -> bool:
        """The responsible person still refers for this organisation."""
        hats = Membership.objects.active().filter(audience=Audience.REFERRER, organisation=self.organisation_id)
        return hats.filter(user=self.responsible_id).exists()


class ApiSubmission(models.Model):
    """One submission by a partner's system: the same key with the same body gets the same answer again."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="api_submissions")
    idempotency_key = models.CharField(max_length=80)
    #: Keyed digest of the body as it came in.
    body_digest = models.CharField(max_length=64)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="api_submissions")
    #: The answer as it was given; a reference, a stage and dates, nothing about people.
    answer = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "idempotency_key"], name="an_idempotency_key_counts_once")
        ]


class WebHook(models.Model):
    """Where an organisation wants to hear that a referral of its own has news."""

    reference = models.CharField(max_length=16, unique=True, default=hook_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="web_hooks")
    address = models.URLField(max_length=300)
    #: Signs what is sent; the receiver holds the same words.
    secret = EncryptedTextField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="web_hooks_made")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["organisation"], condition=Q(ended_at=None), name="web_hook_open")]


class HookDelivery(models.Model):
    """An outbox row: one piece of news for one web-hook. Holds a reference and a stage, nothing about people."""

    class State(models.TextChoices):
        NEW = "new", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("given up")
        DROPPED = "dropped", _("no longer needed")

    key = models.CharField(max_length=120, unique=True)
    hook = models.ForeignKey(WebHook, models.CASCADE, related_name="deliveries")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="hook_deliveries")
    stage = models.CharField(max_length=24)
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: What the receiver answered last (an HTTP status), or 0 when nothing came back.
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="new"), name="hook_delivery_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="hook_delivery_claimed"),
            models.Index(fields=["hook"], condition=Q(state="dead"), name="hook_delivery_dead"),
        ]
