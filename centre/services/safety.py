"""The safety flag and the log behind it; restricted to staff, invisible to the family (law.md R54)."""

from django.db import transaction

from centre.models import Case, Dossier, SafetyEntry, User


@transaction.atomic
def record_safety(*, case: Case, kind: str, text: str, by: User | None) -> SafetyEntry:
    """Append one entry to the case's safety dossier, which is made at the first entry."""
    dossier, _ = Dossier.objects.get_or_create(kind=Dossier.Kind.SAFETY, case=case)
    return SafetyEntry.objects.create(dossier=dossier, kind=kind, text=text, entered_by=by)
