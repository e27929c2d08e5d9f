"""How each parent arrives: an own moment and an own note; who reads of a change is that parent alone (law.md R27)."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from centre.models import Parent, User
from groups import selectors
from groups.models import Arrival, KeptApart, Placement
from groups.services import date_letters

#: Earlier than this nobody is asked to come, in minutes before the start (groups/forms.py says the same).
EARLIEST = 60


@transaction.atomic
def set_arrival(*, placement: Placement, parent: Parent, minutes_before: int, note: str, by: User) -> Arrival:
    """How this parent arrives; this parent hears that it changed, the other does not.

    Raises ValidationError by field when parents who are kept apart would come too close to each other.
    """
    placement = Placement.objects.select_for_update(of=("self",)).select_related("case").get(pk=placement.pk)
    row = selectors.kept_apart(placement.case)
    known = _minutes(placement)
    others = [minutes for pk, minutes in known.items() if pk != parent.pk]
    if row and any(abs(minutes - minutes_before) < row.gap_minutes for minutes in others):
        text = _("These parents are kept apart: leave at least %(gap)s minutes between their arrivals.")
        raise ValidationError({"minutes_before": text % {"gap": row.gap_minutes}})
    arrival, changed = _store(placement, parent.pk, minutes_before, note)
    if changed:
        date_letters.tell_arrivals(arrivals=[arrival], by=by)
    return arrival


@transaction.atomic
def stagger(*, placement: Placement, by: User | None = None) -> None:
    """Set the arrivals of parents who are kept apart as far from each other as they must be, where they are not yet.

    Who comes first already stays first, and a note that somebody wrote stays; between equals the lot decides. With `by`
    each parent of whom something changed is told.
    """
    placement = Placement.objects.select_for_update(of=("self",)).select_related("case").get(pk=placement.pk)
    row = selectors.kept_apart(placement.case)
    known = _minutes(placement)
    if row is None or _are_apart(list(known.values()), row):
        return
    drawn = secrets.SystemRandom().sample(sorted(known), k=len(known))
    order = sorted(drawn, key=lambda pk: known[pk])
    first = known[order[0]] if known[order[0]] + row.gap_minutes * (len(order) - 1) <= EARLIEST else 0
    notes = {arrival.parent_id: arrival.note for arrival in placement.arrivals.all()}
    with translation.override(settings.LANGUAGE_CODE):
        usual = _("Somebody of the team meets you at the door and walks along with you.")
    changes = [
        _store(placement, pk, first + number * row.gap_minutes, notes.get(pk) or usual)
        for number, pk in enumerate(order)
    ]
    if by:
        date_letters.tell_arrivals(arrivals=[arrival for arrival, changed in changes if changed], by=by)


def _minutes(placement: Placement) -> dict[int, int]:
    """By parent; without a row of its own somebody comes at the start."""
    known = dict(placement.arrivals.values_list("parent", "minutes_before"))
    parents = Parent.objects.filter(family=placement.case.family_id).values_list("pk", flat=True)
    return {pk: known.get(pk, 0) for pk in parents}


def _are_apart(minutes: list[int], row: KeptApart) -> bool:
    ordered = sorted(minutes)
    return all(later - earlier >= row.gap_minutes for earlier, later in zip(ordered, ordered[1:], strict=False))


def _store(placement: Placement, parent_id: int, minutes_before: int, note: str) -> tuple[Arrival, bool]:
    """The row, and whether it says anything else than before."""
    found = Arrival.objects.filter(placement=placement, parent=parent_id).first()
    arrival = found or Arrival(placement=placement, parent_id=parent_id)
    changed = (arrival.minutes_before, arrival.note) != (minutes_before, note)
    if changed:
        arrival.minutes_before, arrival.note, arrival.revision = minutes_before, note, arrival.revision + 1
    if changed or found is None:
        arrival.save()
    return arrival, changed
