"""Write down what a season must know of a couple, and which families know each other (planning.md, rules 4 to 6)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, User
from groups.models import CompositionPin, CoupleFacts, Group, Offer, Placement, Tie
from groups.refusals import FamiliesKnowEachOther
from groups.season_facts import START_WEEKS

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

    A tie that a person set aside in the season of this group, with a reason, no longer counts; one that was noted after
    that does. Raises FamiliesKnowEachOther.
    """
    ties = {row.other_id if row.one_id == case.pk else row.one_id: row for row in Tie.objects.in_force().of(case)}
    if not ties:
        return
    aside = _set_aside(group, [*ties, case.pk])
    lifted = {pk for pk, row in ties.items() if any(aside[one] >= row.set_at for one in {pk, case.pk} & aside.keys())}
    ties = {pk: row for pk, row in ties.items() if pk not in lifted}
    if not ties:
        return
    strong = [pk for pk, row in ties.items() if row.strength == Tie.Strength.BUILDING]
    near = _in_group(group, list(ties)) | (_in_building(group, strong) if strong else set())
    if near:
        text = _("A family there knows this one: %(references)s. They were noted as families to keep apart.")
        raise FamiliesKnowEachOther(text % {"references": ", ".join(sorted(near))})


def _set_aside(group: Group, cases: list[int]) -> dict[int, datetime]:
    """Since when families may sit beside who knows them: case and moment, of the season in which this group begins.

    A season proposes groups of which the first date lies within START_WEEKS of its own first day.
    """
    first = group.sessions.order_by("number").first().on
    pins = CompositionPin.objects.filter(
        kind="override", rule="tied", ended_at=None, case__in=cases, region=group.region_id,
        starts_on__gt=first - timedelta(weeks=START_WEEKS), starts_on__lte=first,
    )  # fmt: skip
    return dict(pins.order_by("set_at").values_list("case", "set_at"))


def _in_group(group: Group, cases: list[int]) -> set[str]:
    return {
        reference
        for rows in _seated_or_asked(cases)
        for reference in rows.filter(group=group).values_list("case__reference", flat=True)
    }


def _in_building(group: Group, cases: list[int]) -> set[str]:
    days = {row.on for row in group.sessions.standing() if not row.is_over}
    here = {"group__practice": group.practice_id, "group__sessions__cancelled_at": None}
    moments = [
        moment
        for rows in _seated_or_asked(cases)
        for moment in rows.filter(**here).values_list("case__reference", "group__sessions__starts_at")
    ]
    return {reference for reference, starts_at in moments if timezone.localdate(starts_at) in days}


def _seated_or_asked(cases: list[int]) -> tuple[QuerySet, QuerySet]:
    """Seats now, and places that are held, of these cases."""
    return Placement.objects.current().filter(case__in=cases), Offer.objects.held().filter(case__in=cases)
