"""Nouns for the privacy officer: the log through a filter, emergencies, refusals in a row, odd reads."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from centre import clock
from centre.audiences import Audience
from centre.complaints import is_near
from centre.models import AccessLog, CareRelation, Case, Dossier, KnownPerson, OddRead, User

#: Without a person or a case the log opens on the last days, so that the index on time serves it.
DAYS_SHOWN = 7
#: How the log calls the pages of complaints.
COMPLAINTS = ("complaint", "complaints")
#: A name that fits more people than this is too vague to search by.
PEOPLE_AT_ONCE = 25


def looks(
    *,
    reader: User,
    person: str = "",
    case: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AccessLog]:
    """Rows of the log, newest first. Names and references are looked up first, so that every filter uses an index.

    Whoever may not handle somebody's complaint does not learn from the log that there is one: a colleague reads that row.
    Nor from what the substitute did with it, who only has what every officer is too near to; refusals do stand there.
    """
    rows = AccessLog.objects.select_related("actor", "case", "dossier").order_by("-at", "-pk")
    rows = rows.exclude(is_near(handler=reader.pk, maker=OuterRef("actor")), label__in=COMPLAINTS)
    rows = rows.exclude(label__in=COMPLAINTS, audience=Audience.COORDINATOR, succeeded=True)
    if person:
        rows = rows.filter(actor__in=people_called(person))
    if case:
        rows = rows.filter(_about(case.strip().upper()))
    if action:
        rows = rows.filter(action=action)
    if since is None and not person and not case:
        since = (until or clock.today()) - timedelta(days=DAYS_SHOWN - 1)
    if since:
        rows = rows.filter(at__gte=clock.start_of(since))
    if until:
        rows = rows.filter(at__lt=clock.end_of(until))
    return rows


def people_called(text: str) -> QuerySet[User]:
    """People by reference, address or a piece of the name; ids only, to put inside another question."""
    text = text.strip()
    named = Q(reference__iexact=text) | Q(email__iexact=text) | Q(name__icontains=text)
    return User.objects.filter(named).order_by("pk").values("pk")[:PEOPLE_AT_ONCE]


def _about(reference: str) -> Q:
    """Looks at one case, or at one dossier (its reference begins with D-)."""
    if reference.startswith("D-"):
        return Q(dossier__in=Dossier.objects.filter(reference=reference).values("pk"))
    return Q(case__in=Case.objects.filter(reference=reference).values("pk"))


def emergencies(*, days: int | None = None) -> QuerySet[CareRelation]:
    """Emergency accesses, newest first; of the last days when asked."""
    rows = CareRelation.objects.filter(kind=CareRelation.Kind.EMERGENCY).select_related("case__region", "user")
    if days:
        rows = rows.filter(since__gte=clock.now() - timedelta(days=days))
    return rows.order_by("-since", "-pk")


def refused_spikes(*, days: int = 7) -> list[dict]:
    """People who met many refusals on one day: {actor, actor__name, day, refusals}, most first."""
    since = clock.start_of(clock.today() - timedelta(days=days - 1))
    rows = AccessLog.objects.filter(at__gte=since, succeeded=False, actor__isnull=False)
    rows = rows.annotate(day=TruncDate("at")).values("actor", "actor__name", "actor__reference", "day")
    rows = rows.annotate(refusals=Count("pk"), last=Max("at")).filter(refusals__gte=settings.REFUSALS_A_DAY)
    return list(rows.order_by("-refusals", "-day"))


def odd_reads(*, judged: bool = False) -> QuerySet[OddRead]:
    """Findings of the weekly sample, newest first."""
    rows = OddRead.objects.select_related("actor", "case", "dossier", "judged_by")
    rows = rows.exclude(verdict="") if judged else rows.filter(verdict="")
    return rows.order_by("-day", "-pk")


def known_people() -> QuerySet[KnownPerson]:
    """Marks of today, the newest first; nobody but the privacy officer asks for them (law.md R48)."""
    rows = KnownPerson.objects.filter(ended_at=None).select_related("dossier", "marked_by")
    return rows.order_by("-marked_at", "-pk")
