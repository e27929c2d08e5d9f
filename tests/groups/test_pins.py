"""What a person fixes for every next proposal: a couple, a group, a lead; as a must or as a wish."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.composing.plan import plan_from
from groups.models import CompositionPin
from groups.selectors import seasons
from groups.selectors.pins import able_to_lead, pins_of
from groups.services import composition, composition_moves, composition_pins
from tests.factories import groups as make
from tests.groups.composing import big_board
from therapists.models import Therapist

STARTS = date(2027, 2, 1)


def again(cast):
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5)
    return composition.run_composition(run=run)


def test_a_group_and_its_lead_are_fixed_on_one_page_and_the_next_proposal_keeps_to_it(cast, composed, client_as):
    client = client_as(cast.cora)
    page = reverse("groups:season-group", args=[composed.reference, 0])
    lead = next(pk for pk, role in able_to_lead(composed, 0) if role == "K")

    wrong = client.post(page, {"step": "group", "firmness": "hard", "reason": "x" * 200_000})
    assert wrong.status_code == 200 and "reason" in wrong.context["runs"].errors
    nobody = client.post(
        page, {"step": "lead", "lead-lead": "K-999999", "lead-firmness": "hard", "lead-reason": "Toch."}
    )
    assert nobody.status_code == 200 and "Toch." in nobody.content.decode() and not CompositionPin.objects.exists()
    assert client.get(reverse("groups:season-group", args=[composed.reference, 99])).status_code == 404

    for _twice in range(2):
        client.post(page, {"step": "group", "firmness": "hard", "reason": "De zaal is gehuurd."})
    facts = {"lead-lead": f"K-{lead}", "lead-firmness": "wish", "lead-reason": "Kent de school."}
    client.post(page, {"step": "lead", **facts})

    pins = pins_of(again(cast))
    assert [(pin.kind, pin.is_hard) for pin in pins] == [("group", True), ("lead", False)]
    assert pins[0].is_kept
    board = client.get(reverse("groups:season", args=[composed.reference])).content.decode()
    assert "De zaal is gehuurd." in board and str(Therapist.objects.get(pk=lead)) in board


def test_who_cannot_lead_a_group_is_not_fixed_there(cast, composed):
    able = able_to_lead(composed, 0)
    parents = {pk for pk, role in able if role == "P"} - {pk for pk, role in able if role == "K"}
    with pytest.raises(ValidationError) as refused:
        composition_pins.pin_lead(
            run=composed, place=0, therapist=Therapist.objects.get(pk=parents.pop()), role="K", by=cast.cora, reason="r"
        )
    assert set(refused.value.message_dict) == {"lead"}  # the name of the field on the page


def test_a_wish_that_contradicts_what_must_be_gives_way_and_the_board_says_so(cast, composed, waiting):
    place = {pk: n for n, pk in enumerate(composed.facts["names"]["cases"])}
    seated = plan_from(composed.plan).seated
    here = seated[place[waiting[0].pk]].series
    other = next(
        row["id"]
        for row in composed.facts["instance"]["series"]
        if row["id"] != composed.facts["instance"]["series"][here]["id"]
    )
    composition_pins.pin_couple(run=composed, case=waiting[0], by=cast.cora, reason="r", is_hard=True)
    composition_pins.fix(composed, cast.cora, "w", is_hard=False, kind="group", series=other)

    run = again(cast)

    assert run.state == "done", run.failure
    kept = {pin.kind: pin.is_kept for pin in pins_of(run)}
    assert kept == {"seat": True, "group": False}
    assert seasons.season_board(run).pins[0].about


def test_a_couple_is_fixed_with_a_reason_and_an_empty_one_stands_beside_its_field(cast, composed, waiting, client_as):
    client = client_as(cast.cora)
    address = reverse("groups:season-pin", args=[composed.reference, waiting[1].reference])

    empty = client.post(address, {"pin-firmness": "wish", "pin-reason": ""})
    assert empty.status_code == 200 and empty.context["pin"].errors["reason"] and not CompositionPin.objects.exists()
    elsewhere = composition_pins.fix(composed, cast.cora, "r", kind="seat", case=waiting[1], series="elders")
    for _twice in range(2):
        client.post(address, {"pin-firmness": "wish", "pin-reason": "Woont naast de school."})

    pin = CompositionPin.objects.exclude(pk=elsewhere.pk).get()
    assert CompositionPin.objects.get(ended_at=None) == pin and pin.kind == "seat" and not pin.is_hard
    composition_pins.loosen(pin=pin)
    assert not pins_of(composed)
    composition_moves.move_couple(run=composed, case=waiting[1], to="", by=cast.cora)
    assert not CompositionPin.objects.filter(ended_at=None).exists()


def test_a_couple_outside_the_proposal_is_not_found_on_its_pages(cast, client_as):
    run, late, client = big_board.run(cast, groups=1, couples=6), make.waiting_case(cast), client_as(cast.cora)
    page, fixing = (
        reverse(f"groups:{name}", args=[run.reference, late.reference]) for name in ("season-couple", "season-pin")
    )
    asked = [client.get(page), client.post(page, {"to": "0"}), client.post(fixing, {"pin-firmness": "wish"})]
    fixed = client.post(fixing, {"pin-firmness": "hard", "pin-reason": "Toch."})

    assert {answer.status_code for answer in [*asked, fixed]} == {404} and not CompositionPin.objects.exists()


def test_two_proposals_of_one_season_fix_one_after_the_other(cast):
    """The region is locked before anybody looks whether the pin is there; the lock itself is PostgreSQL's."""
    run = big_board.run(cast, groups=1, couples=6)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        composition_pins.fix(run, cast.cora, "r", kind="group", series="x")

    words = [row["sql"] for row in asked.captured_queries if "SELECT" in row["sql"]]
    first = next(n for n, sql in enumerate(words) if "centre_region" in sql)
    pins = next(n for n, sql in enumerate(words) if "groups_compositionpin" in sql)
    assert first < pins
    assert not connection.features.has_select_for_update or "FOR NO KEY UPDATE" in words[first]
