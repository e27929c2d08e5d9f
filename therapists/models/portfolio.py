"""What somebody hands in for a certificate, and the appeal against a decision. No points are counted (FD1)."""

from django.db import models
from django.db.models import Q

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import User
from therapists.models.certificate import Certificate, Decision, RuleSet


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
