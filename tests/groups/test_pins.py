"""What a person fixes for every next proposal: a couple, a group, a lead; as a must or as a wish."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from groups.composing.plan import plan_from
from groups.models import CompositionPin
from groups.selectors import seasons
from groups.selectors.pins import able_to_lead, pins_of
from groups.services import composition, composition_moves, composition_pins
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
    client.post(address, {"pin-firmness": "wish", "pin-reason": "Woont naast de school."})

    pin = CompositionPin.objects.get()
    assert pin.kind == "seat" and not pin.is_hard
    composition_pins.loosen(pin=pin)
    assert not pins_of(composed)
    composition_moves.move_couple(run=composed, case=waiting[1], to="", by=cast.cora)
    assert not CompositionPin.objects.filter(ended_at=None).exists()
