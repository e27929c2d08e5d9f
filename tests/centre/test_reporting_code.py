"""The reporting code: five steps in order, five questions, and a report that only the officer may leave out."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from centre import clock, reporting_code
from centre.models import CareRelation, ConcernStep, Dossier, Membership, SafetyConcern
from centre.reporting_code import CLOSE, ORGANISE_HELP, REPORT, STEPS, WEIGHINGS, advice, next_step
from centre.services.cases import relate
from centre.services.concerns import open_concern, take_step

SIGNALS = {
    "about": "de kinderen",
    "observed_on": "2026-11-02",
    "facts": "Blauwe plek",
    "source": "school",
    "children": "Noor",
}
CONSULT = {
    "consulted_on": "2026-11-03",
    "whom": "safe_home",
    "anonymous": "yes",
    "number": "",
    "advice": "Praat eerst.",
}
TALK = {"held": "no", "talked_on": None, "account": "", "why_not": "Het is niet veilig."}
WEIGH = {"weighing": "Ernstig", "in_doubt": "no", "asked": ""}


def answered(**changed) -> dict:
    given = {"suspicion": "yes", "unsafe": "no", "help": "yes", "commitment": "yes", "result": "yes"} | changed
    return given | {f"{name}_motive": "omdat" for name in given}


def walked(cast, until: str = "decision", **changed) -> SafetyConcern:
    """A worry of Thea, walked up to (not including) a step."""
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    concern = open_concern(case=cast.case, signals=SIGNALS, by=cast.thea)
    given = {"consult": CONSULT, "talk": TALK, "weigh": WEIGH, "questions": answered(**changed)}
    for kind, answers in itertools.takewhile(lambda step: step[0] != until, given.items()):
        take_step(concern=concern, kind=kind, answers=answers, by=cast.thea)
    return concern


def decision(choice: str, **more) -> dict:
    return {
        "decision": choice,
        "reason": "",
        "reported_on": None,
        "way": "",
        "number": "",
        "told": "beide ouders",
    } | more


def make_guard(cast, user) -> None:
    Membership.objects.filter(user=user).update(guards_safety=True, region=cast.north)


@pytest.mark.parametrize("values", list(itertools.product([True, False], repeat=5)))
def test_the_advice_reports_whenever_it_is_unsafe_or_help_falls_short(values):
    answers = dict(zip(WEIGHINGS, values, strict=True))
    suspicion, unsafe, help_is_there, commitment, result = values

    expected = REPORT if unsafe else CLOSE if not suspicion else ORGANISE_HELP if all(values[2:]) else REPORT

    assert advice(answers).decision == expected
    assert reporting_code.needs_guard(answers, CLOSE) == unsafe
    assert not reporting_code.needs_guard(answers, REPORT)


@pytest.mark.parametrize("taken", range(len(STEPS) + 1))
def test_the_next_step_is_the_first_that_is_missing(taken):
    assert next_step(STEPS[:taken]) == (STEPS[taken] if taken < len(STEPS) else None)


@pytest.mark.parametrize("kind", ["talk", "weigh", "questions", "decision", "follow_up"])
def test_a_step_is_never_skipped(cast, kind):
    concern = walked(cast, until="consult")

    with pytest.raises(ValidationError):
        take_step(concern=concern, kind=kind, answers={}, by=cast.thea)

    assert [step.kind for step in concern.steps.all()] == ["signals"]


def test_a_step_is_taken_once(cast):
    concern = walked(cast, until="talk")

    with pytest.raises(ValidationError, match="al gezet"):
        take_step(concern=concern, kind="consult", answers=CONSULT, by=cast.thea)

    assert concern.steps.filter(kind="consult").count() == 1


def test_unsafe_and_no_report_needs_the_officer(cast):
    concern = walked(cast, unsafe="yes")
    other_way = decision(ORGANISE_HELP, reason="De vader woont nu elders.")

    with pytest.raises(ValidationError) as refused:
        take_step(concern=concern, kind="decision", answers=other_way, by=cast.thea)
    assert "decision" in refused.value.message_dict

    make_guard(cast, cast.ulla)
    take_step(concern=concern, kind="decision", answers=other_way, by=cast.ulla)
    assert concern.steps.get(kind="decision").taken_by == cast.ulla


def test_another_decision_than_the_advice_needs_a_reason_and_a_report_its_day(cast):
    concern = walked(cast)

    with pytest.raises(ValidationError) as refused:
        take_step(concern=concern, kind="decision", answers=decision(REPORT), by=cast.thea)

    assert set(refused.value.message_dict) == {"reason", "reported_on"}


def test_what_happened_since_is_added_after_the_decision_as_often_as_needed(cast):
    concern = walked(cast)
    take_step(concern=concern, kind="decision", answers=decision(ORGANISE_HELP), by=cast.thea)

    for text in ("gebeld", "terugbericht"):
        answers = {"happened_on": "2026-11-10", "text": text}
        take_step(concern=concern, kind="follow_up", answers=answers, by=cast.thea)

    assert concern.steps.filter(kind="follow_up").count() == 2


def test_the_database_refuses_to_change_a_step(cast):
    concern = walked(cast, until="talk")

    with pytest.raises(DatabaseError), transaction.atomic():
        ConcernStep.objects.filter(concern=concern).update(taken_at=clock.now())


def test_who_reports_is_named_with_the_officers_and_nobody_else(cast):
    make_guard(cast, cast.ulla)
    walked(cast, until="consult")

    dossier = Dossier.objects.get(kind=Dossier.Kind.SAFETY, case=cast.case)
    named = {
        person
        for person in (cast.thea, cast.ulla, cast.cora)
        if Dossier.objects.safety_of(person).filter(pk=dossier.pk)
    }

    assert named == {cast.thea, cast.ulla}
