"""One parent's own application, and the versions of the conditions that each parent accepts."""

from django.db import models

from centre import clock
from centre.fields import EncryptedJSONField
from centre.models import Case, Dossier
from centre.references import new_reference
from intake.states import APPLICATION, ApplicationState


def application_reference() -> str:
    return new_reference("AV", 10)


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
