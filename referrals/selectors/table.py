"""Nouns of the consult table."""

from django.db.models import QuerySet

from centre import clock
from centre.audiences import Audience
from centre.models import Case, Region, User
from centre.selectors import flag_is_up
from referrals.models import TableItem, TableMeeting, TableMember
from referrals.models.table import TableItemQuerySet
from referrals.states import TableState


def regions_of_coordinator(user: User) -> QuerySet[Region]:
    """The regions of which this coordinator keeps the table."""
    return Region.objects.filter(pk__in=user.regions_as(Audience.COORDINATOR)).order_by("name")


def table_items_of_regions(user: User) -> QuerySet[TableItem]:
    """Everything on, before or after the tables of a coordinator's regions, what waits first."""
    rows = TableItem.objects.of_cases_of(user).exclude(state__in=[TableState.CLOSED, TableState.WITHDRAWN])
    rows = rows.annotate(is_flagged=flag_is_up("case"))
    return rows.select_related("case", "meeting", "follow_up_by").order_by("meeting__starts_at", "brought_at", "pk")


def table_items_of_case(case: Case) -> QuerySet[TableItem]:
    return (
        TableItem.objects.filter(case=case)
        .select_related("meeting", "follow_up_by", "brought_by")
        .order_by("-brought_at", "-pk")
    )


def meetings_to_come(user: User) -> QuerySet[TableMeeting]:
    """Sittings in the future of a coordinator's regions."""
    rows = TableMeeting.objects.filter(region__in=regions_of_coordinator(user), starts_at__gt=clock.now())
    return rows.select_related("region").order_by("starts_at")


def members_of_regions(user: User) -> QuerySet[TableMember]:
    """Who sits at the tables of a coordinator's regions today."""
    rows = TableMember.objects.active().filter(region__in=regions_of_coordinator(user))
    return rows.select_related("user", "region").order_by("user__name", "pk")


def released_items(user: User) -> QuerySet[TableItem]:
    """What a member may read, the next sitting first."""
    return TableItem.objects.released_to(user).select_related("meeting").order_by("-meeting__starts_at", "code_name")


def overdue_follow_ups() -> TableItemQuerySet:
    """Advice of which the day to look again has come."""
    rows = TableItem.objects.filter(state=TableState.ADVISED, follow_up_on__lte=clock.today())
    return rows.select_related("case", "follow_up_by").order_by("follow_up_on", "pk")


def my_overdue_follow_ups(user: User) -> TableItemQuerySet:
    """The same, of cases that this person works on."""
    return overdue_follow_ups().of_cases_of(user)


def meetings_of(case: Case) -> QuerySet[TableMeeting]:
    """Sittings in the future of the case's region."""
    return TableMeeting.objects.filter(region=case.region_id, starts_at__gt=clock.now()).order_by("starts_at")
