"""What a referrer hands in, as stated; a family file exists only after acceptance."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models import Case, Municipality, Organisation, Region, User
from centre.references import new_reference
from referrals.states import REFERRAL, ReferralState


def referral_reference() -> str:
    return new_reference("V")


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A referrer sees those of the own organisation; a coordinator those of the own regions, drafts excepted."""
        seen = Q(organisation__in=user.organisations_as(Audience.REFERRER))
        seen |= Q(region__in=user.regions_as(Audience.COORDINATOR)) & ~Q(state=ReferralState.DRAFT)
        return self.filter(seen)


class Referral(models.Model):
    """One family handed in by one organisation. `stated` is a snapshot in the referrer's own words."""

    class Ground(models.TextChoices):
        CONSENT = "consent", _("both parents agree to this referral")
        LEGAL_DUTY = "legal_duty", _("a legal duty or power")
        OVERRIDE = "override", _("another ground, explained")

    reference = models.CharField(max_length=16, unique=True, default=referral_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="referrals")
    region = models.ForeignKey(Region, models.PROTECT, related_name="referrals")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="referrals")
    #: {parents: [{first_name, last_name, email, phone}], children: [{first_name, last_name, birth_date, gender}]}
    stated = EncryptedJSONField()
    question = EncryptedTextField()
    ground = models.CharField(max_length=12, choices=Ground.choices)
    ground_explained = EncryptedTextField(blank=True)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.DRAFT)
    state_since = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="referrals_decided")
    decision_reason = EncryptedTextField(blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="referrals")
    created_at = models.DateTimeField(default=clock.now)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            REFERRAL.constraint("referral_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(case__isnull=False), name="accepted_referral_has_a_case"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "submitted_at"], condition=Q(state="submitted"), name="referral_incoming"),
            models.Index(fields=["organisation", "-created_at"], name="referral_organisation"),
        ]


class Feedback(models.Model):
    """What the referrer was told at a fixed moment: a stage and a date, never clinical text. Once per kind."""

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped early")

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reached_on = models.DateField()
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "kind"], name="each_feedback_once")]
