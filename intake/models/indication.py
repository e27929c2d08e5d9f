"""The decision which help fits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models import Case, User


class Indication(models.Model):
    """Which help fits this family: advised by rules, decided by a professional, approved by a second one."""

    class Outcome(models.TextChoices):
        GROUP = "group", _("group treatment")
        FAMILY = "family", _("individual family variant")
        PARALLEL = "parallel", _("parallel solo parenting")
        SUPERVISED_CONTACT = "supervised_contact", _("supervised contact")
        TRAUMA_FIRST = "trauma_first", _("trauma treatment first")
        SAFETY = "safety", _("safety first")
        OTHER_HELP = "other_help", _("other help")

    case = models.ForeignKey(Case, models.PROTECT, related_name="indications")
    #: {domain: {weight, text}} for system, relation, individual, safety. For assessors only.
    domains = EncryptedJSONField(default=dict)
    #: {item: {level, reason, by, on}} of the checklist, `by` and `on` being who judged it and when. For assessors only.
    findings = EncryptedJSONField(default=dict)
    #: What the rules advised, which fired and what would change it: see intake.criteria.Advice.as_dict.
    advice = EncryptedJSONField(default=dict)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    rationale = EncryptedTextField()
    #: Why the professional decided otherwise than the rules advised; empty when they agree.
    deviation_reason = EncryptedTextField(blank=True)
    #: The same words for both parents.
    letter = EncryptedTextField()
    #: In the letter beside the alternative: why this help and not the group, in words for both parents.
    reason_for_parents = EncryptedTextField(blank=True)
    alternative = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
    #: Somebody looked again on or after that day, and found this.
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="indications_reviewed")
    review_note = EncryptedTextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="indications_decided")
    decided_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="indications_approved")
    approved_at = models.DateTimeField(null=True, blank=True)
    #: Sent back by the second person, with a remark for the first; a new indication follows.
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="indications_returned")
    return_remark = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("decided_by")), name="a_second_person_approves"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(approved_at=None, returned_at=None),
                name="one_indication_waits_for_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-decided_at"], name="indication_case_decided"),
            models.Index(
                fields=["review_on"],
                condition=Q(approved_at__isnull=False, reviewed_at=None),
                name="indication_to_review",
            ),
        ]
