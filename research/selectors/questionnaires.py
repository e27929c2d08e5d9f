"""One informant's own questionnaires, and for staff who is late: dates only, never answers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, User
from research.models import FollowUp, Measurement, Response, Wave
from research.states import MeasurementState


@dataclass(frozen=True)
class Own:
    """A person's lists: to fill in now, sent, and no longer open."""

    open: list[Measurement]
    sent: list[Measurement]
    missed: list[Measurement]


def own_questionnaires(user: User, audience: str) -> Own:
    """Everything this person was asked so far; nothing of anybody else, not even a count."""
    rows = list(Measurement.objects.own(user, audience).begun().for_list().defer("version__definition")[:200])
    today = clock.today()
    due = [row for row in rows if row.state == MeasurementState.DUE]
    return Own(
        open=[row for row in due if row.closes_on >= today],
        sent=[row for row in rows if row.state == MeasurementState.ANSWERED],
        missed=[row for row in rows if row.state == MeasurementState.MISSED or (row in due and row.closes_on < today)],
    )


def own_rows(user: User, audience: str) -> QuerySet[Measurement]:
    """The rows that this person's door may open, with their list."""
    rows = Measurement.objects.own(user, audience).begun()
    return rows.select_related("version__instrument", "about_child", "informant_parent", "informant_child")


def own_response(measurement: Measurement) -> Response:
    """What the informant answered so far; an empty one when there is nothing yet."""
    return Response.objects.filter(measurement=measurement).first() or Response(measurement=measurement, answers={})


@dataclass(frozen=True)
class Light:
    """How one person stands in one wave (traffic light), for staff: dates and counts, never an answer."""

    person: str
    wave: str
    tone: str
    label: str
    opens_on: date
    closes_on: date
    answered: int
    asked: int


def lights(case: Case) -> list[Light]:
    """Each informant of a case per wave: green answered, amber open, red missed, grey still to come."""
    rows = Measurement.objects.filter(case=case).select_related("informant_parent", "informant_child")
    groups: dict[tuple, list[Measurement]] = {}
    for row in rows.order_by("wave", "informant_child", "informant_parent__side", "pk"):
        groups.setdefault((row.wave, row.informant_parent_id, row.informant_child_id), []).append(row)
    return [_light(group) for group in groups.values()]


def _light(rows: list[Measurement]) -> Light:
    states = [row.state for row in rows]
    if all(state == MeasurementState.ANSWERED for state in states):
        tone, label = "good", MeasurementState.ANSWERED.label
    elif all(row.opens_on > clock.today() for row in rows):
        tone, label = "neutral", _("planned")
    elif MeasurementState.DUE in states and any(row.closes_on >= clock.today() for row in rows):
        tone, label = "warn", MeasurementState.DUE.label
    else:
        tone, label = "bad", MeasurementState.MISSED.label
    person = rows[0].informant_parent or rows[0].informant_child
    return Light(
        person=person.first_name,
        wave=Wave(rows[0].wave).label,
        tone=tone,
        label=label,
        opens_on=min(row.opens_on for row in rows),
        closes_on=max(row.closes_on for row in rows),
        answered=states.count(MeasurementState.ANSWERED),
        asked=len(rows),
    )


def open_follow_ups(user: User) -> QuerySet[FollowUp]:
    """People in this coordinator's regions who asked to be called, longest waiting first."""
    rows = FollowUp.objects.visible_to(user).filter(handled_at=None)
    return rows.select_related("measurement__informant_parent", "measurement__case").order_by("asked_at", "pk")
