"""A child's own voice, the code with which a younger child opens the page, and two rows that were one child."""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.fields import EncryptedJSONField
from centre.models import Case, Child, Dossier, User


class ChildVoice(models.Model):
    """What a child told by itself, in the child's own dossier. Parents do not see it, nor that it is there."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="child_voices")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="child_voices")
    #: {question: answer}, see intake/voice.py.
    answers = EncryptedJSONField(default=dict)
    told_at = models.DateTimeField(default=clock.now)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="child_voices_read")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-told_at"], name="child_voice_case_told")]


class VoiceCode(models.Model):
    """A spoken code that lets one child tell its own story once, without an account (children under twelve)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="voice_codes")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="voice_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="voice_codes_made")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ChildMerge(models.Model):
    """Two rows were one child: what moved from the second to the first, so that it can be moved back."""

    kept = models.ForeignKey(Child, models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Child, models.PROTECT, related_name="merges_gone")
    #: [[model label, primary key, field, old key]], and of a line of authority its fields before and after: no content.
    moved = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="child_merges")
    merged_at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="child_merges_undone")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="a_child_is_not_merged_with_itself"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="a_child_is_gone_once"),
        ]
