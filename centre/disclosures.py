"""Nouns of the register of disclosures."""

from django.db.models import QuerySet

from centre.models import Case, Disclosure, Dossier


def told(case: Case) -> QuerySet[Disclosure]:
    """What was told about the people of one case, newest first."""
    rows = Disclosure.objects.filter(case=case).select_related("dossier__parent", "dossier__child", "entered_by")
    return rows.order_by("-given_on", "-pk")


def files_of(case: Case) -> dict[str, Dossier]:
    """Reference → dossier of the people of one case; never the safety file."""
    rows = Dossier.objects.of_case(case).exclude(kind=Dossier.Kind.SAFETY).select_related("parent", "child")
    return {row.reference: row for row in rows.order_by("kind", "pk")}
