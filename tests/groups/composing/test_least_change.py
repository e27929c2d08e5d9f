"""A new plan with the least change: what it says of who stays, what it changes, and an older proposal judged on new facts."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from groups import explanations
from groups.composing import planner
from groups.composing.plan import plan_from
from groups.selectors import season_changes, season_check
from groups.services import composition, composition_pins
from tests.factories import groups as make
from tests.factories import therapists as register
from tests.groups.composing import big_board
from tests.groups.composing.test_seasons import STARTS


def test_a_replan_shows_who_stays_moves_comes_and_goes_and_how_many_could_stay_at_most(cast, waiting, client_as):
    extra = [make.waiting_case(cast, number) for number in (7, 8, 9)]
    first = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=10)
    )
    seated = {first.facts["names"]["cases"][n] for n in plan_from(first.plan).seated}
    gone = next(case for case in waiting + extra if case.pk in seated)
    composition.note_times(
        parent=gone.family.parents.first(), cells={}, away=[], max_minutes=45, languages="nl", by=cast.cora
    )
    kept = next(case for case in waiting + extra if case.pk in seated - {gone.pk})
    composition_pins.pin_couple(run=first, case=kept, by=cast.cora, reason="Blijft.")
    new = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=4, base=first)
    )
    stays = new.stays
    assert (stays["seated"], stays["gone"]) == (len(seated), 1)
    assert 0 < stays["kept"] <= stays["most"] < len(seated)
    assert stays["fixed"] == stays["fixed_kept"] == 1 and stays["worth_most"] >= new.worth
    count = season_changes.since_base(new).count
    assert count["kept"] == stays["kept"] and count["kept"] + count["moved"] + count["dropped"] == len(seated)
    assert count["kept"] + count["moved"] + count["new"] == len(plan_from(new.plan).seated)
    page = client_as(cast.cora).get(reverse("groups:season", args=[new.reference])).content.decode()
    assert f"Van de {len(seated)} paren die in het eerdere voorstel een plek hadden, blijven er {stays['kept']}" in page
    assert "kan niet, dat is bewezen" in page and "Wat verandert er sinds het eerdere voorstel" in page
    assert season_changes.since_base(first) is None


def test_a_team_that_changes_and_a_group_that_goes_are_named(cast):
    before, after = (big_board.run(cast, groups=2, couples=10) for _ in range(2))
    people = [register.therapist(cast, name=f"Leider {n}") for n in range(3)]
    for run, team in ((before, [0, 1]), (after, [1, 2])):
        run.facts["names"] |= {"therapists": [one.pk for one in people], "practices": []}
        run.plan["groups"][0] |= {"parent_therapists": team[:1], "child_therapists": team[1:]}
    after.plan["groups"].pop()
    rows = season_changes.changes_between(after, before).groups
    (team,) = [row for row in rows if row.kind == "team"]
    assert [row.kind for row in rows if row.kind != "team"] == ["dropped"]
    assert team.came == [("P", "Leider 1"), ("K", "Leider 2")] and team.left == [("P", "Leider 0"), ("K", "Leider 1")]


def test_a_least_change_of_what_is_no_proposal_is_refused(cast, waiting):
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora)
    composition.cancel_run(run=run)
    with pytest.raises(ValidationError):
        composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, base=run)


def test_every_step_of_the_composer_has_words_for_who_waits():
    said = set()
    for path in Path(planner.__file__).parent.glob("*.py"):
        said |= set(re.findall(r'(?:offer\([^"\n]*|stage[: a-z]*= ?)"([a-z ]+)"\)?', path.read_text(encoding="utf-8")))
    assert {"best group first", "whole season"} <= said
    assert all(explanations.stage(word) for word in said - {"start"})


def test_a_proposal_is_checked_on_the_facts_of_today_without_composing(cast, waiting, client_as, monkeypatch):
    run = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5)
    )
    monkeypatch.setattr("groups.composing.model.SeasonModel.__init__", None)
    assert season_check.checked_today(run).is_legal and season_check.checked_today(run).worth == run.worth
    address, cora = reverse("groups:season-today", args=[run.reference]), client_as(cast.cora)
    assert "kan zo worden overgenomen" in cora.get(address).content.decode()

    seated = [run.facts["names"]["cases"][n] for n in plan_from(run.plan).seated]
    first = next(case for case in waiting if case.pk == seated[0])
    composition.note_times(
        parent=first.family.parents.first(), cells={}, away=[], max_minutes=45, languages="nl", by=cast.cora
    )
    today = season_check.checked_today(run)
    assert not today.is_legal and any("past een ouder niet" in line for row in today.groups for line in row.against)
    page = cora.get(address).content.decode()
    assert "Er is iets veranderd" in page and run.plan["groups"] and run.state == "done"
