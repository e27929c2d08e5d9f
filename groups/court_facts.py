"""Attendance for the report to a court (centre/court_facts.py): present or late counts as there."""

from django.db.models import Count, Q
from django.utils import timezone

from centre.court_facts import Meeting
from centre.models import Case
from groups.models import Attendance

THERE = Q(mark__in=[Attendance.Mark.PRESENT, Attendance.Mark.LATE])


def meetings_of(case: Case) -> list[Meeting]:
    """Sessions whose roll was called, by date; no mark or reason of a single person."""
    rows = Attendance.objects.counted().filter(case=case).values("session__number", "session__starts_at")
    rows = rows.annotate(
        parents=Count("parent", filter=THERE),
        parents_expected=Count("parent"),
        children=Count("child", filter=THERE),
        children_expected=Count("child"),
    ).order_by("session__starts_at")
    return [
        Meeting(number=row.pop("session__number"), on=timezone.localdate(row.pop("session__starts_at")), **row)
        for row in rows
    ]
