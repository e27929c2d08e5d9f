"""The marks of one person."""

from django.db.models import Exists, OuterRef, QuerySet

from centre.models import Case, Dossier
from groups.models import Attendance, GroupNote


def attendance_of(dossier: Dossier, case: Case) -> QuerySet[Attendance]:
    """The marks of the person of this dossier in one case, of sessions whose roll was called, newest first."""
    person = {"parent": dossier.parent} if dossier.parent_id else {"child": dossier.child}
    rows = Attendance.objects.filter(case=case, session__attendance_taken_at__isnull=False, **person)
    # Only that there is a note about the whole group: its text is in nobody's file (law.md R23).
    about_group = GroupNote.objects.filter(session=OuterRef("session"))
    rows = rows.annotate(has_group_note=Exists(about_group)).select_related("session__group")
    return rows.order_by("-session__starts_at", "-pk")
