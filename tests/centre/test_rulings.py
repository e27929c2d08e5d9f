"""A court in one parent's place, and a compulsory measure: dated facts with evidence that the evaluator counts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.agreement import consent_picture, consent_status, own_consents
from centre.authority import Status
from centre.consent_history import days_without_consent
from centre.models import ConsentRuling, Message
from centre.services.authority import end_authority
from centre.services.consents import answer_consent, end_ruling, record_ruling


def rule(cast, **changed):
    facts = {
        "case": cast.case, "purpose": "group", "kind": "replaced", "child": cast.noor, "parent": cast.bram,
        "decided_by": "Rechtbank Noord-Holland", "number": "C/15/1", "since": clock.today(), "by": cast.cora,
        "reason": "De rechtbank besliste.", "weighed_with": cast.thea,
    }  # fmt: skip
    return record_ruling(**facts | changed)


def line_of(cast, on=None):
    return next(line for line in consent_picture(cast.case, "group", on) if line["person"] == cast.noor)


@pytest.fixture
def one_yes(cast):
    """Everybody agrees, but Bram refuses the group for Noor."""
    cast.consent_to_everything(cast.case)
    answer_consent(
        case=cast.case, purpose="group", giver=cast.bram, about_child=cast.noor, answer="refused", by=cast.bram.user
    )
    return cast


def test_a_court_replaces_one_parent_from_its_day_to_its_last(one_yes):
    cast, today = one_yes, clock.today()
    rule(cast, until=today + timedelta(days=30))

    line = line_of(cast)
    assert line["status"] == Status.REPLACED
    assert line["replaced_names"] == [str(cast.bram)]
    assert line_of(cast, today - timedelta(days=1))["status"] == Status.CONFLICT
    assert line_of(cast, today + timedelta(days=31))["status"] == Status.CONFLICT
    assert consent_status(cast.case) == Status.REPLACED


def test_a_court_for_one_parent_says_nothing_for_the_other(cast):
    rule(cast)

    assert line_of(cast)["missing_names"] == [str(cast.anna)]


def test_a_compulsory_measure_asks_nobody(one_yes):
    rule(one_yes, kind="not_required", parent=None)

    assert line_of(one_yes)["status"] == Status.NOT_REQUIRED


def test_nobody_weighs_a_ground_alone_and_the_second_professional_hears_of_it(cast):
    with pytest.raises(ValidationError) as refused:
        rule(cast, weighed_with=cast.cora)
    assert set(refused.value.message_dict) == {"weighed_with"}

    rule(cast)
    assert Message.objects.get(recipient=cast.thea).sent_by == cast.cora


@pytest.mark.parametrize("ground", ["harm", "wish"])
def test_a_child_of_twelve_to_fifteen_decides_without_the_parents_on_a_ground(cast, ground):
    """Sem is thirteen; his parents refuse. The child's own yes stays needed, and the ground holds from its day."""
    case, sem = cast.other_case, cast.sem
    for parent in (cast.carla, cast.dirk):
        answer_consent(case=case, purpose="group", giver=parent, about_child=sem, answer="refused", by=parent.user)

    def status(on=None):
        return next(line for line in consent_picture(case, "group", on) if line["person"] == sem)["status"]

    assert status() == Status.REFUSED
    rule(cast, case=case, kind=ground, child=sem, parent=None, decided_by="", number="")
    assert status() == Status.MISSING
    answer_consent(case=case, purpose="group", giver=sem, about_child=sem, answer="given", by=cast.cora)
    assert status() == Status.COMPLETE
    assert status(clock.today() - timedelta(days=1)) == Status.CONFLICT


def test_for_a_child_of_thirteen_that_cannot_weigh_the_parents_decide_unless_it_resists(cast):
    case, sem = cast.other_case, cast.sem
    for parent in (cast.carla, cast.dirk):
        answer_consent(case=case, purpose="group", giver=parent, about_child=sem, answer="given", by=parent.user)

    def status(on=None):
        return next(line for line in consent_picture(case, "group", on) if line["person"] == sem)["status"]

    assert status() == Status.MISSING
    rule(cast, case=case, kind="incapable", child=sem, parent=None, decided_by="", number="")
    assert status() == Status.COMPLETE
    # At sixteen the parents are still asked: nobody else speaks for this child.
    with clock.at(clock.now().replace(year=2029, month=6, day=1)):
        assert status(clock.today()) == Status.COMPLETE
        assert sem in {question["child"] for question in own_consents(cast.carla, case)}
        assert sem not in {question["child"] for question in own_consents(cast.anna, cast.case)}
    answer_consent(case=case, purpose="group", giver=sem, about_child=sem, answer="refused", by=cast.cora)
    assert status() == Status.CONFLICT
    with pytest.raises(ValidationError):
        rule(cast, kind="incapable", parent=None, decided_by="", number="")


def test_a_guardian_says_yes_where_no_parent_has_authority(cast):
    assert line_of(cast)["status"] == Status.MISSING
    rule(cast, kind="guardian", parent=None, decided_by="Jeugdbescherming Noord", number="V-1")
    # As long as parents hold authority, they decide.
    assert line_of(cast)["status"] == Status.MISSING
    for row in cast.noor.authorities.all():
        end_authority(authority=row, on=clock.today() - timedelta(days=1), evidence="court")

    assert line_of(cast)["status"] == Status.COMPLETE
    days = {"parents": [], "children": [cast.noor]}
    assert days_without_consent(cast.case, clock.today(), clock.today() + timedelta(days=3), **days) == 3
    rule(cast, kind="guardian", purpose="treatment", parent=None, decided_by="Jeugdbescherming Noord", number="V-1")
    assert days_without_consent(cast.case, clock.today(), clock.today() + timedelta(days=3), **days) == 0


def test_an_ended_decision_of_today_never_counted(one_yes):
    end_ruling(ruling=rule(one_yes))

    assert not ConsentRuling.objects.exists()
    old = rule(one_yes, since=clock.today() - timedelta(days=9))
    end_ruling(ruling=old)
    assert line_of(one_yes)["status"] == Status.CONFLICT
    assert line_of(one_yes, clock.today() - timedelta(days=1))["status"] == Status.REPLACED


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("parent", {"parent": None}),
        ("parent", {"kind": "not_required"}),
        ("since", {"since": date(2200, 1, 1)}),
        ("until", {"until": date(2001, 1, 1)}),
        ("reason", {"reason": "  "}),
        ("weighed_with", {"weighed_with": None}),
        ("decided_by", {"number": ""}),
        ("kind", {"kind": "wish", "parent": None}),
    ],
)
def test_a_decision_that_cannot_be_is_refused_beside_its_field(cast, field, wrong):
    with pytest.raises(ValidationError) as refused:
        rule(cast, **wrong)

    assert set(refused.value.message_dict) == {field}


def test_who_could_answer_for_weeks_and_did_not_is_silent(cast):
    later = clock.today() + timedelta(days=14)

    assert line_of(cast)["status"] == Status.MISSING
    assert line_of(cast, later)["status"] == Status.SILENT
    assert set(line_of(cast, later)["silent_names"]) == {str(cast.anna), str(cast.bram)}
