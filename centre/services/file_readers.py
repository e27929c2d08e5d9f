"""Who reads one question about a file without working with the family: named by a coordinator, over when it is decided."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, FileRequest, User

Kind = CareRelation.Kind
#: A question takes a month; further ahead somebody mistyped the year.
LONGEST = timedelta(days=366)


@transaction.atomic
def name_reader(*, request: FileRequest, user: User, until: date, by: User) -> CareRelation:
    """Let a therapist read this one question up to and including a day; no case and no other file opens with it.

    The family hears nothing of it: the other parent would learn that something was asked (law.md R26). Raises
    ValidationError by field: after the decision, for somebody who is excluded, twice for the same person, a wrong day.
    """
    row = FileRequest.objects.select_for_update(of=("self",)).select_related("case").get(pk=request.pk)
    if row.decided_at:
        raise ValidationError(_("This has been decided already."))
    if not clock.today() <= until <= clock.today() + LONGEST:
        raise ValidationError({"until": _("Choose a day from today, within a year.")})
    if CareRelation.objects.active().filter(case=row.case, user=user, kind=Kind.EXCLUDED).exists():
        raise ValidationError({"person": _("This person is excluded from this case.")})
    if row.named_readers.active().filter(user=user).exists():
        raise ValidationError({"person": _("This person can read it already.")})
    relation = CareRelation.objects.create(
        case=row.case, user=user, kind=Kind.READER, reason=row.reference, since=clock.now(), until=clock.end_of(until),
        set_by=by,
    )  # fmt: skip
    row.named_readers.add(relation)
    return relation


def end_readers(*, request: FileRequest) -> None:
    """The question was decided: there is nothing left to read for those who were named for it."""
    request.named_readers.active().update(until=clock.now())
