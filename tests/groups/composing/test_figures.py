"""Figures beside a proposal: what one extra team is worth, what it costs to seat a couple, and how many could stay at most."""

import random
from dataclasses import replace

import pytest

from benchmarks import season as generator
from benchmarks.withdrawals import disturbed, replanned
from groups.composing import prices, seating
from groups.composing.checking import check
from groups.composing.draft import Draft
from groups.composing.instance import NEVER, Location, Series
from groups.composing.judging import judged
from groups.composing.loading import load
from groups.composing.master import Master
from groups.composing.pairs import Pairs
from groups.composing.planner import compose
from groups.composing.repairing import replan
from groups.composing.staying import most_by_teams, staying
from groups.models import CompositionRun
from groups.selectors import season_figures
from groups.services import composition, composition_pins
from tests.factories import groups as make
from tests.factories import therapists as register
from tests.groups.composing.seasons import TINY, couple, lead, season
from tests.groups.composing.test_seasons import STARTS


@pytest.fixture(scope="module")
def hamlet():
    """A made season of one location, composed to the end."""
    instance = load(generator.make("xs", 4))
    return instance, compose(instance, seconds=20)


def helped(instance, loc):
    """The same season with one extra whole team that can go to one location only, once."""
    cells = frozenset(row.cell for row in instance.series)
    minutes = tuple(0 if n == loc else 999 for n in range(len(instance.locations)))
    languages = frozenset(one for row in instance.families for parent in row.parents for one in parent.languages)
    team = [
        replace(
            instance.therapists[0], minutes=minutes, max_minutes=10, max_groups=1, cells=cells, languages=languages,
            certified={role: (-NEVER, NEVER)}, blocked=(),
        )
        for role in "PPKK"
    ]  # fmt: skip
    return replace(instance, therapists=(*instance.therapists, *team))


def test_one_extra_team_never_brings_more_than_the_figure_says(hamlet):
    instance, found = hamlet
    worths = prices.worth_of_a_team(Pairs(instance), found.prices)
    more = compose(helped(instance, 0), seconds=20)
    assert found.worth <= more.worth <= found.prices.bound + worths[0] + 1
    assert more.worth > found.worth and worths[0] > 0


def test_the_cost_of_seating_a_couple_comes_with_a_legal_plan_in_which_it_sits(hamlet):
    instance, found = hamlet
    pairs, asked = Pairs(instance), 0
    for family in sorted(set(range(len(instance.families))) - set(found.plan.seated)):
        cost = seating.cost_of_seating(pairs, found.plan, family, seconds=2)
        if cost is None:
            continue
        asked += 1
        verdict = check(instance, cost.plan)
        assert verdict.is_legal and family in cost.plan.seated
        assert verdict.worth == found.worth + cost.points
        # The plan was the best there is, so it can only cost.
        assert cost.points <= 0
        assert set(cost.losing) == set(found.plan.seated) - set(cost.plan.seated)
    assert asked


def test_a_couple_that_can_sit_nowhere_has_no_price():
    far = season(families=(*season().families, couple(minutes=(90, 90))))
    found = compose(far, seconds=5)
    assert seating.cost_of_seating(Pairs(far), found.plan, 3) is None


def test_who_is_pinned_does_not_lose_the_seat_to_another_couple():
    ground = season()
    most = ground.rules.max_couples
    full = season(families=tuple(couple(weeks=50 - n) for n in range(most + 1)), series=ground.series[:1])
    found = compose(full, seconds=5)
    (out,) = set(range(most + 1)) - set(found.plan.seated)
    first, *others = sorted(found.plan.seated)
    cost = seating.cost_of_seating(Pairs(full), found.plan, out, musts=[("seat", n, 0) for n in others])
    assert all(cost.plan.seated[n].series == 0 for n in others) and cost.losing == (first,)
    assert (
        seating.cost_of_seating(Pairs(full), found.plan, out, musts=[("seat", n, 0) for n in (first, *others)]) is None
    )


def stays(instance, old, seconds=2):
    pairs = Pairs(instance)
    return staying(pairs, old, replan(pairs, old, accepted=old.seated, seconds=seconds), accepted=old.seated, seconds=2)


def test_what_stays_comes_with_how_many_could_at_most():
    ground = season(series=season().series[:1])
    plan = compose(ground, seconds=5).plan
    nobody = replace(ground, therapists=tuple(replace(row, max_groups=0) for row in ground.therapists))
    none, same = stays(nobody, plan), stays(ground, plan)
    assert (none.accepted.kept, none.accepted.most) == (0, 0) and none.accepted.is_unavoidable
    assert same.everybody.kept == same.everybody.most == len(plan.seated)


def test_two_groups_of_one_series_may_go_on_as_one():
    """One team of two is left: all four couples of both groups can sit in one."""
    rules = replace(TINY, min_couples=2, max_couples=4, max_children=14)
    facts = {
        "rules": rules, "locations": (Location("L0", "Hier", 2, 2),), "series": (Series("S0", 0, "TueA", (8, 22)),),
        "families": tuple(couple(weeks=10 * n) for n in range(1, 5)),
    }  # fmt: skip
    whole = season(**facts, therapists=(lead("P"), lead("K"), lead("P"), lead("K")))
    draft = Draft(Pairs(whole))
    draft.open(0, (0, 1), (0,), (1,))
    draft.open(0, (2, 3), (2,), (3,))
    found = stays(season(**facts, therapists=(lead("P"), lead("K"), lead("P", most=0), lead("K"))), draft.to_plan())

    assert most_by_teams(Pairs(whole), dict.fromkeys(range(4), 0), 1) == 4
    assert found.everybody.kept == found.everybody.most == 4


def test_two_series_that_share_no_day_do_not_both_pay_for_one_free_evening():
    """Whoever meets on the priced day pays it; with every shared day of a row the bound came out under the best plan."""
    series = (
        Series("A", 0, "TueA", (8, 29)), Series("C", 0, "TueA", (43, 57)), Series("B", 1, "TueA", (8, 29)),
        Series("M", 0, "TueA", (8, 22), 5), Series("N", 0, "TueA", (15, 29), 5),
    )  # fmt: skip
    instance = season(
        rules=replace(TINY, min_couples=2, max_couples=2), families=tuple(couple(weeks=50) for _ in range(6)),
        series=series, therapists=(lead("P", most=2, until=40), lead("K", most=2, until=40)),
    )  # fmt: skip
    draft = Draft(Pairs(instance))
    draft.open(0, (0, 1), (0,), (1,))
    best = compose(instance, seconds=5)

    found = judged(instance, draft.to_plan(), seconds=3, stage="least change")
    assert best.is_proven and found.bound >= best.worth > found.worth and not found.is_proven


def test_after_withdrawals_no_more_accepted_couples_stay_than_the_limit_says():
    instance = load(generator.make("s", 9))
    plan = compose(instance, seconds=3).plan
    found = replanned(instance, plan, seconds=2, seed=1)
    # On a busy machine the worth may not be proven in time, and is none then.
    for some in (found.stays.accepted, found.stays.everybody):
        assert some.kept <= some.most <= some.couples
    assert (found.worth_most is None or found.worth <= found.worth_most) and str(found)
    changed, gone = disturbed(instance, plan, random.Random(1))
    assert not gone & set(replan(Pairs(changed), plan, seconds=1).seated)


def test_prices_of_few_series_prove_no_more_than_prices_of_all(hamlet):
    instance, found = hamlet
    master = Master(Pairs(instance), [next(iter(Master(Pairs(instance)).able))])
    few = prices.price(master, seconds=5, start=None)
    _master, all_of_them = prices.settle(master, seconds=5, best=few)
    assert few.bound <= all_of_them.bound and found.worth <= all_of_them.bound


@pytest.fixture
def composed(cast):
    """A season in the portal of one location with more couples than seats."""
    place = register.practice(cast)
    make.team(cast, place)
    make.recipe(minimum_couples=4)
    for number in range(2, 9):
        make.waiting_case(cast, number)
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=20)
    return composition.run_composition(run=run)


def test_the_figures_of_a_proposal_are_kept_with_it_by_name_of_the_place(composed):
    CompositionRun.objects.filter(pk=composed.pk).update(
        team_worths=dict.fromkeys(composed.facts["names"]["practices"], 120)
    )
    composed.refresh_from_db()
    (row,) = season_figures.team_worths(composed)
    assert row.points == 120 and row.place
    composed.team_worths = {}
    assert season_figures.team_worths(composed) == []


def test_a_proposal_says_by_case_what_seating_another_couple_costs(cast, composed):
    cases = composed.facts["names"]["cases"]
    seated = {cases[m["family"]] for group in composed.plan["groups"] for m in group["members"]}
    (first, *_rest) = [make.Case.objects.get(pk=pk) for pk in cases if pk not in seated]
    found = season_figures.cost_of_seating(composed, first)
    assert found.points <= 0 and found.place and found.slot
    assert set(found.losing) <= seated and first.pk not in found.losing
    inside = make.Case.objects.get(pk=min(seated))
    assert season_figures.cost_of_seating(composed, inside) is None
    for pk in seated:
        composition_pins.pin_couple(run=composed, case=make.Case.objects.get(pk=pk), by=cast.cora, reason="Stays.")
    pinned = season_figures.cost_of_seating(composed, first)
    assert pinned is None or not pinned.losing
