"""When locations are closed by themselves, and what stands on such a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, CharField, Exists, OuterRef, PositiveSmallIntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, User
from groups.models import Closure, EvaluationVoice, Gathering, Session
from groups.selectors.appointments import TALK_BACK


def closures_of(user: User) -> QuerySet[Closure]:
    """Of the locations of a coordinator's regions: what is to come or runs, the first to come first."""
    rows = Closure.objects.of_coordinator(user).filter(ends_on__gte=clock.today())
    return rows.select_related("practice", "set_by").order_by("starts_on", "practice__place", "pk")


@dataclass(frozen=True)
class Standing:
    """A session (`number`) or a meeting of a group, or a talk of the evaluation, with its case for who may open that."""

    place: int
    moment: datetime
    kind: str
    number: int
    group: str
    name: str
    case: str
    is_open: bool

    @property
    def label(self) -> str:
        return (
            str(Gathering.Kind(self.kind).label) if self.kind in Gathering.Kind.values else _("Talk of the evaluation")
        )


def standing_on(closures: list[Closure], user: User) -> dict[int, list[Standing]]:
    """{key of a closure: what stands on its days at the location and still has to be held}; one question."""
    if not closures:
        return {}
    places = {row.practice_id for row in closures}
    days = min(row.starts_on for row in closures), max(row.ends_on for row in closures)
    rows = [
        Standing(*facts) for facts in _sessions(places, days).union(_meetings(places, days), _talks(places, days, user))
    ]
    rows.sort(key=lambda row: row.moment)
    return {
        one.pk: [row for row in rows if row.place == one.practice_id and one.covers(timezone.localdate(row.moment))]
        for one in closures
    }


TEXT = CharField()
NUMBER = PositiveSmallIntegerField()
NO_CASE = Value("", TEXT), Value(False, BooleanField())
OF_GROUP = "group__reference", "group__name"


def _sessions(places: set[int], days: tuple[date, date]) -> QuerySet:
    rows = Session.objects.standing().filter(
        group__practice__in=places, ends_at__gt=clock.now(), starts_at__date__range=days
    )
    return rows.order_by().values_list(
        "group__practice", "starts_at", Value("session", TEXT), "number", *OF_GROUP, *NO_CASE
    )


def _meetings(places: set[int], days: tuple[date, date]) -> QuerySet:
    rows = Gathering.objects.filter(
        group__practice__in=places, ends_at__gt=clock.now(), starts_at__date__range=days, cancelled_at=None
    )
    return rows.order_by().values_list("group__practice", "starts_at", "kind", Value(0, NUMBER), *OF_GROUP, *NO_CASE)


def _talks(places: set[int], days: tuple[date, date], user: User) -> QuerySet:
    rows = EvaluationVoice.objects.filter(
        room__practice__in=places, moment__gt=clock.now() - TALK_BACK, moment__date__range=days
    )
    opened = Case.objects.visible_to(user).filter(pk=OuterRef("evaluation__placement__case"))
    none = Value("", TEXT)
    return (
        rows.annotate(is_open=Exists(opened))
        .order_by()
        .values_list(
            "room__practice", "moment", Value("talk", TEXT), Value(0, NUMBER), none, none,
            "evaluation__placement__case__reference", "is_open",
        )
    )  # fmt: skip
