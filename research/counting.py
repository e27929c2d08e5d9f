"""Reads for the municipal figures: grouped queries only, never one per case."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from centre.models import Case, Milestone, Municipality, Residence
from groups.models import Attendance, Placement
from groups.states import GroupState
from research.change import ChangeClass, Parameters, reliable_change
from research.definitions import SATISFACTION
from research.models import ChangeParameters, Measurement, Score, Wave

CASES = "child__families__cases"


@dataclass(frozen=True)
class Trajectory:
    """One case of this municipality. `reached`: {milestone kind: day}; `is_own`: counted here, not only some child."""

    pk: int
    family_id: int
    entered_via: str
    children: frozenset[int]
    is_own: bool
    reached: dict[str, date]

    def reached_in(self, kind: str, first: date, last: date) -> bool:
        return kind in self.reached and first <= self.reached[kind] <= last


def trajectories(municipality: Municipality) -> list[Trajectory]:
    """Every case with a child that was registered here on the day of the request."""
    homes: dict[int, dict[int, tuple]] = defaultdict(dict)
    facts: dict[int, tuple[int, str]] = {}
    columns = (CASES, f"{CASES}__family", f"{CASES}__entered_via", "child", "child__birth_date", "municipality")
    rows = _at_the_request(**{f"{CASES}__in": _cases_touching(municipality)}).order_by("since", "pk")
    for case_id, family_id, entered_via, child_id, born, home in rows.values_list(*columns):
        homes[case_id][child_id] = (born, child_id, home)
        facts[case_id] = (family_id, entered_via)
    reached = _milestones(municipality)
    return [
        Trajectory(
            pk=case_id,
            family_id=facts[case_id][0],
            entered_via=facts[case_id][1],
            children=frozenset(child for child, (_, _, home) in children.items() if home == municipality.pk),
            is_own=min(children.values())[2] == municipality.pk,
            reached=reached[case_id],
        )
        for case_id, children in homes.items()
    ]


def earlier_cases(municipality: Municipality) -> set[int]:
    """Cases of this municipality whose family or child had been here before."""
    touching = Case.objects.filter(pk__in=_cases_touching(municipality))
    before = touching.filter(family__children__families__cases__opened_on__lt=F("opened_on"))
    return set(before.values_list("pk", flat=True))


def attendance_marks(municipality: Municipality, first: date, last: date) -> list[tuple[int, str, str, int]]:
    """(case, "parents" or "children", mark, number) over the sessions of the period."""
    rows = Attendance.objects.counted().filter(
        case__in=_cases_touching(municipality),
        session__starts_at__date__gte=first,
        session__starts_at__date__lte=last,
    )
    rows = rows.annotate(of_child=ExpressionWrapper(Q(parent=None), output_field=BooleanField()))
    rows = rows.values_list("case", "of_child", "mark").annotate(number=Count("pk")).order_by()
    return [(case_id, "children" if of_child else "parents", mark, number) for case_id, of_child, mark, number in rows]


def seated_in_running_groups(municipality: Municipality) -> set[int]:
    """Cases that sit in a running group now and never stopped before: the other bookkeeping of `started`."""
    rows = Placement.objects.filter(
        case__in=_cases_touching(municipality), ended_on=None, group__state=GroupState.RUNNING
    ).exclude(case__milestones__kind=Milestone.Kind.STOPPED)
    return set(rows.values_list("case", flat=True))


def satisfaction_asked(municipality: Municipality, first: date, last: date) -> list[tuple[int, Decimal | None]]:
    """(case, mark or None) per parent who was asked after the last session in this period."""
    rows = Measurement.objects.filter(
        case__in=_cases_touching(municipality),
        version__instrument__key=SATISFACTION,
        opens_on__gte=first,
        opens_on__lte=last,
    )
    marks = {
        row[0]: row[1]
        for row in Score.objects.filter(response__measurement__in=rows, scale="cijfer").values_list(
            "response__measurement", "value"
        )
    }
    return [(case_id, marks.get(pk)) for pk, case_id in rows.values_list("pk", "case")]


def changes(municipality: Municipality, first: date, last: date) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """{(scale, title): [(case, class)]} of everybody who answered after the last session in this period.

    Compared per informant and subject, from the first wave to the second; informants are never averaged.
    """
    found = {}
    for row in ChangeParameters.objects.select_related("instrument").order_by("instrument__key", "scale"):
        parameters = Parameters(
            direction=row.direction, sd=row.sd, reliability=row.reliability, mean=row.mean,
            functional_mean=row.functional_mean, functional_sd=row.functional_sd,
        )  # fmt: skip
        pairs = _pairs(municipality, row, first, last)
        classes = [(case_id, reliable_change(parameters, *scores).kind) for case_id, scores in pairs]
        found[row.scale, row.instrument.title] = [
            (case_id, kind) for case_id, kind in classes if kind != ChangeClass.NONE
        ]
    return found


def requests_in_the_country(first: date, last: date) -> int:
    """For the check that the municipalities together make the whole."""
    return Milestone.objects.filter(kind=Milestone.Kind.ENTERED, reached_on__range=(first, last)).count()


def _at_the_request(**narrower):
    """Residences on the day of the request. One filter(), so that all conditions speak of the same case."""
    day = F(f"{CASES}__opened_on")
    return Residence.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day, **narrower)


def _cases_touching(municipality: Municipality):
    return _at_the_request(municipality=municipality).values(CASES)


def _milestones(municipality: Municipality) -> dict[int, dict[str, date]]:
    reached = defaultdict(dict)
    rows = Milestone.objects.filter(case__in=_cases_touching(municipality))
    for case_id, kind, day in rows.values_list("case", "kind", "reached_on"):
        reached[case_id][kind] = day
    return reached


def _pairs(municipality, parameters, first, last) -> list[tuple[int, tuple[Decimal | None, Decimal | None]]]:
    rows = Score.objects.filter(
        scale=parameters.scale,
        response__measurement__version__instrument=parameters.instrument_id,
        response__measurement__case__in=_cases_touching(municipality),
        response__measurement__wave__in=[Wave.T1, Wave.T2],
    )
    about = ("case", "informant_parent", "informant_child", "about_child", "wave", "opens_on")
    scores: dict[tuple, dict] = defaultdict(dict)
    counted = set()
    for *person, wave, opens_on, value in rows.values_list(
        *(f"response__measurement__{name}" for name in about), "value"
    ):
        scores[tuple(person)][wave] = value
        if wave == Wave.T2 and first <= opens_on <= last:
            counted.add(tuple(person))
    return [
        (person[0], (scores[person].get(Wave.T1), scores[person].get(Wave.T2))) for person in sorted(counted, key=str)
    ]
