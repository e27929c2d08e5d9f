"""A season with another recipe: a closed group, or parents only; one family by itself is planned by hand."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import Message, Notice
from centre.services.consents import answer_consent
from groups import selectors, services
from groups.composing.checking import check
from groups.composing.plan import plan_from
from groups.composing.storing import restore
from groups.models import CompositionPin, CompositionRun, Group, Offer, Recipe
from groups.season import build
from groups.services import composition, composition_moves, composition_pins
from tests.cast import make_user
from tests.factories import groups as make
from therapists.models import Room

STARTS = date(2027, 2, 1)


@pytest.fixture
def alone(waiting):
    """Parents only: four couples at least, six sessions, one room, two leads."""
    return make.recipe(name="Alleen ouders", variant="parents", minimum_couples=4, sessions=6)


def composed(cast, recipe, *, seconds=10, base=None, starts_on=STARTS):
    run = composition.request_run(
        region=cast.north, starts_on=starts_on, recipe=recipe, by=cast.cora, seconds=seconds, base=base
    )
    return composition.run_composition(run=run)


def test_parents_only_need_one_room_and_no_lead_for_the_children(cast, waiting, alone):
    Room.objects.exclude(pk=Room.objects.first().pk).delete()

    run = composed(cast, alone)

    assert run.state == "done" and run.recipe == alone, run.failure
    instance, plan = restore(run.facts["instance"]), plan_from(run.plan)
    assert check(instance, plan).is_legal and len(plan.seated) == 5
    (group,) = plan.groups
    assert (len(group.parent_therapists), group.child_therapists) == (2, ())
    assert not any(family.kids for family in instance.families) and instance.locations[0].rooms == 1
    assert {len(row.dates) for row in instance.series} == {6}
    # The usual recipe cannot run with one room.
    assert build(cast.north, STARTS).instance.series == ()


def test_of_parents_only_no_permission_about_a_child_is_asked_and_no_age_group_is_too_thin(cast, waiting, alone):
    case = make.waiting_case(cast, 0)
    answer_consent(
        case=case, purpose="group", giver=cast.bram, about_child=cast.noor, answer="refused", by=cast.bram.user
    )
    number = build(cast.north, STARTS, recipe=alone).names["cases"].index(case.pk)

    assert build(cast.north, STARTS, recipe=alone).instance.families[number].ready == 0
    assert build(cast.north, STARTS).instance.families[number].ready != 0


def test_taken_over_a_season_of_parents_only_makes_groups_that_run_from_offer_to_roll_call(cast, waiting, alone):
    run = composed(cast, alone)

    assert composition_moves.accept_run(run=run, by=cast.cora) == []

    group = Group.objects.get()
    assert (group.recipe, group.with_children, group.sessions.count()) == (alone, False, 6)
    session = group.sessions.get(number=1)
    assert session.child_room is None and session.leads.count() == 2 and session.occupancies.exclude(room=None).exists()
    for offer in Offer.objects.all():
        for parent in offer.case.family.parents.all():
            services.answer_offer(offer=offer, parent=parent, accepts=True)
    assert group.placements.count() == 5 and selectors.group_sheet(group).warnings == []
    services.start_group(group=group, by=cast.cora)
    started = Message.objects.filter(sending__contains="group-started")
    assert started.count() == 10 and not any("gezinnen" in row.text for row in started)
    with clock.at(session.starts_at - timedelta(hours=48)):
        assert services.queue_session_reminders() == 10
    with clock.at(make.on_the_day(session)):
        lead = session.leads.first().therapist.user
        assert {line.person.kind for line in selectors.roll_call(session, lead).lines} == {"parent"}
        assert services.record_attendance(session=session, marks={}, by=lead) == 10
    assert Notice.objects.filter(key__startswith="session-reminder").count() >= 10


def test_a_child_with_an_account_hears_and_sees_nothing_of_a_group_of_the_parents(cast, waiting, alone, client_as):
    case = waiting[0]
    child = case.family.children.first()
    child.user = make_user("kind", child.first_name, "child")
    child.save()
    composition_moves.accept_run(run=composed(cast, alone), by=cast.cora)
    group = Group.objects.get()
    for parent in case.family.parents.all():
        services.answer_offer(offer=Offer.objects.get(case=case), parent=parent, accepts=True)
    Message.objects.all().delete()

    services.move_session(
        session=group.sessions.get(number=6), starts_at=group.sessions.get(number=6).starts_at + timedelta(days=1),
        by=cast.cora,
    )  # fmt: skip
    services.cancel_session(session=group.sessions.get(number=5), by=cast.cora)

    assert not Message.objects.filter(recipient=child.user).exists()
    assert selectors.next_session_of_child(child.user) is None
    assert Message.objects.filter(recipient=case.family.parents.first().user).count() == 2


def test_a_least_change_keeps_the_recipe_and_goes_on_from_the_groups_of_that_recipe(cast, waiting, alone):
    first = composed(cast, alone)
    composition_moves.accept_run(run=first, by=cast.cora)
    offer = Offer.objects.order_by("pk").first()
    services.withdraw_offer(offer=offer, by=cast.cora)
    newcomer = make.waiting_case(cast, 7)

    again = composed(cast, None, base=first)

    assert again.recipe == alone and again.state == "done", again.failure
    assert len(again.facts["names"]["groups"]) == 1 and not again.facts["remarks"].get("left as it is")
    seated = plan_from(again.plan).seated
    assert again.facts["names"]["cases"].index(newcomer.pk) in seated
    assert again.stays["kept"] == again.stays["seated"] - again.stays["gone"]


def test_what_is_fixed_for_one_recipe_is_not_fixed_for_another_but_a_rule_set_aside_is(cast, waiting, alone):
    run = composed(cast, alone)
    pin = composition_pins.pin_couple(run=run, case=waiting[0], by=cast.cora, reason="r")
    aside = composition_pins.fix(run, cast.cora, "r", kind="override", case=waiting[1], rule="travel")
    other = CompositionRun(region=cast.north, starts_on=STARTS, recipe=Recipe.objects.of_seasons().first())

    assert set(CompositionPin.objects.of(run)) == {pin, aside}
    assert set(CompositionPin.objects.of(other)) == {aside}


def test_one_season_is_made_at_a_time_and_says_with_which_recipe(cast, waiting, alone):
    usual = Recipe.objects.get(variant="open")
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora)
    assert run.recipe == usual

    with pytest.raises(ValidationError) as refusal:
        composition.request_run(region=cast.north, starts_on=STARTS, recipe=alone, by=cast.cora)

    assert set(refusal.value.message_dict) == {"recipe"} and str(usual) in str(refusal.value)


def test_the_page_offers_every_recipe_but_that_of_one_family_and_says_where_that_is_planned(
    cast, waiting, alone, client_as
):
    closed = make.recipe(name="Gesloten groep", variant="closed", minimum_couples=5)
    family = make.recipe(name="Een gezin apart", variant="family", couples=1, minimum_couples=1)
    make.recipe(name="Oud", is_active=False)
    cora, url = client_as(cast.cora), reverse("groups:seasons")

    page = cora.get(url)

    offered = list(page.context["form"].fields["recipe"].queryset)
    assert offered == [Recipe.objects.get(name="Groep van zes"), closed, alone]
    assert reverse("groups:new") in page.content.decode()
    facts = {"region": cast.north.pk, "starts_on": "2027-02-01", "seconds": 10, "seed": 1}
    assert set(cora.post(url, {**facts, "recipe": family.pk}).context["form"].errors) == {"recipe"}
    with pytest.raises(ValidationError):
        composition.request_run(region=cast.north, starts_on=STARTS, recipe=family, by=cast.cora)
    run = composed(cast, alone, seconds=3)
    assert str(alone) in cora.get(url).content.decode()
    board = cora.get(reverse("groups:season", args=[run.reference])).content.decode()
    assert str(alone) in board and "alleen ouders" in board and "0 kinderen" not in board


def test_a_closed_group_asks_its_own_minimum(cast, waiting):
    closed = make.recipe(name="Gesloten groep", variant="closed", minimum_couples=6)

    run = composed(cast, closed, seconds=3)

    assert restore(run.facts["instance"]).rules.min_couples == 6
    assert plan_from(run.plan).groups == ()  # five couples wait
