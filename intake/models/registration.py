"""The couple's registration with its moves, how the case found its region, and whether parents still want help."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Case, Dossier, Region, User
from intake.states import REGISTRATION, STILL_OPEN, RegistrationState


class Registration(models.Model):
    """The two applications together. Staff only: no parent ever sees this row or its state."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="registration")
    state = models.CharField(max_length=16, choices=RegistrationState.choices, default=RegistrationState.WAITING)
    state_since = models.DateTimeField(default=clock.now)
    #: The later of the two submissions: the waiting-list date (domain.md 8 item 2).
    complete_on = models.DateField(null=True, blank=True)
    #: Last day of the centre's own term for this state, in working days; empty when no term runs.
    due_on = models.DateField(null=True, blank=True)
    #: Goes before others on the waiting list; only with a reason and the person who decided it.
    has_priority = models.BooleanField(default=False)
    priority_reason = EncryptedTextField(blank=True)
    priority_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="priorities_given")

    class Meta:
        constraints = [
            REGISTRATION.constraint("registration_state_is_known"),
            models.CheckConstraint(
                condition=Q(has_priority=False) | Q(priority_by__isnull=False), name="priority_has_a_decider"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "state_since"], name="registration_state_since"),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="registration_due"),
            models.Index(fields=["case"], condition=Q(state__in=STILL_OPEN), name="registration_still_open"),
        ]


class RegistrationMove(models.Model):
    """One step of a registration: from where to where, when, by whom and why. Never changed."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=16, choices=RegistrationState.choices)
    to_state = models.CharField(max_length=16, choices=RegistrationState.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="registration_moves")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]


class RoutingRule(models.TextChoices):
    """Which rule chose the region; in order, the first that fits (features.md B3)."""

    POSTCODE = "postcode", _("the child's postcode")
    PLACE = "place", _("the child's town")
    MUNICIPALITY = "municipality", _("the municipality where the child is registered")
    NOT_SERVED = "not_served", _("nobody of us works in that region")
    UNKNOWN = "unknown", _("the town is not known")
    BY_HAND = "by_hand", _("decided by a person")


class RoutingStep(models.Model):
    """One time that a case was given a region: by which rule, on which fact, when and by whom. Never changed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="routing_steps")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16, choices=RoutingRule.choices)
    #: What the rule saw, for example the name of the municipality.
    fact = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]


class StillInterested(models.Model):
    """One parent was asked on a date whether help is still wanted; the other parent never sees the answer."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    case = models.ForeignKey(Case, models.PROTECT, related_name="interest_questions")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="interest_questions")
    asked_on = models.DateField(default=clock.today)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "dossier", "asked_on"], name="asked_once_a_day"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="interest_answer_has_a_moment",
            ),
        ]
