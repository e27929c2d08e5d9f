"""What somebody hands in for a certificate, and the appeal against a decision. No points are counted (FD1)."""

from django.db import models
from django.db.models import Q

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import User
from centre.models.attachment import random_key
from centre.references import new_reference
from therapists.models.certificate import Certificate, Decision, RuleSet


def evidence_reference() -> str:
    return new_reference("BW", 10)


def review_reference() -> str:
    return new_reference("BO", 10)


class Portfolio(models.Model):
    """One round of one certificate: its items follow the requirements of its own version of the rules.

    Being written until `submitted_on`; closed by `decision`, after which a new round may start.
    """

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="portfolios")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="portfolios")
    started_on = models.DateField(default=clock.today)
    submitted_on = models.DateField(null=True, blank=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="portfolio")

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(decision=None), name="one_open_portfolio_per_certificate"
            )
        ]


class PortfolioItem(models.Model):
    """The answer to one requirement, by its key in the rule set. Free text about one's own work: encrypted."""

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="items")
    key = models.CharField(max_length=40)
    text = EncryptedTextField()
    written_at = models.DateTimeField(default=clock.now)
    #: When it took place, and the last day on which it counts, where the proof names one.
    happened_on = models.DateField(null=True, blank=True)
    counts_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["portfolio", "key"], name="one_item_per_requirement")]


class Appeal(models.Model):
    """Somebody asks to look again at a decision; another person than the first one decides about it."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    text = EncryptedTextField()
    lodged_on = models.DateField(default=clock.today)
    is_upheld = models.BooleanField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="appeals_decided")
    reasons = models.TextField(blank=True)


class EvidenceFile(models.Model):
    """A file with an item: rewritten by centre/uploads.py, locked away; the sender's file name is not kept."""

    item = models.ForeignKey(PortfolioItem, models.CASCADE, related_name="files")
    reference = models.CharField(max_length=16, unique=True, default=evidence_reference, editable=False)
    #: Name of the file on the private disk.
    key = models.CharField(max_length=32, unique=True, default=random_key, editable=False)
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpg", "JPG"), ("png", "PNG")])
    #: In bytes, as it is downloaded.
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "pk"]


class ReviewQuerySet(models.QuerySet):
    def own(self, user):
        return self.filter(reviewer=user)

    def to_judge(self):
        return self.filter(judged_on=None, portfolio__decision=None)


class Review(models.Model):
    """A colleague without ties reads a portfolio, talks with its writer and judges; two of them per portfolio."""

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="portfolio_reviews")
    reference = models.CharField(max_length=16, unique=True, default=review_reference, editable=False)
    asked_on = models.DateField(default=clock.today)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="portfolio_reviews_asked")
    talked_on = models.DateField(null=True, blank=True)
    judged_on = models.DateField(null=True, blank=True)
    is_ready = models.BooleanField(null=True, blank=True)
    reasons = EncryptedTextField(blank=True)
    #: With "not yet": what would help.
    advice = EncryptedTextField(blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "reviewer"], name="one_review_per_person_and_portfolio"),
            models.CheckConstraint(
                condition=Q(judged_on=None, is_ready=None) | Q(judged_on__isnull=False, is_ready__isnull=False),
                name="a_judgement_has_a_date",
            ),
        ]
