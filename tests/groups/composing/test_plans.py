"""Every plan is legal and as good as any plan can be: against a judge that writes down every plan of a tiny season."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks import season as generator
from groups.composing import greedy, search
from groups.composing.checking import IllegalPlan, check, legal
from groups.composing.draft import Draft
from groups.composing.instance import Location
from groups.composing.loading import BadFacts, load
from groups.composing.pairs import Pairs
from groups.composing.plan import Member, Plan, PlannedGroup, plan_from
from groups.composing.planner import compose
from tests.groups.composing.brute_force import best_worth
from tests.groups.composing.seasons import couple, instances, lead, season

# Without shrinking: a counterexample prints its facts, and the minutes that shrinking takes are not worth it.
CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)  # fmt: skip


@CALM
@given(instances())
def test_a_proven_plan_is_worth_what_the_best_of_all_plans_is_worth(instance):
    found = compose(instance, seconds=5)
    assert check(instance, found.plan).is_legal
    assert found.is_proven
    assert found.worth == best_worth(instance)


@CALM
@given(instances())
def test_for_parents_only_a_proven_plan_is_the_best_of_all_and_asks_nobody_for_the_children(instance):
    alone = replace(
        instance, rules=replace(instance.rules, child_therapists=0),
        families=tuple(replace(family, kids=()) for family in instance.families),
    )  # fmt: skip

    found = compose(alone, seconds=5)

    assert check(alone, found.plan).is_legal and found.is_proven and found.worth == best_worth(alone)
    assert not any(group.child_therapists for group in found.plan.groups)


@CALM
@given(instances(most_families=8), st.data())
def test_the_checker_says_legal_exactly_when_the_other_judge_can_write_the_plan_down(instance, data):
    """Random plans, mostly illegal: the verdict of each group alone equals membership in the enumeration."""
    from tests.groups.composing import brute_force

    n = data.draw(st.integers(0, len(instance.series) - 1))
    members = data.draw(st.lists(st.integers(0, len(instance.families) - 1), min_size=1, max_size=4, unique=True))
    p, k = data.draw(st.lists(st.integers(0, len(instance.therapists) - 1), min_size=2, max_size=2, unique=True))
    pairs = Pairs(instance)
    spread = Draft(pairs).spread(sorted(members)) or [(pairs.patterns[f] or [(0, 0, 0)])[0] for f in sorted(members)]
    seats = tuple(Member(f, tuple(row)) for f, row in zip(sorted(members), spread, strict=True))
    verdict = check(instance, Plan((PlannedGroup(n, seats, (p,), (k,)),)))
    legal_ones = {(group["members"], group["team"]): group["worth"] for group in brute_force.groups_of(instance, n)}
    key = (tuple(sorted(members)), (p, k))
    assert verdict.is_legal == (key in legal_ones and instance.rooms_left(instance.series[n]) > 0)
    if verdict.is_legal:
        assert verdict.worth == legal_ones[key]


@CALM
@given(instances(most_families=8), st.integers(0, 3))
def test_greedy_and_small_moves_never_make_an_illegal_plan(instance, seed):
    draft = Draft(Pairs(instance))
    greedy.fill(draft)
    assert check(instance, draft.to_plan()).is_legal
    search.polish(draft)
    assert check(instance, draft.to_plan()).is_legal
    if draft.groups:
        search.rebuild(draft, list(draft.groups)[:1], range(len(instance.series)))
        assert check(instance, draft.to_plan()).is_legal
    assert draft.worth == check(instance, draft.to_plan()).worth


@pytest.mark.parametrize(("size", "seconds"), [("s", 3), ("m", 4)])
def test_a_made_season_has_a_legal_plan_below_its_bound_and_no_couple_that_fits_is_left_beside_a_free_seat(
    size, seconds
):
    instance = load(generator.make(size, 7))
    found = compose(instance, seconds=seconds)
    assert check(instance, found.plan).is_legal
    assert found.bound is None or found.worth <= found.bound
    draft = Draft(Pairs(instance), found.plan)
    assert search.insert(draft) == 0


def test_the_same_facts_and_seed_give_the_same_plan():
    instance = load(generator.make("xs", 3))
    assert compose(instance, seconds=5).plan == compose(instance, seconds=5).plan


def test_every_broken_rule_is_named():
    ground = season()
    group = PlannedGroup(0, tuple(Member(n, (2, 0, 0)) for n in (0, 1, 2)), (0,), (1,))
    assert check(ground, Plan((group,))).is_legal

    def rules(instance=ground, **changes):
        return {row.rule for row in check(instance, Plan((replace(group, **changes),))).broken}

    far = couple(minutes=(90, 90))
    assert rules(season(families=(far, *ground.families[1:]))) == {"travel"}
    assert rules(season(families=(couple(cells={"WedA": 1}), *ground.families[1:]))) == {"slot"}
    assert rules(season(families=(couple(ready=9), *ground.families[1:]))) == {"ready"}
    assert rules(season(families=(couple(hold_until=21), *ground.families[1:]))) == {"hold"}
    assert rules(season(ties={(0, 1): "group"})) == {"tied"}
    assert rules(season(bars=frozenset({(1, 2)}))) == {"barred"}
    assert rules(season(locations=(Location("L0", "", 0, 2), ground.locations[1]))) == {"rooms"}
    assert rules(members=group.members[:1]) == {"size", "thin band"}
    assert rules(members=(*group.members[:2], Member(2, (1, 1, 0)))) == {"siblings", "thin band"}
    assert rules(parent_therapists=(1,)) == {"lead role", "team"}
    assert rules(parent_therapists=(0, 2)) == {"team"}
    assert rules(child_therapists=(99,)) == {"unknown"}
    assert rules(season(therapists=(lead("P", until=20), *ground.therapists[1:]))) == {"lead certificate"}
    twice = Plan((group, replace(group, series=1)))
    assert {"seated twice"} <= {row.rule for row in check(ground, twice).broken}
    with pytest.raises(IllegalPlan):
        legal(ground, twice)


def test_an_override_with_a_reason_lifts_a_rule_for_one_couple_only():
    far = couple(minutes=(90, 90), overrides=frozenset({"travel"}))
    group = PlannedGroup(0, tuple(Member(n, (2, 0, 0)) for n in (0, 1, 2)), (0,), (1,))
    ground = season()
    assert check(season(families=(far, *ground.families[1:])), Plan((group,))).is_legal
    tied = season(
        families=(couple(overrides=frozenset({"tied"})), *ground.families[1:]), ties={(0, 1): "group", (1, 2): "group"}
    )
    assert [row.numbers for row in check(tied, Plan((group,))).broken] == [(1, 2)]


def test_impossible_facts_say_which_rule_they_break():
    facts = generator.make("xs", 1)
    facts["rules"]["min_couples"] = 9
    facts["series"][0]["dates"] = [8, 8, 9]
    facts["series"][1]["loc"] = 40
    facts["families"][0]["parents"][0]["away"] = [[20, 10]]
    facts["conflicts"] = [[0, 0, "group"], [0, 9999, "group"]]
    facts["bars"] = [[77, 0]]
    with pytest.raises(BadFacts) as caught:
        load(facts)
    said = " ".join(what for _where, what in caught.value.problems)
    for number in (1, 2, 6, 8, 10, 11):
        assert f"rule {number}:" in said


@pytest.mark.parametrize("team", [{"parent_therapists": 0}, {"child_therapists": -1}])
def test_a_group_has_leads_for_the_parents_and_never_fewer_than_none_for_the_children(team):
    facts = generator.make("xs", 1)
    facts["rules"] |= team
    with pytest.raises(BadFacts, match="rule 8"):
        load(facts)


@pytest.mark.parametrize("change", [
    {"families": None}, {"series": "x"}, {"rules": []}, {"locations": [{"id": "L"}]}, {"objective": {"base": "many"}},
    {"therapists": [[]]}, {"conflicts": [[1]]},
])  # fmt: skip
def test_facts_of_a_wrong_shape_are_refused_in_words_and_never_crash(change):
    with pytest.raises(BadFacts):
        load(generator.make("xs", 1) | change)


@pytest.mark.parametrize("empty", ["families", "therapists", "series"])
def test_a_season_without_couples_therapists_or_series_gives_an_empty_plan(empty):
    found = compose(load(generator.make("xs", 1) | {empty: [], "conflicts": [], "bars": []}), seconds=1)
    assert found.plan == Plan() and found.worth == 0


def test_a_plan_survives_its_json_form_and_a_wrong_one_is_refused():
    found = compose(load(generator.make("xs", 3)), seconds=3).plan
    assert plan_from(found.to_json()) == found
    with pytest.raises(BadFacts):
        plan_from({"groups": [{"series": "0"}]})
