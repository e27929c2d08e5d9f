"""After the sessions: the evaluation, the report per person, and the talk after six months (domain.md 2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Dossier, User
from centre.references import new_reference
from groups.models.seat import Placement
from therapists.models import Room, Therapist


def voice_reference() -> str:
    return new_reference("EV", 10)


class Evaluation(models.Model):
    """The evaluation of one couple. What was agreed is one text for both parents; all else is per person apart."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="evaluation")
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="evaluations_planned")
    planned_at = models.DateTimeField(default=clock.now)
    #: The same words for both parents, sent to both at the same moment.
    agreed = EncryptedTextField(blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)


class EvaluationVoice(models.Model):
    """One person who is heard: a parent, the referrer, somebody of one parent's network; each at an own moment."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent")
        REFERRER = "referrer", _("referrer")
        NETWORK = "network", _("somebody of the network")

    reference = models.CharField(max_length=16, unique=True, default=voice_reference, editable=False)
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="voices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: In whose dossier the words are kept: the parent's own; of somebody of the network, the parent who named them.
    #: A referrer speaks about the case and has no dossier.
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="evaluation_voices")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="evaluation_voices")
    name = EncryptedTextField()
    moment = models.DateTimeField()
    #: Empty: by telephone, or elsewhere.
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="evaluation_voices")
    #: Who hears this person; their quarters of an hour are taken (Occupancy).
    leads = models.ManyToManyField(Therapist, related_name="evaluation_voices")
    #: Rises when the talk gets another moment or place: everybody is told, and calendars take it over (SEQUENCE, RFC 5545).
    revision = models.PositiveSmallIntegerField(default=0)
    text = EncryptedTextField(blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="referrer", dossier=None, user__isnull=False)
                | Q(kind="parent", dossier__isnull=False, user__isnull=False)
                | Q(kind="network", dossier__isnull=False, user=None),
                name="a_voice_belongs_somewhere",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "user"], condition=Q(user__isnull=False), name="one_voice_per_user_and_evaluation"
            ),
        ]


class ClosingReport(models.Model):
    """The final report about one parent, read by a second person before it goes to that parent."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="closing_reports")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="closing_reports")
    #: Facts at the moment of writing: {sessions, present, late, excused, absent, first, last}.
    facts = models.JSONField(default=dict)
    text = EncryptedTextField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="closing_reports_written")
    written_at = models.DateTimeField(default=clock.now)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="closing_reports_read")
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "dossier"], name="one_closing_report_per_person"),
            models.CheckConstraint(
                condition=Q(read_by=None) | ~Q(read_by=models.F("written_by")), name="a_report_has_a_second_reader"
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(read_at__isnull=False), name="read_before_sent"),
        ]


class FollowUp(models.Model):
    """The talk with one parent about six months after the group."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="follow_ups")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    #: Not held: did not want to, could not be reached. Counts as done.
    skipped_reason = models.CharField(max_length=200, blank=True)
    text = EncryptedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="follow_ups_done")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "dossier"], name="one_follow_up_per_person")]
        indexes = [models.Index(fields=["due_on"], condition=Q(held_on=None, skipped_reason=""), name="follow_up_due")]
