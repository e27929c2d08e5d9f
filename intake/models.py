"""Applications (one per parent), the registration of the couple, talks and the indication."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models import Case, Dossier, Parent, Region, User
from centre.references import new_reference
from intake.states import APPLICATION, REGISTRATION, ApplicationState, RegistrationState


def application_reference() -> str:
    return new_reference("AV", 10)


def help_reference() -> str:
    return new_reference("HV", 10)


def talk_reference() -> str:
    return new_reference("GS", 10)


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


class Application(models.Model):
    """One parent's own request, in that parent's dossier; seen by that parent and the assessors."""

    reference = models.CharField(max_length=16, unique=True, default=application_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="applications")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="applications")
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.STARTED)
    state_since = models.DateTimeField(default=clock.now)
    #: {step: {field: answer}}; kept per step, so that a parent may stop and return.
    answers = EncryptedJSONField(default=dict)
    #: Rises at each save: a stale page is refused and nothing is overwritten silently.
    revision = models.PositiveIntegerField(default=0)
    #: {step: revision at which it was last saved}: two tabs on different questions do not disturb each other.
    saved = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            APPLICATION.constraint("application_state_is_known"),
            models.UniqueConstraint(fields=["case", "dossier"], name="one_application_per_parent_and_case"),
        ]


class ConditionsText(models.Model):
    """A version of the conditions (privacy, procedures on hold, questionnaires, both attend); never changed."""

    version = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    published_on = models.DateField()

    class Meta:
        ordering = ["-version"]


class ConditionsAcceptance(models.Model):
    """This parent accepted this version at this moment."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="acceptances")
    text = models.ForeignKey(ConditionsText, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "text"], name="each_version_accepted_once")]


class Talk(models.Model):
    """An exploratory talk or intake of one case; joint or each parent apart."""

    class Kind(models.TextChoices):
        EXPLORATORY = "exploratory", _("exploratory talk")
        INTAKE_1 = "intake_1", _("first intake")
        INTAKE_2 = "intake_2", _("second intake")

    class Form(models.TextChoices):
        TOGETHER = "together", _("both parents together")
        APART = "apart", _("each parent apart")

    reference = models.CharField(max_length=16, unique=True, default=talk_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="talks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    form = models.CharField(max_length=10, choices=Form.choices)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200)
    led_by = models.ForeignKey(User, models.PROTECT, related_name="talks_led")
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="talks_planned")
    held_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: Rises when the talk moves or is cancelled: the SEQUENCE of its calendar file (RFC 5545).
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(cancelled_at=None), name="one_running_talk_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["led_by", "starts_at"], name="talk_lead_start")]


class TalkGuest(models.Model):
    """One invited person with an own arrival time: a parent, or the referrer's user. Nobody sees the other guests."""

    reference = models.CharField(max_length=16, unique=True, default=talk_reference, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="guests")
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="talk_invitations")
    user = models.ForeignKey(User, models.PROTECT, related_name="talk_invitations")
    arrives_at = models.DateTimeField()
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talk", "user"], name="one_invitation_per_talk_and_person")]


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
    #: What the rules advised and which fired: {advice, fired: [...], would_change: [...], version}.
    advice = EncryptedJSONField(default=dict)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    rationale = EncryptedTextField()
    #: Why the professional decided otherwise than the rules advised; empty when they agree.
    deviation_reason = EncryptedTextField(blank=True)
    #: The same words for both parents.
    letter = EncryptedTextField()
    alternative = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
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
        indexes = [models.Index(fields=["case", "-decided_at"], name="indication_case_decided")]


class HelpRequest(models.Model):
    """A request for help without an account: kept per page, picked up again by a mailed link, matched by staff.

    One parent's own words; no family file exists yet and nothing here is ever shown to another parent.
    """

    reference = models.CharField(max_length=16, unique=True, default=help_reference, editable=False)
    #: Digest of the secret in the link: the link itself is known to the sender only.
    token_digest = models.CharField(max_length=64, unique=True)
    answers = EncryptedJSONField(default=dict)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="help_requests")
    created_at = models.DateTimeField(default=clock.now)
    #: The moment after which the link no longer opens.
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    #: A case was opened or found for this request; decided by a person, never by matching names.
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="help_requests")
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="help_requests_handled")
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at"], condition=Q(handled_at=None), name="help_request_open")]
