"""Who should be asked what, when: read from the seats and the sessions of the floor below."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, Min, Q
from django.utils import timezone

from centre import clock
from centre.models import Child, Dossier, Parent, ParentalAuthority
from groups.models import Placement
from groups.states import GroupState
from research import waves
from research.models import Instrument, InstrumentVersion, Measurement

#: A seat is of interest until its last wave has closed, and a little longer to mark what was missed (days).
INTEREST = 300


@dataclass(frozen=True)
class Seat:
    """A case's latest place in a group, with the first and last day of that group's sessions."""

    case_id: int
    family_id: int
    placed_on: date
    first: date
    last: date
    #: The couple left before the group began: only the first wave is asked.
    left_early: bool
    #: A group for parents only asks no child anything about itself.
    with_children: bool


@dataclass(frozen=True)
class Wanted:
    """One row that should exist."""

    seat: Seat
    wave: str
    version: InstrumentVersion
    parent: Parent | None
    child: Child | None
    about: Child | None

    @property
    def key(self) -> tuple:
        ids = tuple(person.pk if person else None for person in (self.parent, self.child, self.about))
        return (self.seat.case_id, self.wave, self.version.instrument_id, *ids)

    @property
    def window(self) -> tuple[date, date]:
        return waves.window(self.wave, placed_on=self.seat.placed_on, first=self.seat.first, last=self.seat.last)


def seats() -> dict[int, Seat]:
    """{case: its latest seat} in groups that meet, have met lately or will meet."""
    standing = Q(group__sessions__cancelled_at=None)
    rows = (
        Placement.objects.exclude(group__state=GroupState.CANCELLED)
        .annotate(first=Min("group__sessions__starts_at", filter=standing))
        .annotate(last=Max("group__sessions__starts_at", filter=standing))
        .filter(last__gte=clock.now() - timedelta(days=INTEREST))
        .order_by("placed_on", "pk")
        .values_list("case_id", "case__family_id", "placed_on", "first", "last", "ended_on", "group__with_children")
    )
    found = {}
    for case_id, family_id, placed_on, starts, ends, ended_on, with_children in rows:
        first, last = timezone.localdate(starts), timezone.localdate(ends)
        left_early = ended_on is not None and ended_on < first
        found[case_id] = Seat(case_id, family_id, placed_on, first, last, left_early, with_children)
    return found


def wanted(places: Iterable[Seat]) -> list[Wanted]:
    """Every row that these seats ask for, each informant apart."""
    places = list(places)
    versions = published_versions()
    families = {seat.family_id for seat in places}
    (parents, children), unnamed = _people(families), _unnamed(families)
    rows = []
    for seat in places:
        for version in versions:
            for wave in version.instrument.waves:
                if not (seat.left_early and wave != waves.T1):
                    pairs = _pairs(version.instrument, seat, wave, parents[seat.family_id], children[seat.family_id])
                    rows += [Wanted(seat, wave, version, *pair) for pair in pairs if not _is_about(pair, unnamed)]
    return rows


def published_versions() -> list[InstrumentVersion]:
    """The newest published version of every instrument."""
    rows = InstrumentVersion.objects.filter(published_on__lte=clock.today()).select_related("instrument")
    newest = {row.instrument_id: row for row in rows.order_by("version")}
    return sorted(newest.values(), key=lambda version: version.instrument.key)


def dossiers_of(rows: Iterable[Wanted]) -> dict[tuple[str, int], int]:
    """{("parent" or "child", person): dossier} of the informants."""
    rows = list(rows)
    people = Q(parent__in={row.parent.pk for row in rows if row.parent}) | Q(
        child__in={row.child.pk for row in rows if row.child}
    )
    found = {}
    for pk, parent_id, child_id in Dossier.objects.filter(people).values_list("pk", "parent_id", "child_id"):
        found["parent" if parent_id else "child", parent_id or child_id] = pk
    return found


def laid_down(case_ids: Iterable[int]) -> dict[tuple, Measurement]:
    """The rows that exist, by the same key as `Wanted`."""
    rows = Measurement.objects.filter(case__in=list(case_ids)).annotate(instrument=F("version__instrument"))
    return {
        (
            row.case_id,
            row.wave,
            row.instrument,
            row.informant_parent_id,
            row.informant_child_id,
            row.about_child_id,
        ): row
        for row in rows
    }


def _people(family_ids: set[int]) -> tuple[dict, dict]:
    parents, children = defaultdict(list), defaultdict(list)
    for parent in Parent.objects.filter(family__in=family_ids).defer("contact", "safe_contact_note").order_by("side"):
        parents[parent.family_id].append(parent)
    links = Child.families.through.objects.filter(family__in=family_ids).select_related("child")
    for link in links.order_by("child__birth_date", "child"):
        children[link.family_id].append(link.child)
    return parents, children


def _unnamed(family_ids: set[int]) -> set[tuple[int, int]]:
    """(parent, child): a child whose name this parent does not read, so that no list can ask about it."""
    rows = ParentalAuthority.objects.unnamed().filter(parent__family__in=family_ids)
    return set(rows.values_list("parent_id", "child_id"))


def _is_about(pair: tuple, unnamed: set[tuple[int, int]]) -> bool:
    parent, _informant, about = pair
    return parent is not None and about is not None and (parent.pk, about.pk) in unnamed


def _pairs(instrument: Instrument, seat: Seat, wave: str, parents: list, children: list) -> list[tuple]:
    """(parent, child, about) for one list at one wave; the age counts on the day the wave opens."""
    opens, _closes = waves.window(wave, placed_on=seat.placed_on, first=seat.first, last=seat.last)
    of_age = [child for child in children if instrument.youngest <= child.age_on(opens) <= instrument.oldest]
    if instrument.asks == Instrument.Asks.PARENT_SELF:
        return [(parent, None, None) for parent in parents]
    if instrument.asks == Instrument.Asks.PARENT_CHILD:
        return [(parent, None, child) for parent in parents for child in of_age]
    return [(None, child, None) for child in of_age] if seat.with_children else []
