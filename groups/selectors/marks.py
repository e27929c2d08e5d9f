"""The marks of one person."""

from django.db.models import QuerySet

from centre.models import Case, Dossier
from groups.models import Attendance


def attendance_of(dossier: Dossier, case: Case) -> QuerySet[Attendance]:
    """The marks of the person of this dossier in one case, of sessions whose roll was called, newest first."""
    person = {"parent": dossier.parent} if dossier.parent_id else {"child": dossier.child}
    rows = Attendance.objects.filter(case=case, session__attendance_taken_at__isnull=False, **person)
    return rows.select_related("session__group").order_by("-session__starts_at", "-pk")
