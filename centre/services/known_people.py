"""Mark somebody who is widely known: for the privacy officer only (law.md R48)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Dossier, KnownPerson, User


@transaction.atomic
def mark_known(*, dossier: str, by: User) -> KnownPerson:
    """Let every look at this file come into the weekly sample. `dossier`: its reference; marking twice is once.

    Raises ValidationError by field for an unknown reference, and for a safety dossier: it is of no one person.
    """
    rows = Dossier.objects.select_for_update().exclude(kind=Dossier.Kind.SAFETY)
    row = rows.filter(reference=dossier.strip().upper()).first()
    if row is None:
        raise ValidationError({"dossier": _("We do not know this reference.")})
    mark, _made = KnownPerson.objects.get_or_create(dossier=row, ended_at=None, defaults={"marked_by": by})
    return mark


@transaction.atomic
def end_mark(*, mark: KnownPerson, by: User) -> None:
    """Not needed any more; twice is the same as once."""
    row = KnownPerson.objects.select_for_update().get(pk=mark.pk)
    if row.ended_at is None:
        row.ended_at, row.ended_by = clock.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
