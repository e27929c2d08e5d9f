"""Who was there: the marks of one person, and the sums of a group; one source with the roll call and the reports."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from centre.models import Case, Dossier
from groups.models import Attendance, Group, GroupNote


def attendance_of(dossier: Dossier, case: Case) -> QuerySet[Attendance]:
    """The marks of the person of this dossier in one case, of sessions whose roll was called, newest first."""
    person = {"parent": dossier.parent} if dossier.parent_id else {"child": dossier.child}
    rows = Attendance.objects.counted().filter(case=case, **person)
    # Only that there is a note about the whole group: its text is in nobody's file (law.md R23).
    about_group = GroupNote.objects.filter(session=OuterRef("session"))
    rows = rows.annotate(has_group_note=Exists(about_group)).select_related("session__group")
    return rows.order_by("-session__starts_at", "-pk")


@dataclass
class MarkLine:
    """Sums of one session, or with `number` None of all: by mark, parents and children apart."""

    number: int | None
    parents: Counter = field(default_factory=Counter)
    children: Counter = field(default_factory=Counter)

    @property
    def cells(self) -> list[int]:
        """Parents and then children: present, late, absent with notice, absent without."""
        return [some[mark] for some in (self.parents, self.children) for mark in Attendance.Mark.values]


def marks_of_group(group: Group) -> list[MarkLine]:
    """Per session that was held, then all together; empty before the first roll call. One query."""
    rows = Attendance.objects.counted().filter(session__group=group)
    rows = rows.values_list("session__number", "mark").annotate(Count("parent"), Count("child")).order_by()
    lines: dict[int, MarkLine] = {}
    total = MarkLine(None)
    for number, mark, parents, children in rows:
        for line in (lines.setdefault(number, MarkLine(number)), total):
            line.parents[mark] += parents
            line.children[mark] += children
    return [*(lines[number] for number in sorted(lines)), total] if lines else []
