"""What a referrer hands in, as stated; a family file exists only after acceptance."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models import CareRelation, Case, Municipality, Organisation, Region, User
from centre.references import new_reference
from referrals import terms
from referrals.states import REFERRAL, ReferralState


def referral_reference() -> str:
    return new_reference("V")


def nothing_stated() -> dict:
    return {"parents": [], "children": []}


def _is_barred(user) -> Q:
    """For a row: this user knows the family privately, or is excluded from the case that came of it."""
    rows = CareRelation.objects.active().filter(user=user, kind=CareRelation.Kind.EXCLUDED, case=OuterRef("case"))
    tied = ReferralStep.objects.filter(referral=OuterRef("pk"), kind=ReferralStep.Kind.TIED, by=user)
    return Q(Exists(rows)) | Q(Exists(tied))


class ReferralQuerySet(models.QuerySet):
    def of_organisations_of(self, user):
        """What the organisations for which somebody refers today have handed in, drafts included.

        Never with a conflict of interest: a colleague may be one of these parents.
        """
        rows = self.filter(organisation__in=user.organisations_as(Audience.REFERRER))
        return rows.exclude(_is_barred(user))

    def in_regions_of(self, user):
        """What reached the regions that somebody coordinates; never a draft, never with a conflict of interest."""
        rows = self.filter(region__in=user.regions_as(Audience.COORDINATOR), submitted_at__isnull=False)
        return rows.exclude(state=ReferralState.DRAFT).exclude(_is_barred(user))

    def visible_to(self, user):
        """Either of the two: the one definition of who may open a referral."""
        mine, led = self.of_organisations_of(user), self.in_regions_of(user)
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=led.values("pk")))

    def for_list(self):
        """Without what only the sheet shows: saves decryption."""
        return self.select_related("organisation", "municipality", "submitted_by").defer(
            "stated", "question", "ground_explained", "decision_reason"
        )


class Referral(models.Model):
    """One family handed in by one organisation. `stated` is a snapshot in the referrer's own words."""

    class Ground(models.TextChoices):
        CONSENT = "consent", _("both parents agree to this referral")
        LEGAL_DUTY = "legal_duty", _("a legal duty or power")
        OVERRIDE = "override", _("another ground, explained")

    class ShownTo(models.TextChoices):
        """Who may read the words of the referrer (law.md R12); no value shows them to a parent."""

        DESK = "desk", _("only who decides about this referral")
        TEAM = "team", _("also the therapists who work with the family")
        DISCUSSED = "discussed", _("also the therapists, who may discuss it with both parents")

    reference = models.CharField(max_length=16, unique=True, default=referral_reference, editable=False)
    #: Comes from the empty first page: sending that page twice makes one draft.
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="referrals")
    #: Region and municipality of the first child, known when the children are.
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="referrals")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="referrals")
    #: {parents: [{first_name, last_name, email, phone}], children: [{first_name, last_name, birth_date, gender,
    #: municipality}]}; dates as ISO text, the municipality as its CBS code.
    stated = EncryptedJSONField(default=nothing_stated)
    question = EncryptedTextField(blank=True)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    ground_explained = EncryptedTextField(blank=True)
    shown_to = models.CharField(max_length=10, choices=ShownTo.choices, default=ShownTo.DESK)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.DRAFT)
    state_since = models.DateTimeField(default=clock.now)
    #: The latest sending; the term for a decision counts from here.
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
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(region__isnull=False, municipality__isnull=False),
                name="sent_referral_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(ground__in=["consent", "legal_duty", "override"]),
                name="sent_referral_has_a_ground",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "submitted_at"], condition=Q(state="submitted"), name="referral_incoming"),
            models.Index(fields=["region", "state", "-state_since"], name="referral_desk_lists"),
            models.Index(fields=["organisation", "-created_at"], name="referral_organisation"),
        ]

    def __str__(self):
        return self.reference

    @property
    def due_on(self):
        """The last day for a decision, or None before it was sent."""
        return terms.decide_by(self.submitted_at) if self.submitted_at else None

    @property
    def days_waiting(self) -> int:
        """Working days since it was sent."""
        return terms.working_days_since(self.submitted_at) if self.submitted_at else 0

    @property
    def is_late(self) -> bool:
        return self.state == ReferralState.SUBMITTED and terms.is_late(self.submitted_at)


class ReferralStep(models.Model):
    """Something that happened to a referral: what, when, by whom, and the reason or answer. Never changed."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", _("draft begun")
        SENT = "sent", _("sent")
        RECEIVED = "received", _("received")
        RETURNED = "returned", _("sent back with a question")
        ANSWERED = "answered", _("answered and sent again")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        # The answers to the question about a conflict of interest (security reference AC15).
        UNTIED = "untied", _("does not know this family privately")
        TIED = "tied", _("knows this family privately")

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="referral_steps")
    text = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["referral", "at"], name="referral_step_at")]


class Feedback(models.Model):
    """What the referrer was told at a fixed moment: a stage and a date, never clinical text. Once per kind."""

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped early")

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reached_on = models.DateField()
    given_to = models.ForeignKey(User, models.PROTECT, related_name="feedback_received")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "kind"], name="each_feedback_once")]


class FamilyTrace(models.Model):
    """A keyed digest of something that recognises a family, so that a second referral is noticed without a search.

    Of a child the name and birth date, of a parent the address, and how names sound: equal digests, equal facts; nothing
    can be read back.
    """

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="traces")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "digest"], name="a_trace_once_per_referral")]
        indexes = [models.Index(fields=["digest"], name="family_trace_digest")]
