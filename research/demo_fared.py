"""Families of the past in the demo that had an advice and answered before and after: something to compare with.

Rows of long ago are written as they would stand; what they answered is invented and says nothing about any help.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from centre import clock
from centre.models import Case, Milestone, User
from centre.models.consent import Purpose
from centre.selectors import children_of, parents_of
from centre.services.consents import answer_consent
from intake.criteria import advise
from intake.models import Indication
from referrals.services.chain import hand_over
from research.models import ChangeParameters, InstrumentVersion, Measurement, Response, Score, Wave
from research.states import MeasurementState

#: Score before the start, and per way of faring the score after the last session.
BEFORE = Decimal(10)
AFTER = {"better": Decimal(17), "same": Decimal(11), "worse": Decimal(3)}
#: Which way the parents and the children of the next families fare, over and over.
PARENTS = ("better", "same", "better", "same", "better")
CHILDREN = ("same", "better", "same", "worse", "better", "same")
DOMAINS = {"system": 2, "relation": 2, "individual": 1, "safety": 0}


def fared(cases: list[Case], *, lead: User, second: User) -> list[Case]:
    """Give cases that finished an approved advice for the group, permission for research and two rounds of answers."""
    for number, case in enumerate(advised(cases, lead=lead, second=second)):
        reached = dict(case.milestones.values_list("kind", "reached_on"))
        ways = PARENTS[number % len(PARENTS)], CHILDREN[number % len(CHILDREN)]
        _answer(case, ways, reached, number)
    return cases


def advised(cases: list[Case], *, lead: User, second: User) -> list[Case]:
    """Give cases an approved advice for the group and permission for research."""
    for case in cases:
        decided = _noon(case.milestones.get(kind=Milestone.Kind.ASSESSED).reached_on)
        Indication.objects.create(
            case=case, domains={name: {"weight": weight, "text": ""} for name, weight in DOMAINS.items()},
            advice=advise(DOMAINS).as_dict(), outcome=Indication.Outcome.GROUP, rationale="Overgenomen van papier.",
            letter="Overgenomen van papier.", decided_by=lead, decided_at=decided, approved_by=second, approved_at=decided,
        )  # fmt: skip
        with clock.at(decided):
            _allow_research(case, lead)
    return cases


def fared_elsewhere(cases: list[Case], *, lead: User, second: User) -> list[Case]:
    """Give cases that were assessed an approved advice for other help, a warm handover and a second look.

    Half of them stopped with that help early. Nobody answered questionnaires: these belong to the group.
    """
    facts = DOMAINS | {"trauma": "first"}
    for number, case in enumerate(cases):
        decided = case.milestones.get(kind=Milestone.Kind.ASSESSED).reached_on
        again = decided + timedelta(days=120)
        Indication.objects.create(
            case=case, domains={name: {"weight": weight, "text": ""} for name, weight in DOMAINS.items()},
            advice=advise(facts).as_dict(), outcome=Indication.Outcome.TRAUMA_FIRST, rationale="Overgenomen van papier.",
            letter="Overgenomen van papier.", reason_for_parents="Eerst rust.", alternative="Traumabehandeling",
            review_on=again, decided_by=lead, decided_at=_noon(decided), approved_by=second, approved_at=_noon(decided),
            reviewed_by=lead, reviewed_at=_noon(again), review_note="Gesproken met beide ouders.",
        )  # fmt: skip
        hands = hand_over(
            case=case, to_name="Praktijk aan de Vaart", what="Traumabehandeling", is_warm=True,
            handed_on=decided + timedelta(days=7), by=lead,
        )  # fmt: skip
        hands.started_on, hands.confirmed_by = decided + timedelta(days=20), lead
        hands.stopped_on = decided + timedelta(days=70) if number % 2 else None
        hands.save(update_fields=["started_on", "confirmed_by", "stopped_on"])
        with clock.at(_noon(decided)):
            _allow_research(case, lead)
    return cases


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _allow_research(case: Case, by: User) -> None:
    parents, children = parents_of(case), children_of(case)
    for parent in parents:
        for child in [None, *children]:
            _yes(case, parent, child, by)
    for child in children:
        _yes(case, child, child, by)


def _yes(case: Case, giver, about, by: User) -> None:
    answer_consent(
        case=case, purpose=Purpose.RESEARCH, giver=giver, about_child=about, answer="given", by=by, channel="spoken"
    )


def _answer(case: Case, ways: tuple[str, str], reached: dict, number: int) -> None:
    """Families differ a little in where they begin; what changes is the way."""
    parents, children = ways
    moments = {
        Wave.T1: _noon(reached[Milestone.Kind.STARTED] - timedelta(days=3)),
        Wave.T2: _noon(reached[Milestone.Kind.FINISHED] + timedelta(days=3)),
    }
    for parent in parents_of(case):
        _two_rounds(case, "ouder-zelf", {"informant_parent": parent}, parents, moments, number)
    for child in children_of(case)[:1]:
        _two_rounds(case, "kind", {"informant_child": child, "about_child": None}, children, moments, number)


def _two_rounds(case: Case, key: str, who: dict, way: str, moments: dict, number: int) -> None:
    scale = ChangeParameters.objects.get(instrument__key=key).scale
    version = InstrumentVersion.objects.filter(instrument__key=key, published_on__isnull=False).latest("version")
    person = who.get("informant_parent") or who["informant_child"]
    dossier = person.dossiers.exclude(kind="safety").get()
    for wave, moment in moments.items():
        asked = Measurement.objects.create(
            case=case, dossier=dossier, version=version, wave=wave, opens_on=moment.date(), closes_on=moment.date(),
            state=MeasurementState.ANSWERED, state_since=moment, **who,
        )  # fmt: skip
        response = Response.objects.create(measurement=asked, answered_at=moment, saved_at=moment)
        value = (BEFORE if wave == Wave.T1 else AFTER[way]) + number % 3
        Score.objects.create(response=response, scale=scale, value=value, valid_count=6, item_count=6)
