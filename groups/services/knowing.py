"""Write down what a season must know of a couple, and which families know each other (planning.md, rules 4 to 6)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from groups import fitting
from groups.models import CompositionPin, CoupleFacts, Group, Offer, Placement, Tie
from groups.refusals import FamiliesKnowEachOther

#: A hold that ends longer ago, or further away, is a slip of the pen.
SOONEST, LATEST = timedelta(days=366), timedelta(days=3 * 366)


def note_facts(*, case: Case, siblings: str, proceedings: str, by: User, hold_until: date | None = None) -> CoupleFacts:
    """The last word counts. Raises ValidationError by field for a last day without a hold, or one that cannot be."""
    if hold_until and proceedings != CoupleFacts.Proceedings.ON_HOLD:
        raise ValidationError({"hold_until": _("Only a court case on hold has a last day.")})
    if hold_until and not clock.today() - SOONEST < hold_until < clock.today() + LATEST:
        raise ValidationError({"hold_until": _("Look at the year: this day lies too far away.")})
    values = {
        "siblings": siblings, "proceedings": proceedings, "hold_until": hold_until, "noted_by": by, "noted_on": clock.today(),
    }  # fmt: skip
    row, _made = CoupleFacts.objects.update_or_create(case=case, defaults=values)
    return row


@transaction.atomic
def tie(*, case: Case, other: Case, strength: str, ground: str, by: User, remark: str = "") -> Tie:
    """These families know each other; saying it again changes how strongly and why.

    Raises ValidationError by field for a family with itself, and for one of which the case is closed.
    """
    if case.pk == other.pk:
        raise ValidationError({"other": _("Choose another family than this one.")})
    if case.closed_on or other.closed_on:
        raise ValidationError({"other": _("This case has been closed.")})
    one, two = sorted((case, other), key=lambda row: row.pk)
    row, _made = Tie.objects.update_or_create(
        one=one, other=two, ended_at=None,
        defaults={"strength": strength, "ground": ground, "remark": remark, "set_by": by, "set_at": clock.now()},
    )  # fmt: skip
    return row


def untie(*, row: Tie, by: User) -> None:
    """It was a mistake or is over; twice is the same as once."""
    Tie.objects.in_force().filter(pk=row.pk).update(ended_at=clock.now(), ended_by=by)


def check_ties(*, group: Group, case: Case) -> None:
    """Nobody who knows this family sits in this group, or with a stronger tie in the building on one of its days.

    Families that share a child or a parent have the stronger tie, which nobody can set aside. A noted tie that a person
    set aside in the season of this group, with a reason, no longer counts; one that was noted after that does.
    Raises FamiliesKnowEachOther; with the rule `tied` when a reason may set it aside.
    """
    noted = {row.other_id if row.one_id == case.pk else row.one_id: row for row in Tie.objects.in_force().of(case)}
    aside = _set_aside(group, [*noted, case.pk]) if noted else {}
    lifted = {pk for pk, row in noted.items() if any(aside[one] >= row.set_at for one in {pk, case.pk} & aside.keys())}
    strong = {pk for pk, row in noted.items() if row.strength == Tie.Strength.BUILDING} - lifted | _sharing(case)
    weak = noted.keys() - lifted - strong
    if near := _in_group(group, strong) | _in_building(group, strong):
        raise FamiliesKnowEachOther(_near(near | _in_group(group, weak)), rule="building")
    if near := _in_group(group, weak):
        raise FamiliesKnowEachOther(_near(near), rule="tied")


def _near(references: set[str]) -> str:
    text = _("A family there knows this one: %(references)s. They are families to keep apart.")
    return text % {"references": ", ".join(sorted(references))}


def _sharing(case: Case) -> set[int]:
    """Cases of families that have a child or a parent in common with this one."""
    people = Parent.objects.filter(family=case.family_id, user__isnull=False).values("user")
    shared = Q(family__children__families=case.family_id) | Q(family__parents__user__in=people)
    return set(Case.objects.filter(shared).exclude(pk=case.pk).values_list("pk", flat=True))


def _set_aside(group: Group, cases: list[int]) -> dict[int, datetime]:
    """Since when families may sit beside who knows them, by case."""
    rows = fitting.set_aside(group).filter(rule=CompositionPin.Rule.TIED, case__in=cases)
    return dict(rows.order_by("set_at").values_list("case", "set_at"))


def _in_group(group: Group, cases: set[int]) -> set[str]:
    return {
        reference
        for rows in _seated_or_asked(cases)
        for reference in rows.filter(group=group).values_list("case__reference", flat=True)
    }


def _in_building(group: Group, cases: set[int]) -> set[str]:
    if not cases:
        return set()
    days = {row.on for row in group.sessions.standing() if not row.is_over}
    here = {"group__practice": group.practice_id, "group__sessions__cancelled_at": None}
    moments = [
        moment
        for rows in _seated_or_asked(cases)
        for moment in rows.filter(**here).values_list("case__reference", "group__sessions__starts_at")
    ]
    return {reference for reference, starts_at in moments if timezone.localdate(starts_at) in days}


def _seated_or_asked(cases: set[int]) -> tuple[QuerySet, QuerySet]:
    """Seats now, and places that are held, of these cases."""
    return Placement.objects.current().filter(case__in=cases), Offer.objects.held().filter(case__in=cases)
