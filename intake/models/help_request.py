"""Requests without an account, the keyed traces by which two of them may be found to belong together, and the decision."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField
from centre.models import Case, Parent, Region, User
from centre.references import new_reference
from intake.models.registration import RoutingRule


def help_reference() -> str:
    return new_reference("HV", 10)


class HelpRequest(models.Model):
    """A request for help without an account: kept per page, picked up again by a mailed link, matched by staff.

    One parent's own words; no family file exists yet and nothing here is ever shown to another parent.
    """

    class Outcome(models.TextChoices):
        OPENED = "opened", _("a case was opened")
        ATTACHED = "attached", _("added to a case")
        DISMISSED = "dismissed", _("put aside")

    reference = models.CharField(max_length=16, unique=True, default=help_reference, editable=False)
    #: Digest of the secret in the link: the link itself is known to the sender only.
    token_digest = models.CharField(max_length=64, unique=True)
    answers = EncryptedJSONField(default=dict)
    #: Rises at each save; {page: revision} in `saved`: nothing is overwritten from an older page.
    revision = models.PositiveIntegerField(default=0)
    saved = models.JSONField(default=dict)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="help_requests")
    #: Why this region (or none): the rule that fired.
    routed_by = models.CharField(max_length=16, choices=RoutingRule.choices, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    #: The moment after which the link no longer opens.
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    #: A case was opened or found for this request; decided by a person, never by matching names.
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="help_requests")
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="help_requests_handled")
    handled_at = models.DateTimeField(null=True, blank=True)
    #: What the decision was; empty while it is open.
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    #: The parent row that the sender became, when the decision made it so (undone along with it).
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="help_requests")
    reason = models.CharField(max_length=200, blank=True)
    #: What the sender's own words changed in lines of authority: [[primary key, evidence before, evidence after]].
    naming = models.JSONField(default=list)
    #: The sender answered that it is not safe now. For staff only: in the queue, and as the flag of the case it becomes.
    is_unsafe = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(handled_at=None), name="help_request_open"),
            models.Index(fields=["-handled_at"], condition=Q(handled_at__isnull=False), name="help_request_handled"),
        ]


class MatchTrace(models.Model):
    """One keyed digest of what a request declares (a child, a birth date, a name): equal traces make a candidate.

    The digest needs the server's key (intake/matching.py); from the row alone nobody reads a name.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("a child with this name and birth date")
        BORN = "born", _("a child with this birth date")
        SENDER = "sender", _("the sender's name")
        OTHER = "other", _("the other parent's name")
        CONTACT = "contact", _("the sender's mail address or phone")

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "digest"], name="each_trace_once_per_request")
        ]
        indexes = [models.Index(fields=["digest"], name="match_trace_digest")]


class MatchDecision(models.Model):
    """A person's word about two requests: the same family or not. Symmetric (the lower key first) and revocable."""

    class Verdict(models.TextChoices):
        SAME = "same", _("the same family")
        DIFFERENT = "different", _("not the same family")

    one = models.ForeignKey(HelpRequest, models.CASCADE, related_name="matches_as_one")
    two = models.ForeignKey(HelpRequest, models.CASCADE, related_name="matches_as_two")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="matches_decided")
    decided_at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="matches_undone")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("two")), name="a_match_has_one_order"),
            models.UniqueConstraint(
                fields=["one", "two"], condition=Q(undone_at=None), name="one_standing_word_per_pair"
            ),
        ]
