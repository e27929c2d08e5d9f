"""Waiting honestly: an expected month out of what really happened, help for meanwhile, and how long it took so far."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from centre import clock, selectors
from centre.authority import age_on
from centre.children import known_to
from centre.coming_starts import coming_starts
from centre.consent_history import days_without_consent
from centre.models import Case, Dossier, Milestone, Parent
from intake.models import Application, Registration, StillInterested
from intake.selectors import advised_for_group, ready_as_told_to, ready_for_group
from intake.states import ApplicationState
from referrals.selectors.advice import help_offers

#: Groups begin in January and September (domain.md 2), so that only a whole year tells the pace; with fewer couples
#: than this in it nothing is said.
LOOKED_BACK_DAYS, FEWEST_STARTS = 365, 3
#: Nobody starts sooner than this without a group that is planned, in days.
SOONEST = 30
#: Offers on a parent's page.
MOST_OFFERS = 5


@dataclass(frozen=True)
class Waited:
    """Days on the waiting list: all of them, and without the days on which a permission was missing."""

    gross: int
    net: int


def expected_month(case: Case) -> date | None:
    """The first day of the month in which a start may be expected, or None when it cannot be said honestly.

    First the free places of groups that are planned in this region; who does not fit in there follows at the pace of
    the past year, in a month in which groups began then. An estimate of a month and never a place in a row: who goes
    first changes with priority, ages and permissions.
    """
    registration = Registration.objects.filter(case=case).first()
    if registration is None or registration.complete_on is None:
        return None
    turn, last = _ahead_of(registration) + 1, clock.today()
    for start in coming_starts(case):
        turn, last = turn - start.free, start.on
        if turn <= 0:
            return start.on.replace(day=1)
    starts = _starts_of_the_past_year(case)
    if sum(starts.values()) < FEWEST_STARTS:
        return None
    days = ceil(turn / (sum(starts.values()) / LOOKED_BACK_DAYS))
    month = (last + timedelta(days=max(days, SOONEST))).replace(day=1)
    while month.month not in starts:
        month = (month + timedelta(days=31)).replace(day=1)
    return month


def _starts_of_the_past_year(case: Case) -> Counter:
    """{month of the year: couples of this region that began then}."""
    since, starts = clock.today() - timedelta(days=LOOKED_BACK_DAYS), Counter()
    rows = Milestone.objects.filter(
        kind=Milestone.Kind.STARTED, reached_on__gt=since, reached_on__lte=clock.today(), case__region=case.region_id
    )
    for day, count in rows.values_list("reached_on").annotate(Count("pk")):
        starts[day.month] += count
    return starts


def _ahead_of(registration: Registration) -> int:
    """How many couples of the region wait longer, or go first."""
    first = Q(complete_on__lt=registration.complete_on)
    if registration.has_priority:
        first &= Q(has_priority=True)
    else:
        first |= Q(has_priority=True)
    rows = waiting().filter(first, case__region=registration.case.region_id)
    return rows.exclude(pk=registration.pk).count()


def waiting() -> QuerySet[Registration]:
    """Couples with an advice for the group and no seat yet."""
    return _without_seat(ready_for_group())


def waiting_as_told_to(parents: Iterable[Parent]) -> QuerySet[Registration]:
    """The same as one reader knows it, for the own pages (intake.selectors.ready_as_told_to)."""
    return _without_seat(ready_as_told_to(parents))


def _without_seat(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    return rows.exclude(case__milestones__kind=Milestone.Kind.PLACED)


def waits(case: Case) -> bool:
    """Whether this couple waits for a group. For staff only."""
    return waiting().filter(case=case).exists()


def waits_as_told_to(parent: Parent) -> bool:
    """Whether this parent waits for a group; both got the letter that says so, at the same moment."""
    return parent.case is not None and waiting_as_told_to([parent]).filter(case=parent.case).exists()


def waited(registration: Registration) -> Waited | None:
    """How long this couple waits or waited for a seat; None while the request is not definitive."""
    if registration.complete_on is None:
        return None
    case = registration.case
    placed = (
        Milestone.objects.filter(case=case, kind=Milestone.Kind.PLACED).values_list("reached_on", flat=True).first()
    )
    until = placed or case.closed_on or clock.today()
    parents, children = selectors.people_with_dossier(case)
    missing = days_without_consent(case, registration.complete_on, until, parents=parents, children=children)
    gross = max(0, (until - registration.complete_on).days)
    return Waited(gross, gross - missing)


def bridging_help(parent: Parent) -> list:
    """Help that can begin now: from the directory, for this town and these ages, the shortest waiting time first.

    Of the oldest child that this parent knows of: another child's town would tell what the other parent told us.
    """
    children = list(known_to(parent).order_by("birth_date", "pk")[:1])
    if not children:
        return []
    payer = selectors.payer_of(children[0], clock.today())
    age = age_on(children[0].birth_date, clock.today())
    return list(help_offers(municipality=payer.code if payer else "", age=age)[:MOST_OFFERS])


def own_question(parent: Parent) -> StillInterested | None:
    """The open question whether this parent still wants help."""
    if parent.case is None:
        return None
    rows = StillInterested.objects.filter(case=parent.case, dossier=parent.dossier)
    return rows.order_by("-asked_on").first()


def due_to_ask() -> QuerySet[Registration]:
    """Couples of which a parent waits, as that parent knows it, and that were not asked in the last N weeks.

    Also when the other parent took the own part back: a question that stays away would tell so (INTEREST_EVERY_WEEKS).
    """
    since = clock.today() - timedelta(weeks=settings.INTEREST_EVERY_WEEKS)
    stays = Application.objects.filter(case=OuterRef("case")).exclude(state=ApplicationState.WITHDRAWN)
    rows = _without_seat(advised_for_group()).filter(Exists(stays), state_since__lte=clock.end_of(since))
    return rows.exclude(case__interest_questions__asked_on__gt=since).select_related("case")


def whom_to_ask(case: Case) -> list[Dossier]:
    """The own dossiers of the parents of a couple that is due to be asked, without who took the own part back."""
    stays = Application.objects.filter(case=case).exclude(state=ApplicationState.WITHDRAWN)
    return list(Dossier.objects.filter(pk__in=stays.values("dossier")).select_related("parent__user").order_by("pk"))


def interest_of(case: Case) -> list[StillInterested]:
    """What each parent answered last, for staff."""
    rows = StillInterested.objects.filter(case=case).select_related("dossier__parent").order_by("-asked_on")
    latest: dict[int, StillInterested] = {}
    for row in rows:
        latest.setdefault(row.dossier_id, row)
    return list(latest.values())
