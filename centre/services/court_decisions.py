"""Keep a decision of a court once, and let facts point at it (law.md R9)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.court_numbers import tidy
from centre.models import Child, CourtDecision, Family, Parent, User


@transaction.atomic
def record_decision(
    *,
    family: Family,
    kind: str,
    number: str,
    since: date,
    by: User | None,
    court: str = "",
    decided_on: date | None = None,
    child: Child | None = None,
    parent: Parent | None = None,
    until: date | None = None,
    effect: str = "",
) -> CourtDecision:
    """Keep one decision; the same number about the same people is one. `child`, `parent`: empty is all of them.

    What a known one leaves open is filled in. Raises ValidationError by field: no number of a court, a day of deciding
    ahead, an end before the beginning, something else than is known.
    """
    number, errors = _checked(number)
    if decided_on and decided_on > clock.today():
        errors["decided_on"] = _("This day is still to come.")
    if until and until < since:
        errors["until"] = _("The end comes before the beginning.")
    if errors:
        raise ValidationError(errors)
    Family.objects.select_for_update().get(pk=family.pk)
    same = CourtDecision.objects.filter(family=family, kind=kind, child=child, parent=parent)
    # The number is ciphertext: of one family there are a handful to compare.
    known = next((row for row in same if row.number == number), None)
    told = {"court": court, "decided_on": decided_on, "since": since, "until": until, "effect": effect}
    if known:
        return _completed(known, told)
    return CourtDecision.objects.create(
        family=family,
        kind=kind,
        number=number,
        child=child,
        parent=parent,
        recorded_by=by,
        **told,
    )


def _completed(row: CourtDecision, told: dict) -> CourtDecision:
    """Fill what the row leaves open; nothing that stands is written over. Raises ValidationError by field."""
    if not (row.court or row.decided_on or row.effect):
        # Only the number was known, at a line of authority: its first day is that line's. The paper tells the decision's.
        row.since = told["since"]
    new = {name: value for name, value in told.items() if value and getattr(row, name) != value}
    other = [name for name in new if getattr(row, name)]
    if other:
        raise ValidationError(
            dict.fromkeys(other, _("This decision is known with something else here. That stays as it is."))
        )
    for name, value in new.items():
        setattr(row, name, value)
    if row.until and row.until < row.since:
        raise ValidationError({"until": _("The end comes before the beginning.")})
    row.save(update_fields=list(told))
    return row


def decision_about_authority(*, child: Child, parent: Parent, number: str, since: date, by: User | None):
    """The decision with this number on which a line of authority rests: one that is known, or a new row; None without one.

    Raises ValidationError beside the field `number`.
    """
    if not number.strip():
        return None
    plain, errors = _checked(number)
    if errors:
        raise ValidationError(errors)
    rows = CourtDecision.objects.filter(family=parent.family_id, kind=CourtDecision.Kind.AUTHORITY)
    known = [row for row in rows if row.number == plain and row.child_id in (None, child.pk)]
    return next(iter(known), None) or record_decision(
        family=parent.family, kind=CourtDecision.Kind.AUTHORITY, number=plain, child=child, since=since, by=by
    )


@transaction.atomic
def end_decision(*, decision: CourtDecision, on: date) -> None:
    """The last day on which it holds. What rests on it has an own end. Raises ValidationError beside the field."""
    row = CourtDecision.objects.select_for_update().get(pk=decision.pk)
    if on < row.since:
        raise ValidationError({"on": _("The end comes before the beginning.")})
    row.until = on
    row.save(update_fields=["until"])


def _checked(number: str) -> tuple[str, dict]:
    try:
        return tidy(number), {}
    except ValidationError as error:
        return "", {"number": error.messages}
