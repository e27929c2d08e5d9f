"""Parental authority (gezag) as dated facts with evidence; who must consent and who may read follow from it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Child, Parent, ParentalAuthority, User


@transaction.atomic
def record_authority(
    *, child: Child, parent: Parent, since: date, evidence: str, by: User | None, until: date | None = None
) -> ParentalAuthority:
    """Open a new interval of authority; an open one of the same parent is closed the day before.

    The same first day again is the same interval, with the evidence that was seen now. Raises ValidationError by field
    for a day before the birth, dates out of order, and days that another interval of this parent covers already.
    """
    rows = ParentalAuthority.objects.select_for_update().filter(child=child, parent=parent)
    _refuse_interval(rows.exclude(since=since).exclude(until=None, since__lt=since), child, since, until)
    rows.filter(until=None, since__lt=since).update(until=since - timedelta(days=1), end_evidence=evidence)
    was_seen = by is not None and evidence != ParentalAuthority.Evidence.DECLARED
    facts = {
        "until": until, "evidence": evidence, "end_evidence": evidence if until else "",
        "checked_by": by if was_seen else None, "checked_on": clock.today() if was_seen else None,
    }  # fmt: skip
    return ParentalAuthority.objects.update_or_create(child=child, parent=parent, since=since, defaults=facts)[0]


def _refuse_interval(others: QuerySet[ParentalAuthority], child: Child, since: date, until: date | None) -> None:
    errors = {}
    overlapping = others.filter(Q(until=None) | Q(until__gte=since), **({"since__lte": until} if until else {}))
    if since < child.birth_date:
        errors["since"] = _("The child was not born yet on this day.")
    elif overlapping.exists():
        errors["since"] = _("Another line of this parent covers these days already. End that one first.")
    if until and until < since:
        errors["until"] = _("The end comes before the beginning.")
    if errors:
        raise ValidationError(errors)


def end_authority(*, authority: ParentalAuthority, on: date, evidence: str = "", by: User | None = None) -> None:
    """The last day on which this parent holds authority, and what that rests on. Raises ValidationError by field."""
    if on < authority.since:
        raise ValidationError({"on": _("The end comes before the beginning.")})
    authority.until, authority.end_evidence = on, evidence
    if by is not None:
        authority.checked_by, authority.checked_on = by, clock.today()
    authority.save(update_fields=["until", "end_evidence", "checked_by", "checked_on"])
