"""Who leads a family's help; which cases nobody leads."""

from django.db.models import Exists, OuterRef, QuerySet

from centre.models import CareRelation, Case, User
from centre.selectors import flagged

Kind = CareRelation.Kind


def director_of(case: Case) -> User | None:
    """Who leads this family's help now; None when nobody has been named."""
    rows = CareRelation.objects.active().filter(case=case, kind=Kind.DIRECTOR).select_related("user")
    row = rows.order_by("-since", "-pk").first()
    return row.user if row else None


def faces_of(case: Case) -> dict[str, User]:
    """{"director": who leads, "contact_person": whom the family calls}, as far as they have been named; one query."""
    kinds = (Kind.DIRECTOR, Kind.CONTACT_PERSON)
    rows = CareRelation.objects.active().filter(case=case, kind__in=kinds).select_related("user")
    return {row.kind: row.user for row in rows.order_by("since", "pk")}


def cases_without_director(user: User) -> QuerySet[Case]:
    """Open cases that somebody oversees and that nobody leads, the oldest first."""
    led = CareRelation.objects.active().filter(case=OuterRef("pk"), kind=Kind.DIRECTOR)
    rows = Case.objects.visible_to(user).open().exclude(Exists(led))
    return flagged(rows).select_related("region").order_by("opened_on", "pk")
