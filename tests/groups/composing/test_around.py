"""What stands around a plan: explanations that are true, pins that contradict each other, and re-plans that keep people."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks import season as generator
from groups.composing import greedy, pairs
from groups.composing.checking import check
from groups.composing.differing import differences
from groups.composing.draft import Draft
from groups.composing.explaining import RUNGS, Explainer
from groups.composing.helping import apply
from groups.composing.loading import load
from groups.composing.pairs import Pairs
from groups.composing.pinning import contradiction, holds
from groups.composing.planner import compose
from groups.composing.repairing import replan
from groups.composing.staying import staying, worth_at_most
from groups.composing.wishes import Wishes
from tests.groups.composing.seasons import couple, instances, lead, season

CALM = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


def planned(instance):
    draft = Draft(Pairs(instance))
    greedy.fill(draft)
    return draft


@pytest.fixture(scope="module")
def town():
    """A made season of five locations with the plan of best group first."""
    instance = load(generator.make("s", 5))
    return instance, planned(instance)


def test_everybody_without_a_seat_stops_on_a_rung_and_every_change_that_is_named_does_help(town):
    instance, draft = town
    found = Explainer(draft).everybody()
    assert {row.family for row in found} == set(range(len(instance.families))) - set(draft.seat_of)
    assert all(row.rung in RUNGS for row in found)
    changes = [row for row in found if row.change]
    assert len(changes) * 2 >= len(found)
    for row in changes:
        series = instance.series[row.change.series]
        changed = apply(instance.families[row.family], row.change, series.cell)
        assert pairs.refusals(changed, series, instance) == []
        if row.change.rule == "weeks":
            assert takes_a_seat(draft, row, pairs.worth(changed, series, instance))
        if row.change.seat:
            families = tuple(changed if n == row.family else one for n, one in enumerate(instance.families))
            other = Draft(Pairs(replace(instance, families=families)), draft.to_plan())
            key = next(key for key in other.groups if key[0] == row.change.seat[0])
            assert other.can_seat(row.family, key)


def takes_a_seat(draft, row, points):
    """Whether the couple of this explanation may sit in place of one with fewer points."""
    keys = [key for key in draft.groups if key[0] == row.change.series]
    return any(
        draft.can_seat(row.family, key, without=other) and draft.pairs.of_series[key[0]][other] < points
        for key in keys for other in draft.groups[key].members
    )  # fmt: skip


@pytest.mark.parametrize(("odd", "rung", "rule"), [
    (couple(minutes=(40, 50)), "travel", "travel"),
    (couple(cells={"ThuA": 1}), "slot", "slot"),
    (couple((5, 16), siblings="together"), "siblings", "siblings"),
    (couple(ready=99), "series", "ready"),
    (couple(hold_until=3), "series", "hold"),
    (couple(cells={"TueA": 2, "WedA": 2}), "series", "missed"),
])  # fmt: skip
def test_the_first_rung_that_fails_is_the_one_that_is_said(odd, rung, rule):
    ground = season()
    ground = season(rules=replace(ground.rules, max_missed=0), families=(*ground.families, odd))
    found = Explainer(planned(ground)).explain(3)
    assert (found.rung, found.rule) == (rung, rule)


def test_a_full_group_says_that_everybody_there_has_more_points_or_why_an_exchange_fails():
    full = season(families=(*(couple(weeks=50) for _ in range(6)), couple(weeks=1)))
    assert Explainer(planned(full)).explain(6).rung == "full"
    taken = season(
        families=(*(couple(weeks=50) for _ in range(3)), couple(weeks=90)), series=season().series[:1],
        bars=frozenset((h, 3) for h in range(4)),
    )  # fmt: skip
    found = Explainer(planned(taken)).explain(3)
    assert (found.rung, found.rule) == ("exchange", "barred")


def test_no_group_says_whether_a_team_or_couples_are_missing():
    alone = season(families=(couple(),))
    assert (Explainer(planned(alone)).explain(0).rung, Explainer(planned(alone)).explain(0).rule) == (
        "no group",
        "couples",
    )
    nobody = season(therapists=(lead("P"), lead("P")))
    assert Explainer(planned(nobody)).explain(0).rule == "team"


def test_contradictory_pins_come_back_as_a_smallest_set():
    found = Pairs(season())
    assert contradiction(found, [("seat", 0, 0), ("seat", 0, 1), ("group", 0)]) == [("seat", 0, 0), ("seat", 0, 1)]
    assert contradiction(found, [("seat", 0, 0), ("group", 0)]) == []
    far = Pairs(season(families=(couple(minutes=(90, 90)), *season().families[1:])))
    assert contradiction(far, [("group", 1), ("seat", 0, 0)]) == [("seat", 0, 0)]


def test_a_pinned_couple_sits_where_it_was_pinned():
    pins = (("seat", 0, 1),)
    found = compose(season(), seconds=3, wishes=Wishes(must=pins))
    assert holds(pins[0], found.plan) and check(season(), found.plan).is_legal


def test_pins_that_cannot_hold_give_no_plan_instead_of_one_without_them():
    assert compose(season(), seconds=2, wishes=Wishes(must=(("seat", 0, 0), ("seat", 0, 1)))) is None


def test_a_withdrawal_changes_one_group_and_nobody_else_hears_of_it(town):
    instance, draft = town
    plan = draft.to_plan()
    gone = plan.groups[0].families[0]
    families = tuple(replace(row, ready=9_999) if n == gone else row for n, row in enumerate(instance.families))
    changed = replace(instance, families=families)
    new = replan(Pairs(changed), plan, accepted=set(plan.seated) - {gone})
    rows = differences(plan, new)
    assert check(changed, new).is_legal
    assert {row.family for row in rows if row.kind == "dropped"} == {gone}
    assert not [row for row in rows if row.kind in ("moved", "team")]


@pytest.fixture(scope="module")
def village():
    """The same of one location."""
    instance = load(generator.make("xs", 4))
    return instance, planned(instance)


def test_after_a_lead_falls_out_as_many_of_the_accepted_stay_as_any_plan_can_leave(village):
    instance, draft = village
    plan = draft.to_plan()
    busiest = max(range(len(instance.therapists)), key=lambda n: sum(n in group.team for group in plan.groups))
    leads = tuple(replace(row, max_groups=0) if n == busiest else row for n, row in enumerate(instance.therapists))
    pairs = Pairs(replace(instance, therapists=leads))
    accepted = sorted(plan.seated)[::2]
    one, two = (replan(pairs, plan, accepted=accepted, seconds=20, seed=3) for _ in range(2))
    found = staying(pairs, plan, one, accepted=accepted, seconds=20)
    assert found.accepted.is_unavoidable and found.accepted.couples == len(accepted)
    assert check(pairs.instance, one).worth <= worth_at_most(pairs, plan, one, accepted=accepted, seconds=20)
    assert one == two


def test_what_a_person_fixed_holds_in_a_replan_although_nothing_else_is_broken():
    """Two small groups; one couple that accepted is fixed in the other one."""
    ground = season(families=tuple(couple(weeks=10 * n) for n in range(5)))
    draft = Draft(Pairs(ground))
    draft.open(0, (0, 1, 2), (0,), (1,))
    draft.open(1, (3, 4), (2,), (3,))
    plan, pairs = draft.to_plan(), Pairs(ground)
    assert replan(pairs, plan, accepted=[0]) == plan
    new = replan(pairs, plan, accepted=range(5), pins=[("seat", 0, 1)])
    assert new.seated[0].series == 1 and check(ground, new).is_legal
    assert [row.family for row in differences(plan, new) if row.kind not in ("kept", "team")] == [0]


@CALM
@given(instances(most_families=8), st.data())
def test_a_replan_is_legal_whatever_happened(instance, data):
    plan = compose(instance, seconds=2).plan
    gone = data.draw(st.sets(st.integers(0, len(instance.families) - 1), max_size=3))
    away = data.draw(st.integers(0, len(instance.therapists) - 1))
    families = tuple(replace(row, ready=99) if n in gone else row for n, row in enumerate(instance.families))
    leads = tuple(replace(row, max_groups=0) if n == away else row for n, row in enumerate(instance.therapists))
    changed = replace(instance, families=families, therapists=leads)
    new = replan(Pairs(changed), plan, accepted=plan.seated, seconds=1)
    assert check(changed, new).is_legal
    assert not gone & set(new.seated)
