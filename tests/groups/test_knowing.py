"""Families who know each other, brothers and sisters, court cases on hold: from what was noted to the season and the seat."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, Case
from groups import services
from groups.composing.checking import check
from groups.composing.instance import NEVER
from groups.composing.plan import plan_from
from groups.composing.storing import restore
from groups.models import CompositionPin, CoupleFacts, PassedBy, Tie
from groups.refusals import FamiliesKnowEachOther
from groups.season import build
from groups.services import composition
from groups.services.knowing import check_ties
from intake.models import Indication
from tests.factories import groups as make
from tests.factories import therapists as register

STARTS = date(2027, 2, 1)


@pytest.fixture
def waiting(cast):
    place = register.practice(cast)
    make.team(cast, place)
    make.recipe(minimum_couples=2)
    return [make.waiting_case(cast, number) for number in range(2, 5)]


def note(case, cast, **facts):
    return services.note_facts(
        case=case, **{"siblings": "none", "proceedings": "none", **facts}, by=cast.cora
    )  # fmt: skip


def test_siblings_holds_and_ties_reach_the_composer(cast, waiting):
    one, two, three = waiting
    note(one, cast, siblings="together", proceedings="on_hold", hold_until=date(2027, 3, 1))
    note(two, cast, proceedings="go_on")
    services.tie(case=three, other=one, strength="building", ground="school", by=cast.cora)

    made = build(cast.north, STARTS)
    family = {pk: made.instance.families[n] for n, pk in enumerate(made.names["cases"])}
    number = {pk: n for n, pk in enumerate(made.names["cases"])}

    assert family[one.pk].siblings == "together"
    assert family[one.pk].hold_until == (date(2027, 3, 1) - STARTS).days
    assert family[two.pk].ready == NEVER and made.remarks["proceedings"] == 1
    assert family[three.pk].ready == 0 and family[three.pk].hold_until == NEVER
    assert made.instance.ties == {tuple(sorted((number[one.pk], number[three.pk]))): "building"}


def test_until_somebody_asked_the_advice_says_whether_court_cases_rest(cast, waiting):
    Indication.objects.filter(case=waiting[0]).update(advice={"facts": {"procedures_on_hold": False}})
    assert build(cast.north, STARTS).instance.families[0].ready == NEVER

    note(waiting[0], cast, proceedings="on_hold")
    assert build(cast.north, STARTS).instance.families[0].ready == 0


def test_a_proposal_seats_no_two_families_who_know_each_other_together(cast, waiting):
    services.tie(case=waiting[0], other=waiting[1], strength="group", ground="lawyer", by=cast.cora)
    run = composition.run_composition(
        run=composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5)
    )
    instance, plan = restore(run.facts["instance"]), plan_from(run.plan)
    assert check(instance, plan).is_legal
    assert not any({0, 1} <= set(group.families) for group in plan.groups)


def test_a_seat_beside_a_family_that_knows_this_one_is_refused_with_its_reference(cast):
    circle = make.circle(cast, couples=2)
    case = make.waiting_case(cast)
    tie = services.tie(case=case, other=circle.cases[0], strength="group", ground="network", by=cast.cora)

    with pytest.raises(FamiliesKnowEachOther, match=circle.cases[0].reference):
        services.place_family(group=circle.group, case=case, by=cast.cora)
    with pytest.raises(FamiliesKnowEachOther):
        services.offer_place(group=circle.group, case=case, by=cast.cora)

    services.untie(row=tie, by=cast.cora)
    services.place_family(group=circle.group, case=case, by=cast.cora)


def test_a_stronger_tie_keeps_two_families_out_of_one_building_on_one_day(cast):
    circle = make.circle(cast, couples=1)
    parents, children = make.team_of_new_people(cast, circle.practice)
    later = make.AT.replace(hour=19)
    rooms = list(circle.practice.rooms.order_by("name"))
    group = services.plan_group(
        recipe=make.recipe(), practice=circle.practice, first=make.FIRST, at=later, parent_room=rooms[0],
        child_room=rooms[1], parent_leads=parents, child_leads=children, by=cast.cora,
    )  # fmt: skip
    services.open_group(group=group, by=cast.cora)
    case = make.waiting_case(cast)
    services.tie(case=case, other=circle.cases[0], strength="building", ground="partner", by=cast.cora)

    with pytest.raises(FamiliesKnowEachOther):
        services.place_family(group=group, case=case, by=cast.cora)

    services.tie(case=circle.cases[0], other=case, strength="group", ground="partner", by=cast.cora)
    assert Tie.objects.count() == 1
    services.place_family(group=group, case=case, by=cast.cora)


def test_a_tie_that_a_person_set_aside_no_longer_stops_the_seat_in_that_season_and_region_alone(cast):
    circle = make.circle(cast, couples=1)
    case = make.waiting_case(cast)
    tied = {"case": case, "other": circle.cases[0], "strength": "group", "ground": "school", "by": cast.cora}
    services.tie(**tied)
    pin = CompositionPin.objects.create(
        region=cast.north, starts_on=STARTS, kind="override", rule="tied", case=case, reason="r", set_by=cast.cora
    )

    def is_refused():
        try:
            check_ties(group=circle.group, case=case)
        except FamiliesKnowEachOther:
            return True
        return False

    found = []
    for region, day in [
        (cast.north, STARTS), (cast.north, make.FIRST - timedelta(weeks=4)), (cast.east, make.FIRST),
        (cast.north, make.FIRST - timedelta(days=27)),
    ]:  # fmt: skip
        CompositionPin.objects.filter(pk=pin.pk).update(region=region, starts_on=day)
        found.append(is_refused())
    assert found == [True, True, True, False]
    with clock.at(clock.now() + timedelta(hours=1)):
        services.tie(**tied)
    assert is_refused()  # noted again: what was set aside before counts no more


def test_a_tie_that_was_noted_after_it_was_set_aside_counts_in_the_next_proposal(cast, waiting):
    CompositionPin.objects.create(
        region=cast.north, starts_on=STARTS, kind="override", rule="tied", case=waiting[0], reason="r", set_by=cast.cora
    )
    overrides = [build(cast.north, STARTS).instance.families[0].overrides]
    with clock.at(clock.now() + timedelta(hours=1)):
        services.tie(case=waiting[0], other=waiting[1], strength="group", ground="school", by=cast.cora)
        overrides.append(build(cast.north, STARTS).instance.families[0].overrides)

    assert overrides == [{"tied"}, set()]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"proceedings": "none", "hold_until": date(2027, 3, 1)}, "hold_until"),
        ({"proceedings": "on_hold", "hold_until": date(2207, 3, 1)}, "hold_until"),
        ({"proceedings": "on_hold", "hold_until": date(1927, 3, 1)}, "hold_until"),
    ],
)
def test_a_hold_that_cannot_be_is_refused_by_field(cast, facts, words):
    with pytest.raises(ValidationError) as refused:
        note(cast.case, cast, **facts)
    assert words in refused.value.message_dict and not CoupleFacts.objects.exists()


def test_a_couple_passed_by_twice_goes_up_one_level(cast, waiting):
    for month in (9, 10):
        run = composition.request_run(region=cast.north, starts_on=date(2027, month, 1), by=cast.cora)
        PassedBy.objects.create(run=run, case=waiting[1], told="x")
        PassedBy.objects.create(run=run, case=waiting[2], told="x", was_ready=False)

    assert [family.urgency for family in build(cast.north, STARTS).instance.families] == [0, 1, 0]


def test_the_page_of_a_couple_keeps_what_was_typed_and_finds_families_of_the_own_region_only(cast, client_as):
    one, two = make.waiting_case(cast, 0), make.waiting_case(cast)
    client, page = client_as(cast.cora), reverse("groups:couple-facts", args=[one.reference])

    wrong = client.post(page, {"step": "facts", "siblings": "split", "proceedings": "none", "hold_until": "01-03-2027"})
    assert wrong.status_code == 200 and "01-03-2027" in wrong.content.decode()
    strange = {"step": "tie", "tie-other": "X" * 200_000, "tie-ground": "school", "tie-strength": "group"}
    assert client.post(page, strange).status_code == 200 and not Tie.objects.exists()
    self_tie = client.post(page, {**strange, "tie-other": one.reference})
    assert self_tie.status_code == 200 and not Tie.objects.exists()
    gone, nobody = make.waiting_case(cast), {**strange, "tie-other": "ZK-NIEMAND"}
    Case.objects.filter(pk=gone.pk).update(closed_on=clock.today())
    for typed in (nobody, {**strange, "tie-other": gone.reference}):
        refused = client.post(page, typed)
        assert refused.status_code == 200 and refused.context["tie"].errors["other"] and not Tie.objects.exists()
        assert typed["tie-other"] in refused.content.decode()

    client.post(page, {"step": "facts", "siblings": "split", "proceedings": "on_hold", "hold_until": "01-03-2027"})
    for _twice in range(2):
        client.post(page, {**strange, "tie-other": f" {two.reference.lower()} ", "tie-remark": "Zelfde klas."})
    html = client.get(page).content.decode()
    assert CoupleFacts.objects.get().siblings == "split" and Tie.objects.count() == 1 and "Zelfde klas." in html
    assert AccessLog.objects.filter(actor=cast.cora, case=two, action="change", purpose="planning").count() == 2

    away = reverse("groups:untie", args=[one.reference, Tie.objects.get().pk])
    assert client_as(cast.thea).post(away).status_code in (403, 404)
    client.post(away)
    assert not Tie.objects.in_force().exists() and Tie.objects.get().ended_at - clock.now() < timedelta(minutes=1)
    assert client_as(cast.anna).get(page).status_code in (302, 403, 404)
