"""The safety dossier: restricted to named staff, absent from every page of the family (law.md R53-R56)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models.dossier import Dossier
from centre.models.user import User
from centre.references import message_reference
from centre.reporting_code import STEPS
from centre.two_people import still_counts


class SafetyEntry(models.Model):
    """One dated fact about safety: a signal, the flag, a follow-up. Never changed afterwards."""

    class Kind(models.TextChoices):
        SIGNAL = "signal", _("signal")
        FLAG_SET = "flag_set", _("safety flag set")
        FLAG_LIFTED = "flag_lifted", _("safety flag lifted")
        STEP = "step", _("step of the reporting code")
        PHASE = "phase", _("phase of safety")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="safety_entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = EncryptedTextField()
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="safety_entries")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "safety entries"
        indexes = [models.Index(fields=["dossier", "-entered_at"], name="safety_dossier_entered")]


class SafetyPhase(models.Model):
    """From when which phase of safety holds (phased care, Van Arum & Vogtländer); the latest row is the present one."""

    class Phase(models.TextChoices):
        DIRECT = "direct", _("direct safety comes first")
        RISK = "risk", _("stable safety, risks are worked on")
        RECOVERY = "recovery", _("recovery")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="safety_phases")
    phase = models.CharField(max_length=8, choices=Phase.choices)
    reason = EncryptedTextField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="safety_phases")
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["dossier", "-decided_at"], name="phase_dossier_decided")]


class SafetyPlan(models.Model):
    """One version of the agreements about safety; the latest row of a dossier is the plan, `is_closing` ends it."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="safety_plans")
    agreements = EncryptedTextField()
    #: How the agreements before this version held; empty for the first.
    looking_back = EncryptedTextField(blank=True)
    #: Who sees to it; a person, not a team.
    owner = models.ForeignKey(User, models.PROTECT, related_name="safety_plans_owned")
    review_on = models.DateField(null=True, blank=True)
    is_closing = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="safety_plans_written")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_closing=True, review_on=None) | Q(is_closing=False, review_on__isnull=False),
                name="a_running_safety_plan_has_a_review_date",
            )
        ]
        indexes = [
            models.Index(fields=["dossier", "-written_at"], name="plan_dossier_written"),
            models.Index(fields=["review_on"], condition=Q(is_closing=False), name="plan_review_on"),
        ]


class SafetyConcern(models.Model):
    """One walk through the reporting code; where it stands follows from its steps."""

    reference = models.CharField(max_length=16, unique=True, default=message_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="concerns")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="concerns_opened")
    opened_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return self.reference


class ConcernStep(models.Model):
    """One step that was taken: what was answered, by whom and when. Append-only, also in the database."""

    class Kind(models.TextChoices):
        SIGNALS = "signals", _("1. The signals")
        CONSULT = "consult", _("2. Asking a colleague or Veilig Thuis")
        TALK = "talk", _("3. The talk with the family")
        WEIGH = "weigh", _("4. Weighing")
        QUESTIONS = "questions", _("5. The five questions")
        DECISION = "decision", _("5. The decision")
        FOLLOW_UP = "follow_up", _("What happened since")

    concern = models.ForeignKey(SafetyConcern, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: What was filled in, by field name of the step's form.
    answers = EncryptedJSONField()
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="concern_steps")
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "kind"], condition=Q(kind__in=STEPS), name="each_step_of_the_code_once"
            )
        ]


class SafetyRelease(models.Model):
    """Two people decide about one text out of the safety file for one person: given out, or withheld (law.md R54).

    The text is written anew for this person; nothing of the file itself goes out, and the other parent is told nothing.
    """

    class Decision(models.TextChoices):
        GIVE = "give", _("this text is given")
        WITHHOLD = "withhold", _("nothing is given now")

    reference = models.CharField(max_length=16, unique=True, default=message_reference, editable=False)
    #: The safety dossier.
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="releases")
    #: For whom: the own dossier of a parent or a child of the case.
    to = models.ForeignKey(Dossier, models.PROTECT, related_name="released_to")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    text = EncryptedTextField(blank=True)
    reason = EncryptedTextField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="releases_proposed")
    proposed_at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="releases_settled")
    settled_at = models.DateTimeField(null=True, blank=True)
    #: Nobody decided along within a day and somebody proposed anew; this one stays to be read.
    lapsed_at = models.DateTimeField(null=True, blank=True)
    #: What the second person said; empty while it waits.
    is_agreed = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "to"],
                condition=Q(settled_at=None, lapsed_at=None),
                name="one_open_release_per_person",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=models.F("proposed_by")), name="a_release_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None, is_agreed=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False, is_agreed__isnull=False),
                name="a_release_is_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["dossier", "-proposed_at"], name="release_dossier_proposed")]

    @property
    def has_lapsed(self) -> bool:
        """Nobody decided along within a day."""
        return self.settled_at is None and not still_counts(self.proposed_at)

    @property
    def went_out(self) -> bool:
        return bool(self.is_agreed) and self.decision == self.Decision.GIVE
