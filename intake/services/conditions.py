"""The conditions that a parent accepts: one version at a time, the first moment of each stays (features.md A6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from intake.conditions import current_conditions, owed_by
from intake.models import Application, ConditionsAcceptance, ConditionsText


def accept_conditions(*, application: Application, text: ConditionsText) -> ConditionsAcceptance:
    """This parent accepts this version; the first moment stays."""
    return ConditionsAcceptance.objects.get_or_create(application=application, text=text)[0]


@transaction.atomic
def accept_new_conditions(*, application: Application, version: int) -> ConditionsAcceptance | None:
    """After sending: accept the version that came since. Nothing owed: nothing happens, so twice is the same as once.

    Raises ValidationError when a still newer version is in force: that one must be read first.
    """
    if owed_by(application) is None:
        return None
    text = current_conditions()
    if text.version != version:
        raise ValidationError({"version": _("The text has changed. Please read it again.")})
    return accept_conditions(application=application, text=text)
