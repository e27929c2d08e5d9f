"""Which reports somebody may see, and the facts of the researcher's page."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from centre.audiences import Audience
from centre.models import Municipality, User
from research.models import InstrumentVersion, Measurement, MunicipalReport, Wave
from research.states import MeasurementState, ReportState
from research.suppression import HOUSE_RULE, Rule, rounded

#: How a state looks, and the words for a failure (never a number).
TONES = {
    ReportState.REQUESTED: "neutral",
    ReportState.BUILDING: "info",
    ReportState.READY: "good",
    ReportState.PUBLISHED: "done",
    ReportState.FAILED: "bad",
}


def own_municipalities(user: User) -> QuerySet[Municipality]:
    """Municipalities in the coordinator's own regions."""
    return Municipality.objects.filter(region__in=user.regions_as(Audience.COORDINATOR)).order_by("name")


def reports_of(user: User) -> QuerySet[MunicipalReport]:
    """The coordinator's reports, newest request first."""
    return MunicipalReport.objects.of_coordinator(user).for_list()


def published_for(user: User) -> QuerySet[MunicipalReport]:
    """Published reports about the reader's own municipality."""
    return MunicipalReport.objects.published_for(user).for_list()


def ready_reports(user: User) -> QuerySet[MunicipalReport]:
    """Reports that wait for a second person to publish them."""
    return reports_of(user).filter(state=ReportState.READY)


@dataclass(frozen=True)
class ResponseRow:
    """One wave and informant role; None where the number is too small to show."""

    wave: str
    role: str
    numbers: tuple[int | None, ...]


def response_rows(rule: Rule = HOUSE_RULE) -> list[ResponseRow]:
    """Asked, answered, open and missed per wave and role, rounded; a row with a small part shows no parts at all.

    A part between nothing and k families hides the whole row but its total, so that no difference gives it back.
    """
    states = (MeasurementState.ANSWERED, MeasurementState.DUE, MeasurementState.MISSED)
    family = Count("case__family", distinct=True)
    counts = {"asked": Count("pk"), "families": family}
    for state in states:
        counts[state] = Count("pk", filter=Q(state=state))
        counts[f"{state}_families"] = Count("case__family", filter=Q(state=state), distinct=True)
    rows = Measurement.objects.begun().values("wave", "version__instrument__asks").annotate(**counts)
    made = []
    for row in rows.order_by("wave", "version__instrument__asks"):
        role = InstrumentVersion.instrument.field.related_model.Asks(row["version__instrument__asks"]).label
        total = rounded(row["asked"], rule.base) if row["families"] >= rule.k else None
        small = total is None or any(0 < row[f"{state}_families"] < rule.k for state in states)
        parts = [None if small else rounded(row[state], rule.base) for state in states]
        made.append(ResponseRow(Wave(row["wave"]).label, role, (total, *parts)))
    return made


def instruments() -> QuerySet[InstrumentVersion]:
    """Every version of every questionnaire with its licence."""
    return InstrumentVersion.objects.select_related("instrument").order_by("instrument__key", "-version")
