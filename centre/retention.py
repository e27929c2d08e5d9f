"""Nouns of keeping and erasing: how long a dossier is kept, which term is over, what is held."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from centre import clock, own_rows
from centre.models import Case, Disclosure, Dossier, ErasureProposal, LegalHold, Milestone
from centre.models.retention import Category
from centre.two_people import lapses_before

#: When a row was written. Moments of reading (`first_read_at`) are not among them: reading keeps nothing alive.
WRITTEN = (*own_rows.MOMENTS, "entered_at", "saved_at", "created_at")


@dataclass(frozen=True)
class Due:
    """A dossier of which the term is over. `ends_on`: the last day on which it had to be kept."""

    dossier: Dossier
    category: str
    ends_on: date


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def sorted_out() -> QuerySet[Dossier]:
    """Dossiers with `category` (which term counts) and `runs` (a case of this person is open)."""
    started = Milestone.objects.filter(kind=Milestone.Kind.STARTED)
    category = Choice(
        When(kind=Dossier.Kind.SAFETY, then=Value(Category.SAFETY.value)),
        When(_about(started, "case__"), then=Value(Category.CARE.value)),
        default=Value(Category.NOT_STARTED.value),
    )
    rows = Dossier.objects.select_related("parent", "child", "case").annotate(category=category)
    return rows.annotate(runs=_about(Case.objects.filter(closed_on=None)))


def _about(rows: QuerySet, case: str = "") -> Q:
    """Whether a row exists about the cases of a dossier's person; `case`: the way from a row to its case."""
    ways = {"family": "parent__family", "family__children": "child"}
    parts = [Exists(rows.filter(**{f"{case}{way}": OuterRef(own)})) for way, own in ways.items()]
    return Q(parts[0]) | Q(parts[1]) | Q(Exists(rows.filter(**{f"{case}pk" if case else "pk": OuterRef("case")})))


def due() -> Iterator[Due]:
    """Every dossier whose term is over today, that nobody holds and that was not erased since it last changed."""
    for category, months in settings.RETENTION_TERMS.items():
        if months is None:
            continue
        before = timezone.make_aware(datetime.combine(months_later(clock.today(), -months), time.min))
        erased = ErasureProposal.objects.filter(
            dossier=OuterRef("pk"), executed_at__gte=OuterRef("last_content_change_at")
        )
        rows = sorted_out().filter(category=category, last_content_change_at__lt=before)
        rows = rows.exclude(Exists(LegalHold.objects.active().filter(dossier=OuterRef("pk")))).exclude(Exists(erased))
        if category == Category.NOT_STARTED:
            rows = rows.filter(runs=False)
        for dossier in rows.order_by("pk").iterator(chunk_size=500):
            ends_on = kept_until(dossier, category)
            if ends_on < clock.today():
                yield Due(dossier, category, ends_on)


def kept_until(dossier: Dossier, category: str) -> date | None:
    """The last day on which a dossier must be kept; None when the centre has not settled the term."""
    months = settings.RETENTION_TERMS[category]
    return None if months is None else months_later(timezone.localdate(last_change(dossier)), months)


def last_change(dossier: Dossier) -> datetime:
    """When the content last changed: also writing that did not move the dossier's own moment."""
    rows = (row for row, _names in own_rows.rows_of(dossier) if not _is_about_a_data_set(row))
    written = (moment for row in rows for moment in moments_of(row))
    return max([dossier.last_content_change_at, *written])


def _is_about_a_data_set(row: Model) -> bool:
    """Noted by the portal when a data set was made: nothing in the help changed, so no term begins again (law.md R28)."""
    return isinstance(row, Disclosure) and row.kind_of_receiver == Disclosure.To.RESEARCHER


def moments_of(row: Model) -> list[datetime]:
    """When a row was written and changed, as far as it says so."""
    return [moment for name in WRITTEN if (moment := getattr(row, name, None))]


def is_held(dossier: Dossier) -> bool:
    return LegalHold.objects.active().filter(dossier=dossier).exists()


def waiting() -> QuerySet[ErasureProposal]:
    """What was proposed and is not erased yet, the oldest term first."""
    rows = ErasureProposal.objects.filter(executed_at=None).select_related("dossier", "first_by", "second_by")
    return rows.order_by("ends_on", "pk")


def waiting_for(user) -> QuerySet[ErasureProposal]:
    """What this person may still agree to."""
    return waiting().filter(second_by=None).exclude(first_by=user, first_at__gt=lapses_before())


def holds() -> QuerySet[LegalHold]:
    """Holds that run, the nearest end first."""
    return LegalHold.objects.active().select_related("dossier", "placed_by").order_by("until", "pk")


def terms() -> list[tuple[str, int | None, int | None]]:
    """(category, years, months) of every term; whole years as years, None when it is yet to be settled."""
    rows = []
    for category, months in settings.RETENTION_TERMS.items():
        whole = months is not None and months % 12 == 0
        rows.append((Category(category).label, months // 12 if whole else None, None if whole else months))
    return rows
