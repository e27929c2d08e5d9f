"""What is noted about a couple for a season, and which families know it; for staff only."""

from dataclasses import dataclass

from django.db.models import QuerySet

from centre.models import Case, User
from groups import fitting
from groups.models import CompositionPin, CoupleFacts, Placement, Tie
from groups.people import Couple, couples_of


@dataclass(frozen=True)
class Known:
    """A tie as seen from one family. `couple` is None when this user may not work for the other family."""

    tie: Tie
    couple: Couple | None


def facts_of_couple(case: Case) -> CoupleFacts | None:
    """None while nobody asked."""
    return CoupleFacts.objects.filter(case=case).select_related("noted_by").first()


def ties_in_force(case: Case) -> QuerySet[Tie]:
    return Tie.objects.in_force().of(case)


def ties_of(case: Case, user: User) -> list[Known]:
    """Families that know this one, the latest noted first; three queries."""
    rows = list(ties_in_force(case).select_related("set_by").order_by("-set_at", "-pk"))
    others = {row.pk: row.other_id if row.one_id == case.pk else row.one_id for row in rows}
    mine = Case.objects.visible_to(user).filter(pk__in=others.values())
    couples = couples_of(list(mine.values_list("pk", flat=True)))
    return [Known(row, couples.get(others[row.pk])) for row in rows]


def rules_set_aside(placement: Placement) -> QuerySet[CompositionPin]:
    """Which rules gave way for this couple in the season of its group, with why and by whom."""
    rows = fitting.set_aside(placement.group).filter(case=placement.case_id)
    return rows.select_related("set_by").order_by("set_at", "pk")
