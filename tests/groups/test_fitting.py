"""A seat by hand, an offer and the next couple keep the rules of the composer (planning.md, rules 2 to 7 and 9)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.urls import reverse

from centre import clock
from centre.models import Parent, PostcodeArea, SchoolHoliday, VaultEntry
from centre.services.cases import ChildFacts, add_child, join_family
from groups import fitting, services
from groups.composing.pairs import missed
from groups.composing.storing import dump, restore
from groups.models import CompositionPin, Group, Offer, ParentTimes, Placement
from groups.refusals import DoesNotFit, FamiliesKnowEachOther
from groups.season import build
from groups.season_facts import cells
from groups.services import composition
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register
from tests.groups.test_offers import answer, offer_to

REASON = "Grootmoeder rijdt mee."


def times(cast, case, **fields) -> Parent:
    """What one parent said about when and how far."""
    parent = case.family.parents.order_by("pk").first()
    values = {"cells": {"1-15:30": 1}, "asked_by": cast.cora, **fields}
    ParentTimes.objects.update_or_create(parent=parent, defaults=values)
    return parent


def far_away(cast, case) -> None:
    """One parent lives in Nijmegen and can travel for half an hour."""
    parent = times(cast, case, max_minutes=30)
    VaultEntry.objects.filter(parent=parent).delete()
    VaultEntry.objects.create(parent=parent, kind=VaultEntry.Kind.ADDRESS, value={"postcode": "6511 AA"})


@pytest.fixture
def nijmegen(cast):
    return PostcodeArea.objects.create(code="6511", place="Nijmegen", latitude=51.8426, longitude=5.8546)


SAID = {
    "slot": {"cells": {"3-09:30": 1}},
    "missed": {"away": [["2027-01-20", "2027-02-15"]]},
    "language": {"languages": "ar"},
}


@pytest.mark.parametrize("rule", SAID)
@pytest.mark.parametrize("give", [services.place_family, services.offer_place])
def test_what_a_parent_said_counts_by_hand_as_well(cast, rule, give):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    times(cast, case, **SAID[rule])

    with pytest.raises(DoesNotFit) as refusal:
        give(group=circle.group, case=case, by=cast.cora)

    assert refusal.value.rules == [rule] and refusal.value.asks_a_reason == (rule == "missed")
    assert not Placement.objects.exists() and not Offer.objects.exists()


def test_even_and_odd_are_weeks_of_the_calendar_by_hand_and_for_a_season(cast):
    """The first session is in week 2 of 2027, the first day of the season in week 5."""
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    make.recipe()
    for weeks, fits in ((2, True), (3, False)):
        times(cast, case, cells={"1-15:30": weeks, "2-15:30": weeks})
        assert (fitting.objections(circle.group, [case])[case.pk] == []) == fits
        season = build(cast.north, date(2027, 2, 1))
        in_week_five = next(row for row in season.instance.series if row.cell == "2-15:30")
        assert (missed(season.instance.families[0].parents[0], in_week_five) == 0) != fits


def test_after_a_year_of_53_weeks_each_date_counts_by_its_own_week(cast):
    """2026 has a week 53, and 2027 begins with week 1: two odd weeks after each other. Day 0 is in week 51."""
    make.circle(cast)
    case, first = make.waiting_case(cast, 0), date(2026, 12, 14)
    make.recipe()
    times(cast, case, cells=dict.fromkeys(cells(), 2))
    instance = restore(dump(build(cast.north, first).instance))

    assert instance.series
    for row in instance.series:
        weeks = [(first + timedelta(days=day)).isocalendar().week for day in row.dates]
        assert missed(instance.families[0].parents[0], row) == sum(week % 2 for week in weeks)
        assert weeks[0] < first.isocalendar().week


def test_an_hour_that_nobody_was_asked_about_is_held_against_nobody(cast):
    circle, case = make.circle(cast, at=make.AT.replace(hour=19)), make.waiting_case(cast, 0)
    times(cast, case, cells={})

    assert fitting.objections(circle.group, [case]) == {case.pk: []}


def test_a_journey_that_is_too_long_asks_a_reason_that_stands_beside_the_seat(cast, client_as, nijmegen):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    far_away(cast, case)
    cora, url = client_as(cast.cora), reverse("groups:place", args=[case.reference])
    chosen = {"group": circle.group.reference}
    assert 'name="reason" rows' not in cora.get(url).content.decode()

    refused = cora.post(url, chosen).content.decode()
    huge = cora.post(url, {**chosen, "reason": "x" * 200_000})

    assert "Een ouder zou langer reizen" in refused and "<textarea" in refused and "511" not in refused
    assert huge.status_code == 200 and not Placement.objects.exists()
    for _twice in range(2):
        cora.post(url, {**chosen, "reason": REASON})
    pin = CompositionPin.objects.get()
    assert (pin.rule, pin.reason, pin.set_by, pin.case) == ("travel", REASON, cast.cora, case)
    assert REASON in cora.get(reverse("groups:seat", args=[circle.group.reference, 1])).content.decode()


def test_no_reason_sets_aside_what_is_never_set_aside(cast):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    times(cast, case, cells={"3-09:30": 1}, max_minutes=5)

    with pytest.raises(DoesNotFit):
        services.place_family(group=circle.group, case=case, by=cast.cora, reason=REASON)

    assert not CompositionPin.objects.exists()


def test_what_was_set_aside_for_an_offer_still_is_when_both_say_yes(cast, nijmegen):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    far_away(cast, case)

    offer = offer_to(cast, circle, case, reason=REASON)
    for parent in (cast.anna, cast.bram):
        answer(offer, parent)

    assert offer.state == "accepted" and Placement.objects.get().case == case


def test_a_court_case_that_goes_on_and_a_wish_for_siblings_that_cannot_be_keep_a_couple_out(cast):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    facts = ChildFacts("Ties", "van Beiden", date(2013, 6, 1), cast.haarlem)
    add_child(family=case.family, facts=facts, holders=[cast.anna, cast.bram], on=clock.today())
    cast.consent_to_everything(case)
    for siblings, proceedings, rules in (
        ("split", "none", []), ("together", "none", ["siblings"]), ("none", "go_on", ["ready"]),
    ):  # fmt: skip
        services.note_facts(case=case, siblings=siblings, proceedings=proceedings, by=cast.cora)
        assert sorted(fitting.objections(circle.group, [case])[case.pk]) == sorted(rules)


def test_the_last_seat_leaves_no_age_group_too_small(cast):
    circle = make.circle(cast, couples=2)
    Group.objects.update(couples=4)
    three, four = make.waiting_case(cast), make.waiting_case(cast, born=make.ELEVEN)
    services.place_family(group=circle.group, case=three, by=cast.cora)

    with pytest.raises(DoesNotFit) as refusal:
        services.place_family(group=circle.group, case=four, by=cast.cora)

    assert refusal.value.rules == ["thin band"] and not refusal.value.asks_a_reason


def test_no_more_arrivals_are_kept_apart_than_the_location_can_separate(cast):
    circle = make.circle(cast)
    cases = [make.waiting_case(cast) for _ in range(3)]
    for case in cases:
        services.keep_apart(case=case, gap_minutes=20, ground="g", by=cast.cora)
        services.allow_together(case=case, reason="r", by=cast.cora)
    services.place_family(group=circle.group, case=cases[0], by=cast.cora)
    offer_to(cast, circle, cases[1])

    with pytest.raises(DoesNotFit) as refusal:
        services.place_family(group=circle.group, case=cases[2], by=cast.cora)

    assert refusal.value.rules == ["arrival"]


@pytest.mark.two_parent
@pytest.mark.parametrize("shared", ["parent", "child"])
def test_two_families_with_a_parent_or_a_child_in_common_never_meet_and_nobody_sets_that_aside(cast, shared):
    group, other = make.neighbours(cast)
    one, two = make.waiting_case(cast, 0), make.waiting_case(cast, 1)
    if shared == "parent":
        Parent.objects.filter(pk=cast.carla.pk).update(user=cast.anna.user)
    else:
        join_family(child=cast.noor, family=two.family)
        cast.consent_to_everything(two)
    services.open_group(group=other, by=cast.cora)
    services.place_family(group=group, case=one, by=cast.cora)

    for give in (services.place_family, services.offer_place):
        with pytest.raises(FamiliesKnowEachOther, match=one.reference) as refusal:
            give(group=group, case=two, by=cast.cora, reason=REASON)
        assert not refusal.value.asks_a_reason
    # Another day in the same building is no meeting.
    assert services.place_family(group=other, case=two, by=cast.cora)


def test_a_noted_tie_gives_way_to_a_written_reason(cast):
    circle, case = make.circle(cast, couples=1), make.waiting_case(cast)
    services.tie(case=case, other=cast.case, strength="group", ground="lawyer", by=cast.cora)

    with pytest.raises(FamiliesKnowEachOther):
        services.place_family(group=circle.group, case=case, by=cast.cora)

    assert services.place_family(group=circle.group, case=case, by=cast.cora, reason="Ander kantoor nu.")
    assert CompositionPin.objects.get().rule == "tied"


def test_the_place_goes_to_the_next_couple_that_can_come_however_many_cannot(cast):
    circle = make.circle(cast)
    offer = offer_to(cast, circle)
    for days in range(30, 0, -1):
        times(cast, make.waiting_case(cast, complete_on=clock.today() - timedelta(days=100 + days)), cells={})
    can = make.waiting_case(cast)

    answer(offer, cast.anna, accepts=False)

    assert [row.case for row in Offer.objects.held()] == [can]


def test_looking_at_many_couples_takes_as_many_queries_as_at_one(cast, django_assert_max_num_queries):
    circle = make.circle(cast, couples=2)
    cases = [make.waiting_case(cast) for _ in range(3)]

    for some in (cases[:1], cases):
        with django_assert_max_num_queries(14):
            assert set(fitting.objections(circle.group, some)) == {case.pk for case in some}


def test_race_one_couple_is_not_seated_in_one_group_and_asked_for_another(transactional_db):
    cast = casting.assemble()
    with clock.at(make.MONDAY):
        one, other = make.neighbours(cast)
        services.open_group(group=other, by=cast.cora)
        cases = [make.waiting_case(cast) for _ in range(6)]
    register.rule_set()
    line = threading.Barrier(2)

    def give(verb, group, case):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            with clock.at(make.MONDAY):
                verb(group=group, case=case, by=cast.cora)
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    for case in cases:
        with ThreadPoolExecutor(2) as pool:
            both = (services.place_family, one), (services.offer_place, other)
            results = [job.result() for job in [pool.submit(give, verb, group, case) for verb, group in both]]
        assert sum(result is None for result in results) == 1

    assert Placement.objects.count() + Offer.objects.count() == 6


def test_a_season_without_one_series_is_composed_and_says_so_of_everybody(cast):
    make.recipe()
    make.team(cast, register.practice(cast))
    case = make.waiting_case(cast, 0)
    SchoolHoliday.objects.create(
        region="noord", name="verbouwing", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)
    )

    run = composition.request_run(region=cast.north, starts_on=date(2027, 2, 1), by=cast.cora, seconds=5)
    run = composition.run_composition(run=run)

    assert run.state == "done" and run.plan["groups"] == []
    assert [(row["rung"], row["rule"]) for row in run.explanations] == [("series", "none")] and case
