"""Who leads a family's help and whom the family calls; which cases nobody leads."""

from django.db.models import Exists, OuterRef, QuerySet

from centre.models import CareRelation, Case, User

Kind = CareRelation.Kind


def faces_of(case: Case) -> dict[str, User | None]:
    """{"director": user, "contact_person": user}; None where nobody has been named."""
    rows = CareRelation.objects.active().filter(case=case, kind__in=[Kind.DIRECTOR, Kind.CONTACT_PERSON])
    found = {row.kind: row.user for row in rows.select_related("user").order_by("since", "pk")}
    return {kind.value: found.get(kind) for kind in (Kind.DIRECTOR, Kind.CONTACT_PERSON)}


def cases_without_director(user: User) -> QuerySet[Case]:
    """Open cases that somebody oversees and that nobody leads, the oldest first."""
    led = CareRelation.objects.active().filter(case=OuterRef("pk"), kind=Kind.DIRECTOR)
    rows = Case.objects.visible_to(user).open().exclude(Exists(led))
    return rows.select_related("region").order_by("opened_on", "pk")
