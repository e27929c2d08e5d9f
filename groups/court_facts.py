"""Sessions for the report to a court (centre/court_facts.py): those of the group, whoever of the family was there."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from centre.court_facts import Meeting
from centre.court_register import Line
from centre.models import Case
from groups.models import KeptApart, Placement, Session


def meetings_of(case: Case) -> list[Meeting]:
    """Sessions of the groups in which the family had a seat, by date; those that began after it left are not its own."""
    stayed = Q(group__placements__ended_on=None) | Q(group__placements__end=Placement.End.FINISHED)
    before = Q(starts_at__lt=F("group__placements__ended_at"))
    rows = Session.objects.standing().filter(stayed | before, group__placements__case=case).distinct()
    return [Meeting(row.number, row.on, row.attendance_taken_at is not None) for row in rows.order_by("starts_at")]


def decisions_of(case: Case) -> list[Line]:
    """No decision stands here: parents who are kept apart point at it."""
    return []


def resting_on(case: Case) -> Iterator[tuple[int, str]]:
    """Decisions because of which the parents are kept apart."""
    rows = KeptApart.objects.filter(case__family=case.family_id, decision__isnull=False)
    for key, ended in rows.values_list("decision", "ended_at"):
        yield key, _("the parents were kept apart") if ended else _("the parents are kept apart")
