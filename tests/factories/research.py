"""Questionnaires that were laid down for seated couples, and families of the past for the figures."""

from datetime import date, timedelta

from centre import clock
from centre.models import Case, Milestone
from centre.services.cases import ChildFacts, ParentFacts, close_case, open_case_for, reach
from research import services
from research.models import Measurement
from tests.factories import groups

Kind = Milestone.Kind


def seated(cast, *, couples: int = 1, state: str = "open") -> groups.Circle:
    """The cast's first couples have a seat, our own lists are published and the waves are laid down (clock: MONDAY)."""
    with clock.at(groups.MONDAY):
        services.load_own_instruments()
        circle = groups.circle(cast, couples=couples, state=state, minimum_couples=1)
        services.open_measurements()
    return circle


def list_of(person, key: str, wave: str = "t1") -> Measurement:
    """One of a parent's or child's own rows."""
    field = "informant_child" if hasattr(person, "families") else "informant_parent"
    return Measurement.objects.get(**{field: person}, version__instrument__key=key, wave=wave)


def past_family(
    cast,
    number: int,
    *,
    municipality=None,
    entered: date = date(2025, 2, 1),
    until: str = Kind.FINISHED,
    via: str = "neighbourhood_team",
    children: int = 1,
) -> Case:
    """A family of the past through the services: passes the milestones up to `until`, a fixed number of days apart."""
    names = [(f"oud{number}a", "Oud"), (f"oud{number}b", "Ouder")]
    case = open_case_for(
        region=cast.north,
        entered_via=via,
        parents=[
            ParentFacts(first_name=first, last_name=f"Van {number}", email=f"{key}@example.org") for key, first in names
        ],
        children=[
            ChildFacts(
                first_name=f"Kind{number}",
                last_name="Van Toen",
                birth_date=date(2015 + child, 3, 4),
                municipality=municipality or cast.haarlem,
            )
            for child in range(children)
        ],
        by=cast.cora,
        on=entered,
    )
    path = [Kind.APPLIED, Kind.ASSESSED, Kind.PLACED, Kind.STARTED, Kind.FINISHED]
    if until == Kind.STOPPED:
        path[-1] = Kind.STOPPED
    for step, kind in enumerate(path, start=1):
        if until == Kind.ENTERED:
            break
        reach(case=case, kind=kind, by=cast.cora, on=entered + timedelta(days=14 * step))
        if kind == until:
            break
    if until in (Kind.FINISHED, Kind.STOPPED):
        close_case(case=case, reason="over", by=cast.cora, on=entered + timedelta(days=90))
    return case


def past_families(cast, count: int, **facts) -> list[Case]:
    start = Case.objects.count()
    return [past_family(cast, start + number, **facts) for number in range(count)]
