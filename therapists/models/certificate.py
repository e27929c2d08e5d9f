"""Rules with versions, certificates with their dated facts, and the decisions about them."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from centre import clock
from centre.audiences import Audience
from centre.models import User
from centre.references import new_reference
from therapists.models.therapist import Therapist
from therapists.standing import Facts
from therapists.states import DecisionKind, Role


def decision_reference() -> str:
    return new_reference("BS")


class RuleSet(models.Model):
    """A version of the certification rules; old decisions stay judged by their own version."""

    version = models.PositiveSmallIntegerField(unique=True)
    published_on = models.DateField()
    #: Empty means 'nog vast te stellen' (domain.md 9).
    validity_months = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal_opens_months_before = models.PositiveSmallIntegerField(default=6)
    requirements = models.JSONField(default=list, help_text="[{key, title, explanation}]")

    def __str__(self):
        return f"v{self.version}"


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All certificates for coordinators, one's own for anybody else."""
        return self if user.is_in(Audience.COORDINATOR) else self.filter(therapist__user=user)

    def decided_by(self, user):
        """Certificates about which this coordinator decides: those of the therapists of the own region."""
        return self.filter(therapist__in=Therapist.objects.decided_by(user).values("pk"))

    def own(self, user):
        return self.filter(therapist__user=user)

    def running(self):
        """Not taken back: at most one per therapist and role."""
        return self.filter(withdrawn_on=None)

    def with_facts(self):
        """Everything that the standing follows from, in two queries."""
        return self.select_related("therapist__user", "rule_set").prefetch_related("suspensions")

    def valid_on(self, day):
        """Certificates with which one may lead on this day: the same verdict as standing.py, in SQL."""
        in_time = Q(renewal_applied_on__lte=day) & Q(renewal_applied_on__lte=F("valid_until"))
        renewing = in_time & (Q(renewal_decided_on=None) | Q(renewal_decided_on__gt=day))
        # A date of the query around this one (OuterRef) is one floor further away for the query inside it.
        inside = OuterRef(day) if isinstance(day, OuterRef) else day
        held = Suspension.objects.filter(
            Q(until=None) | Q(until__gte=inside), certificate=OuterRef("pk"), since__lte=inside
        )
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day) | renewing,
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
            Q(therapist__deregistered_on=None) | Q(therapist__deregistered_on__gt=day),
            ~Exists(held),
            granted_on__lte=day,
        )


class Certificate(models.Model):
    """One role's certificate of one therapist: applied, perhaps granted, perhaps ended; all by date (inclusive)."""

    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="certificates")
    role = models.CharField(max_length=12, choices=Role.choices)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="certificates")
    applied_on = models.DateField(default=clock.today)
    training_started_on = models.DateField(null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    #: A running application for renewal keeps the old state until it is decided.
    renewal_applied_on = models.DateField(null=True, blank=True)
    renewal_decided_on = models.DateField(null=True, blank=True)
    #: Taken back by a decision; the row stays as history.
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["role", "-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["therapist", "role"], condition=Q(withdrawn_on=None), name="one_running_certificate_per_role"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(granted_on__isnull=False, valid_until__gte=F("granted_on")),
                name="certificate_ends_after_it_is_granted",
            ),
        ]
        indexes = [models.Index(fields=["role", "valid_until"], name="certificate_role_until")]

    @property
    def facts(self) -> Facts:
        """What standing.py judges; load with `with_facts()` to keep it one query."""
        return Facts(
            training_started_on=self.training_started_on,
            granted_on=self.granted_on,
            valid_until=self.valid_until,
            renewal_applied_on=self.renewal_applied_on,
            renewal_decided_on=self.renewal_decided_on,
            withdrawn_on=self.withdrawn_on,
            deregistered_on=self.therapist.deregistered_on,
            suspensions=tuple((row.since, row.until) for row in self.suspensions.all()),
            window_months=self.rule_set.renewal_opens_months_before,
        )


class Suspension(models.Model):
    """A certificate does not count between these dates (inclusive); open-ended until lifted."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="suspensions")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="suspensions_decided")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="suspension_ends_after_it_starts",
            )
        ]


class DecisionQuerySet(models.QuerySet):
    def own(self, user):
        return self.filter(certificate__therapist__user=user)


class Decision(models.Model):
    """What was decided about a certificate, with its reasons and under which version of the rules. Never changed."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=16, choices=DecisionKind.choices)
    decided_on = models.DateField(default=clock.today)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="certificate_decisions")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="decisions")
    #: The last day of the certificate after this decision, where that is known.
    valid_until = models.DateField(null=True, blank=True)
    reasons = models.TextField()
    #: With "not yet": what would help, so that a refusal is always a way on.
    advice = models.TextField(blank=True)
    #: In addresses: a decision is named by itself, not by its row.
    reference = models.CharField(max_length=16, unique=True, default=decision_reference, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
