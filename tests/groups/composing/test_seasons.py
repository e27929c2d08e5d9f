"""A season in the portal: from the waiting list to a proposal, the board, moving by hand, and taking it over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from groups.composing.checking import check
from groups.composing.plan import plan_from
from groups.composing.storing import restore
from groups.models import CompositionPin, CompositionRun, Group, Offer, ParentTimes, Recipe
from groups.season import build
from groups.services import composition, composition_moves
from tests.factories import groups as make
from tests.groups.composing import big_board
from therapists.models import Room

STARTS = date(2027, 2, 1)


@pytest.fixture
def composed(cast, waiting):
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=30)
    return composition.run_composition(run=run)


def test_a_season_is_composed_from_the_waiting_list_and_its_plan_is_legal(cast, composed):
    assert composed.state == "done", composed.failure
    instance, plan = restore(composed.facts["instance"]), plan_from(composed.plan)
    assert check(instance, plan).is_legal and len(plan.seated) >= 4
    assert composed.worth == check(instance, plan).worth and composed.bound >= composed.worth
    assert {row["family"] for row in composed.explanations} | set(plan.seated) == set(range(len(instance.families)))


def test_the_facts_of_a_run_hold_no_name_and_no_address(cast, composed):
    text = str(composed.facts)
    for couple in cast.case.family.parents.all():
        assert couple.last_name not in text
    assert "postcode" not in text and "lat" not in text.replace("latest", "")


def test_a_couple_of_which_something_is_not_complete_is_not_proposed_and_hears_nothing_of_why(cast, waiting):
    make.waiting_case(cast, 7, consent=False)
    run = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5)
    )
    last = run.facts["names"]["cases"].index(CompositionRun.objects.get().facts["names"]["cases"][-1])
    rows = [row for row in run.explanations if row["rule"] == "ready"]
    assert rows and last not in plan_from(run.plan).seated


def test_times_of_a_parent_count(cast, waiting):
    parent = waiting[0].family.parents.first()
    composition.note_times(parent=parent, cells={}, away=[], max_minutes=45, languages="nl", by=cast.cora)
    instance = build(cast.north, STARTS).instance
    assert any(not one.cells for family in instance.families for one in family.parents)


def test_asking_twice_is_one_run_and_a_past_season_is_refused(cast, waiting):
    one = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora)
    assert composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora) == one
    with pytest.raises(ValidationError):
        composition.request_run(region=cast.north, starts_on=clock.today(), by=cast.cora)


def test_a_run_whose_worker_died_is_taken_up_again_and_fails_in_words_after_three_times(cast, waiting):
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=2)
    assert composition._claim(run)
    assert composition.run_composition(run=run).state == "running"  # somebody is composing: left alone
    with clock.at(make.MONDAY + timedelta(minutes=3)):
        assert [row.pk for row in composition.waiting_runs()] == [run.pk]
        assert composition.run_composition(run=run).state == "done"
    again = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=2)
    CompositionRun.objects.filter(pk=again.pk).update(state="running", attempts=3)
    with clock.at(make.MONDAY + timedelta(minutes=3)):
        again.refresh_from_db()
        assert composition.run_composition(run=again).state == "failed"
    again.refresh_from_db()
    assert again.failure == "worker"


def test_a_run_that_is_stopped_gives_no_proposal(cast, waiting):
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora)
    composition.cancel_run(run=run)
    composition.cancel_run(run=run)
    assert composition.run_composition(run=run).state == "cancelled"
    other = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=2)
    CompositionRun.objects.filter(pk=other.pk).update(cancel_asked=True)
    assert composition.run_composition(run=other).state == "cancelled"


def test_a_season_without_rooms_or_couples_is_empty_and_never_an_error(cast):
    run = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=2)
    )
    assert (run.state, run.plan) == ("done", {"groups": []})


def test_taking_over_makes_groups_and_offers_places_once(cast, composed):
    assert composition_moves.accept_run(run=composed, by=cast.cora) == []
    group = Group.objects.get()
    assert group.state == "open" and group.sessions.count() == 8
    assert Offer.objects.filter(group=group).count() == len(plan_from(composed.plan).seated)
    with pytest.raises(ValidationError):
        composition_moves.accept_run(run=composed, by=cast.cora)
    assert Group.objects.count() == 1


def test_taking_over_says_which_room_was_taken_meanwhile(cast, composed):
    Room.objects.exclude(pk=Room.objects.first().pk).delete()
    with pytest.raises(ValidationError):
        composition_moves.accept_run(run=composed, by=cast.cora)
    composed.refresh_from_db()
    assert composed.state == "done" and not Group.objects.exists()


def test_a_couple_is_moved_out_and_back_and_stays_fixed(cast, composed, waiting):
    points = composition_moves.move_couple(run=composed, case=waiting[0], to="", by=cast.cora)
    assert points < 0
    composed.refresh_from_db()
    assert composition_moves.move_couple(run=composed, case=waiting[0], to="0", by=cast.cora) == -points
    assert CompositionPin.objects.get(ended_at=None).case == waiting[0]
    new = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=3)
    )
    assert new.state == "done"


def test_a_rule_that_may_be_set_aside_asks_for_a_reason_and_another_one_never_yields(cast, waiting):
    parent = waiting[0].family.parents.first()
    composition.note_times(
        parent=parent, cells={"1-15:30": 1, "1-09:30": 1, "2-09:30": 1, "2-15:30": 1, "3-09:30": 1, "3-15:30": 1},
        away=[], max_minutes=5, languages="nl", by=cast.cora,
    )  # fmt: skip
    run = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5)
    )
    with pytest.raises(composition_moves.MoveRefused) as caught:
        composition_moves.move_couple(run=run, case=waiting[0], to="0", by=cast.cora)
    assert caught.value.rules == ["travel"]
    composition_moves.move_couple(run=run, case=waiting[0], to="0", by=cast.cora, reason="De ouder wil dit graag.")
    assert CompositionPin.objects.filter(kind="override", rule="travel").exists()
    ParentTimes.objects.filter(parent=parent).update(cells={})
    other = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS + timedelta(days=1), by=cast.cora, seconds=5)
    )
    with pytest.raises(composition_moves.MoveRefused):
        composition_moves.move_couple(run=other, case=waiting[0], to="0", by=cast.cora, reason="Toch.")


def test_contradicting_pins_fail_in_words(cast, composed, waiting):
    keys = [row["id"] for row in composed.facts["instance"]["series"][:2]]
    for key in keys:
        CompositionPin.objects.create(
            region=cast.north, starts_on=STARTS, kind="seat", case=waiting[0], series=key, reason="x", set_by=cast.cora
        )
    run = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=3)
    )
    assert run.state == "failed" and run.failure.startswith("pins")


def test_a_replan_keeps_everybody_who_can_stay(cast, composed):
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=3, base=composed)
    new = composition.run_composition(run=run)
    assert new.state == "done" and plan_from(new.plan).seated.keys() >= plan_from(composed.plan).seated.keys()


def test_the_board_and_its_pages_open_for_the_region_and_for_nobody_else(cast, composed, waiting, client_as):
    from tests import cast as casting

    cora = client_as(cast.cora)
    address = reverse("groups:season", args=[composed.reference])
    page = cora.get(address).content.decode()
    assert "Bewezen" in page
    couple = reverse("groups:season-couple", args=[composed.reference, waiting[0].reference])
    assert cora.get(couple).status_code == 200
    assert cora.post(couple, {"to": ""}).status_code == 302
    assert cora.post(couple, {"to": "99"}).status_code == 200
    assert cora.get(reverse("groups:season-compare", args=[composed.reference])).status_code == 200
    stranger = client_as(casting.make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.east))
    assert stranger.get(address).status_code == 404 and stranger.get(couple).status_code == 404


def test_asking_for_a_season_on_the_page_leaves_a_row_and_starts_no_solver(cast, waiting, client_as, monkeypatch):
    from groups import tasks

    asked = []
    monkeypatch.setattr(tasks.compose_season, "delay_on_commit", lambda **facts: asked.append(facts))
    facts = {"region": cast.north.pk, "starts_on": "2027-02-01", "seconds": 10, "seed": ""}
    answer = client_as(cast.cora).post(reverse("groups:seasons"), {**facts, "recipe": Recipe.objects.get().pk})
    run = CompositionRun.objects.get()
    assert answer.url.endswith(f"{run.reference}/") and asked == [{"run_id": run.pk}]
    assert client_as(cast.cora).get(answer.url).status_code == 200


@pytest.mark.parametrize(
    "bad",
    [
        {"starts_on": ""}, {"starts_on": "x" * 2000}, {"seconds": "9999"}, {"region": "0"}, {"seed": "-1"},
        {"recipe": "0"}, {"recipe": "x" * 200_000}, {"recipe": ""},
    ],
)  # fmt: skip
def test_a_wrong_question_is_answered_beside_the_field(cast, client_as, bad):
    facts = {"region": cast.north.pk, "starts_on": "2027-02-01", "seconds": 10, "seed": 1}
    facts = facts | {"recipe": make.recipe().pk} | bad
    page = client_as(cast.cora).post(reverse("groups:seasons"), facts)
    assert page.context["form"].errors.keys() == bad.keys() and not CompositionRun.objects.exists()


@pytest.mark.parametrize("bad", [
    {"away_from": "2027-03-10", "away_until": "2027-03-01"}, {"away_from": "2027-03-10"}, {"max_minutes": "1"}, {"languages": "Dutch"},
    {"cell-1-15:30": "7"},
])  # fmt: skip
def test_times_that_cannot_be_are_refused_and_kept_on_the_page(cast, waiting, client_as, bad):
    parent = waiting[0].family.parents.first()
    address = reverse("groups:parent-times", args=[waiting[0].reference, parent.reference])
    cora = client_as(cast.cora)
    fields = {name: 1 for name in cora.get(address).context["form"].fields if name.startswith("cell-")}
    facts = {**fields, "max_minutes": 45, "languages": "nl"}
    assert cora.post(address, facts | bad).status_code == 200 and not ParentTimes.objects.exists()
    assert cora.post(address, facts).status_code == 302 and ParentTimes.objects.get().max_minutes == 45


@pytest.mark.parametrize("couples", [1, 600])
def test_a_board_of_sixty_groups_and_six_hundred_couples_takes_twelve_queries_and_no_solver(
    cast, client_as, couples, django_assert_max_num_queries, monkeypatch
):
    """Rows by hand: what the composer left is all that the page reads."""
    run = big_board.run(cast, groups=couples // 10, couples=couples)
    run.base = big_board.run(cast, groups=couples // 10, couples=couples)
    run.stays = dict.fromkeys(("seated", "gone", "kept", "most", "fixed", "fixed_kept", "fixed_most", "worth_most"), 1)
    run.save()
    monkeypatch.setattr("groups.composing.model.SeasonModel.__init__", None)
    cora = client_as(cast.cora)
    cora.get(reverse("groups:seasons"))
    with django_assert_max_num_queries(12):
        page = cora.get(reverse("groups:season", args=[run.reference]))
    assert page.status_code == 200 and page.content.count(b"<tr data-couple") == couples - (couples // 10) * 4
