"""Words of the register. A certificate has no stored state: `standing.py` derives it from dated facts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PARENT_LEAD = "parent_lead", _("parent therapist")
    CHILD_LEAD = "child_lead", _("child therapist")


class Standing(TextChoices):
    CANDIDATE = "candidate", _("candidate")
    IN_TRAINING = "in_training", _("in training")
    CERTIFIED = "certified", _("certified")
    RENEWAL_RUNNING = "renewal_running", _("certified, renewal running")
    EXPIRING = "expiring", _("certified, expires soon")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    DEREGISTERED = "deregistered", _("deregistered")


class DecisionKind(TextChoices):
    GRANTED = "granted", _("certificate granted")
    NOT_YET = "not_yet", _("not yet")
    RENEWED = "renewed", _("certificate renewed")
    NOT_RENEWED = "not_renewed", _("certificate not renewed")
    SUSPENDED = "suspended", _("suspended")
    LIFTED = "lifted", _("suspension lifted")
    WITHDRAWN = "withdrawn", _("certificate withdrawn")
