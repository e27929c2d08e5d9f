"""Propose, agree with two, hold, lift, erase what is over. Nothing is erased without two people and a fresh look."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock, retention
from centre.models import Dossier, ErasureProposal, LegalHold, User
from centre.services import erasure


@transaction.atomic
def propose() -> int:
    """Propose every dossier of which the term is over; returns how many are new. Twice is the same as once."""
    new = 0
    for row in retention.due():
        defaults = {"category": row.category, "ends_on": row.ends_on}
        _proposal, made = ErasureProposal.objects.get_or_create(
            dossier=row.dossier, executed_at=None, defaults=defaults
        )
        new += made
    return new


@transaction.atomic
def agree(*, proposal: ErasureProposal, by: User) -> ErasureProposal:
    """The first or the second person agrees; an agreement that nobody joined within a day counts no longer.

    Raises ValidationError for the same person, or after two.
    """
    row = ErasureProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.second_by_id or row.executed_at:
        raise ValidationError(_("Two people agreed already."))
    if row.waits_for_second and row.first_by_id == by.pk:
        raise ValidationError(_("Somebody else has to agree as well; you were the first."))
    if not row.waits_for_second:
        row.first_by, row.first_at = by, clock.now()
    else:
        row.second_by, row.second_at = by, clock.now()
    row.save(update_fields=["first_by", "first_at", "second_by", "second_at"])
    return row


@transaction.atomic
def hold(*, dossier: str, reason: str, until: date, by: User) -> LegalHold:
    """Keep a dossier whatever its term. `dossier`: its reference. What was proposed for it lapses.

    Raises ValidationError by field for an unknown reference or a last day that is over.
    """
    row = Dossier.objects.select_for_update().filter(reference=dossier.strip().upper()).first()
    if row is None:
        raise ValidationError({"dossier": _("We do not know this reference.")})
    if until < clock.today():
        raise ValidationError({"until": _("This day is over already.")})
    ErasureProposal.objects.filter(dossier=row, executed_at=None).delete()
    return LegalHold.objects.create(dossier=row, reason=reason, until=until, placed_by=by)


@transaction.atomic
def lift(*, held: LegalHold, by: User) -> None:
    """End a hold before its last day; lifting twice is the same as once."""
    row = LegalHold.objects.select_for_update().get(pk=held.pk)
    if row.lifted_at is None:
        row.lifted_by, row.lifted_at = by, clock.now()
        row.save(update_fields=["lifted_by", "lifted_at"])


def apply() -> int:
    """Erase what two people agreed to, each in a transaction of its own; returns how many.

    A dossier that is held or was written in meanwhile is not over any more: its proposal lapses.
    """
    agreed = ErasureProposal.objects.filter(executed_at=None, second_by__isnull=False)
    return sum(_execute(pk) for pk in list(agreed.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _execute(pk: int) -> bool:
    row = ErasureProposal.objects.select_for_update().filter(pk=pk, executed_at=None).first()
    if row is None:
        return False
    dossier = retention.sorted_out().select_for_update(of=("self",)).get(pk=row.dossier_id)
    ends_on = retention.kept_until(dossier, dossier.category)
    if dossier.category != row.category or ends_on is None or ends_on >= clock.today() or retention.is_held(dossier):
        row.delete()
        return False
    erasure.erase(dossier=dossier, category=row.category, people=(row.first_by, row.second_by))
    row.executed_at = clock.now()
    row.save(update_fields=["executed_at"])
    return True
