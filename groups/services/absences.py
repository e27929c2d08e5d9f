"""A parent missed several sessions: somebody talks with this parent alone (features.md G11)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from groups import selectors
from groups.models import AbsenceTalk

#: A talk is planned, or was held, within this time.
AROUND = timedelta(days=90)


@transaction.atomic
def plan_absence_talk(*, parent: Parent, planned_on: date, by: User) -> bool:
    """The talk is planned or held: the task is done, until this parent misses as much again. Twice is the same as once.

    Returns whether this one was noted; False: it was noted before, or nothing was missed since.

    Raises ValidationError by field for a day far away.
    """
    if abs(planned_on - clock.today()) > AROUND:
        raise ValidationError({"planned_on": _("Choose a day within three months.")})
    parent = Parent.objects.select_for_update(no_key=True).get(pk=parent.pk)
    missed = selectors.times_missed(parent)
    if missed < selectors.MISSED_OFTEN:
        return False
    case = Case.objects.filter(family=parent.family_id).latest("opened_on", "pk")
    AbsenceTalk.objects.create(case=case, parent=parent, planned_on=planned_on, missed=missed, set_by=by)
    return True
