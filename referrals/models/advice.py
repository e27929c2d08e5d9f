"""Advice without a client file, and the directory of help."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedTextField
from centre.models import Municipality, Organisation, Region, User
from centre.references import new_reference
from referrals import terms
from referrals.states import CONSULTATION, ConsultationState


def consultation_reference() -> str:
    return new_reference("C")


def offer_reference() -> str:
    return new_reference("H")


class ConsultationQuerySet(models.QuerySet):
    def of_organisations_of(self, user):
        return self.filter(organisation__in=user.organisations_as(Audience.REFERRER))

    def in_regions_of(self, user):
        return self.filter(region__in=user.regions_as(Audience.COORDINATOR))


class Consultation(models.Model):
    """A professional's question without a name, and what was advised (domain.md 8 items 19 and 37)."""

    class Outcome(models.TextChoices):
        DONE = "done", _("the advice was carried out")
        PARTLY = "partly", _("partly carried out")
        NOT_DONE = "not_done", _("not carried out")

    reference = models.CharField(max_length=16, unique=True, default=consultation_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="consultations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="consultations")
    asked_at = models.DateTimeField(default=clock.now)
    subject = models.CharField(max_length=120)
    question = EncryptedTextField()
    state = models.CharField(max_length=10, choices=ConsultationState.choices, default=ConsultationState.ASKED)
    state_since = models.DateTimeField(default=clock.now)
    advice = EncryptedTextField(blank=True)
    advised_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="advice_given")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    #: When the advice was given; beside `asked_at` and the term this says whether it was in time.
    advised_at = models.DateTimeField(null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [CONSULTATION.constraint("consultation_state_is_known")]
        indexes = [models.Index(fields=["region", "asked_at"], condition=Q(state="asked"), name="consultation_open")]

    @property
    def due_on(self) -> date | None:
        return terms.advice_by(self.asked_at)

    @property
    def tone(self) -> str:
        return terms.advice_tone(self.asked_at, self.advised_at)


class AdviceText(models.Model):
    """An answer that helped before and can be used again: general words, without anything of a family."""

    title = models.CharField(max_length=120, unique=True)
    text = models.TextField(max_length=5_000)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="advice_texts")
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title


class HelpOffer(models.Model):
    """Help of a partner as a referrer looks for it; every fact is as old as `checked_on` (features.md E8)."""

    class Weight(models.TextChoices):
        LIGHT = "light", _("light")
        MEDIUM = "medium", _("medium")
        COMPLEX = "complex", _("complex")

    class Kind(models.TextChoices):
        """The kinds of help of the founding catalogue (domain.md FD2)."""

        AMBULANT = "ambulant", _("help at home (ambulant)")
        AMBULANT_URGENT = "ambulant_urgent", _("urgent help at home")
        YOUTH_COACHING = "youth_coaching", _("coaching of young people")
        VUHP = "vuhp", _("early home help (VUHP)")
        DAY = "day", _("day care help")
        SCHOOL = "school", _("return to school (OJ)")
        STAYING_PARENTS = "staying_parents", _("Ouderschap Blijft or Parallel Solo Ouderschap")
        VISITS = "visits", _("accompanied visits")
        FOSTER = "foster", _("foster care")
        FAMILY_HOUSE = "family_house", _("family house")
        RESIDENTIAL = "residential", _("residential help")
        EXTENDED_INTAKE = "extended_intake", _("extended intake (HGD)")
        DIAGNOSIS = "diagnosis", _("diagnosis and treatment")
        OTHER = "other", _("other help")

    class Funding(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality (Jeugdwet)")
        INSURANCE = "insurance", _("health insurance")
        COURT = "court", _("court track (uniform hulpaanbod)")
        SELF = "self", _("parents themselves")
        FREE = "free", _("free of charge")
        UNKNOWN = "unknown", _("still to be settled")

    reference = models.CharField(max_length=16, unique=True, default=offer_reference, editable=False)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    funding = models.CharField(max_length=16, choices=Funding.choices, default=Funding.UNKNOWN)
    organisation_name = models.CharField(max_length=150)
    target_group = models.CharField(max_length=200)
    min_age = models.PositiveSmallIntegerField(default=0)
    max_age = models.PositiveSmallIntegerField(default=18)
    weight = models.CharField(max_length=10, choices=Weight.choices)
    municipalities = models.ManyToManyField(Municipality, related_name="help_offers")
    cost = models.CharField(max_length=120)
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    checked_on = models.DateField()
    contact = models.CharField(max_length=200, blank=True)
    #: Where the link goes by which the partner keeps these facts current; never shown in the directory.
    keeper_email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["waiting_weeks", "title", "pk"]
        indexes = [models.Index(fields=["checked_on"], condition=Q(is_active=True), name="offer_checked")]
        constraints = [models.CheckConstraint(condition=Q(max_age__gte=F("min_age")), name="offer_ages_in_order")]

    def __str__(self):
        return f"{self.title} ({self.organisation_name})"

    @property
    def is_stale(self) -> bool:
        """Checked more than ninety days ago: call before you rely on it."""
        return self.checked_on < clock.today() - timedelta(days=90)


class OfferLink(models.Model):
    """A link by which a partner without an account keeps one offer current until a date; the secret is kept nowhere."""

    reference = models.CharField(max_length=16, unique=True, default=offer_reference, editable=False)
    offer = models.ForeignKey(HelpOffer, models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="offer_links")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(mailed_at=None), name="offer_link_to_mail")]
