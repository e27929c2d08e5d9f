"""Seats: six couples and never seven, permissions on every date, one seat per couple."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from centre import agreement, clock
from centre.models import CareRelation, Case, Child, Message, Milestone, Notice
from centre.services.consents import answer_consent
from groups import selectors, services
from groups.models import Group, Placement
from groups.people import couples_of
from groups.refusals import AlreadySeated, ConsentMissing, GroupIsFull, LeadIsExcluded, NotReady
from intake import waiting
from tests import cast as casting
from tests.factories import groups as make


def test_a_couple_gets_the_lowest_free_seat_a_milestone_and_its_leads(cast):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0)

    placement = services.place_family(group=circle.group, case=case, by=cast.cora)

    assert placement.seat == 1
    assert case.milestones.filter(kind=Milestone.Kind.PLACED).count() == 1
    leads = CareRelation.objects.active().filter(case=case, kind="group_lead").values_list("user__name", flat=True)
    assert len(leads) == 4 and {"Thea", "Ulla"} <= set(leads)


@pytest.mark.two_parent
def test_both_parents_hear_it_in_the_same_words_and_each_in_the_own_box(cast):
    circle = make.circle(cast)
    services.place_family(group=circle.group, case=make.waiting_case(cast, 0), by=cast.cora)

    texts = {message.recipient: message.text for message in Message.objects.all()}

    assert set(texts) == {cast.anna.user, cast.bram.user}
    assert len(set(texts.values())) == 1
    assert Notice.objects.filter(kind="message").count() == 2


def test_the_seventh_couple_is_refused(cast):
    circle = make.circle(cast, couples=6)

    with pytest.raises(GroupIsFull, match="6"):
        services.place_family(group=circle.group, case=make.waiting_case(cast), by=cast.cora)

    assert circle.group.placements.count() == 6


def test_a_couple_sits_in_one_group_only(cast):
    circle = make.circle(cast, couples=1)

    with pytest.raises(AlreadySeated):
        services.place_family(group=circle.group, case=cast.case, by=cast.cora)


def test_a_couple_without_an_advice_for_the_group_is_refused(cast):
    circle = make.circle(cast)
    cast.consent_to_everything(cast.case)

    with pytest.raises(NotReady):
        services.place_family(group=circle.group, case=cast.case, by=cast.cora)


def test_a_planned_group_takes_nobody_yet(cast):
    circle = make.circle(cast, state="planned")

    with pytest.raises(NotReady):
        services.place_family(group=circle.group, case=make.waiting_case(cast, 0), by=cast.cora)


@pytest.mark.parametrize("change", ["never asked", "withdrawn", "refused for the child"])
def test_a_couple_without_every_permission_is_refused(cast, change):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0, consent=change != "never asked")
    if change == "withdrawn":
        answer_consent(case=case, purpose="group", giver=cast.anna, answer="withdrawn", by=cast.anna.user)
    if change == "refused for the child":
        answer_consent(
            case=case, purpose="treatment", giver=cast.bram, about_child=cast.noor, answer="refused", by=cast.bram.user
        )

    with pytest.raises(ConsentMissing):
        services.place_family(group=circle.group, case=case, by=cast.cora)

    assert not Placement.objects.exists()


def test_a_child_that_turns_twelve_during_the_group_must_have_said_yes_itself(cast):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0)
    Child.objects.filter(pk=cast.noor.pk).update(birth_date=date(2015, 3, 1))
    answer_consent(case=case, purpose="group", giver=cast.noor, about_child=cast.noor, answer="withdrawn", by=cast.cora)

    with pytest.raises(ConsentMissing, match=r"9 (March|maart) 2027"):
        services.place_family(group=circle.group, case=case, by=cast.cora)


def test_the_permissions_agree_with_the_ground_floor_for_every_kind_of_answer(cast):

    make.waiting_case(cast, 0)
    days = [clock.today(), date(2030, 5, 4), date(2034, 5, 4)]
    for giver, answer in [(cast.anna, "withdrawn"), (cast.anna, "given"), (cast.noor, "refused")]:
        answer_consent(case=cast.case, purpose="group", giver=giver, about_child=cast.noor, answer=answer, by=cast.cora)
        found = couples_of([cast.case.pk], days)[cast.case.pk].consent
        assert found == {day: agreement.consent_status(cast.case, day) for day in days}


def test_a_half_sibling_with_a_parent_elsewhere_needs_that_parent_too(cast):
    from centre.models import ParentalAuthority

    make.waiting_case(cast, 0)
    ParentalAuthority.objects.create(child=cast.noor, parent=cast.carla, since=date(2018, 5, 4))

    assert couples_of([cast.case.pk], [clock.today()])[cast.case.pk].missing_on() == [clock.today()]


def test_one_query_tells_people_and_permissions_of_any_number_of_couples(cast, django_assert_num_queries):
    cases = [make.waiting_case(cast, n).pk for n in range(3)]
    days = [make.FIRST + timedelta(days=14 * n) for n in range(8)]

    with django_assert_num_queries(1):
        couples = couples_of(cases, days)

    assert all(couple.may_take_part and len(couple.parents) == 2 for couple in couples.values())


def test_a_family_that_a_lead_may_not_work_for_is_refused(cast):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0)
    CareRelation.objects.create(case=case, user=cast.ulla, kind="excluded", reason="niece")

    with pytest.raises(LeadIsExcluded, match="Ulla"):
        services.place_family(group=circle.group, case=case, by=cast.cora)


def test_a_couple_that_leaves_before_the_start_waits_again_for_itself_and_for_the_centre(cast):
    circle = make.circle(cast, couples=1)
    case = circle.placements[0].case
    assert not waiting.waits(case) and not selectors.waiting_cases().filter(pk=case.pk).exists()

    services.end_placement(placement=circle.placements[0], reason="op verzoek", by=cast.cora)

    assert waiting.waits(case) and selectors.waiting_cases().filter(pk=case.pk).exists()
    with clock.at(make.MONDAY + timedelta(days=2)):
        services.place_family(group=circle.group, case=case, by=cast.cora)
    assert case.milestones.get(kind="placed").reached_on == (make.MONDAY + timedelta(days=2)).date()


def test_a_couple_that_leaves_before_the_start_frees_the_seat_and_the_case(cast):
    circle = make.circle(cast, couples=2)

    services.end_placement(placement=circle.placements[0], reason="moved away", by=cast.cora)

    assert not CareRelation.objects.active().filter(case=cast.case, kind="group_lead").exists()
    assert not cast.case.milestones.filter(kind=Milestone.Kind.STOPPED).exists()
    assert services.place_family(group=circle.group, case=make.waiting_case(cast), by=cast.cora).seat == 1


def test_a_couple_that_stops_during_the_group_reaches_its_milestone_and_the_leads_keep_access_for_a_while(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=2)

    services.end_placement(placement=circle.placements[0], reason="too heavy", by=cast.cora)
    services.end_placement(placement=circle.placements[0], reason="again", by=cast.cora)

    assert cast.case.milestones.filter(kind=Milestone.Kind.STOPPED).count() == 1
    assert Placement.objects.get(case=cast.case).end_reason == "too heavy"
    with clock.at(make.MONDAY + timedelta(days=89)):
        assert Case.objects.visible_to(cast.ulla).filter(pk=cast.case.pk).exists()
    with clock.at(make.MONDAY + timedelta(days=91)):
        assert not Case.objects.visible_to(cast.ulla).filter(pk=cast.case.pk).exists()


def test_the_database_itself_refuses_a_seat_twice_and_a_thirteenth_seat(cast):
    circle = make.circle(cast, couples=1)
    facts = {"group": circle.group, "case": cast.other_case, "placed_by": cast.cora}

    for seat in (1, 13, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.create(seat=seat, **facts)


@pytest.fixture
def crowd(transactional_db):
    """An open group with six free seats and twenty couples who all want one."""
    cast = casting.assemble()
    circle = make.circle(cast)
    waiting = [make.waiting_case(cast) for _ in range(20)]
    return cast, circle.group, waiting


def all_at_once(work, cases) -> list:
    """Run `work(case)` in a thread per case, all leaving the line together; returns what came out of each."""
    line = threading.Barrier(len(cases))

    def run(case):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            with clock.at(make.MONDAY):
                return work(case)
        except GroupIsFull as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(cases)) as pool:
        return list(pool.map(run, cases))


def test_race_seventh_couple_exactly_six_get_a_seat_and_the_rest_are_refused_politely(crowd):
    cast, group, waiting = crowd

    results = all_at_once(lambda case: services.place_family(group=group, case=case, by=cast.cora), waiting)

    assert sorted(group.placements.values_list("seat", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert sum(isinstance(result, Placement) for result in results) == 6
    assert sum(isinstance(result, GroupIsFull) for result in results) == 14


def test_race_seventh_couple_shows_up_when_nothing_locks(crowd):
    """The control: count first and insert later, without the lock, and seat numbers that no constraint bounds to six."""
    cast, group, waiting = crowd
    counted = threading.Barrier(10)

    def careless(case):
        taken = Group.objects.get(pk=group.pk).placements.count()
        counted.wait(timeout=60)
        if taken >= group.couples:
            raise GroupIsFull("full")
        return Placement.objects.create(group=group, case=case, seat=1 + waiting.index(case), placed_by=cast.cora)

    all_at_once(careless, waiting[:10])

    assert group.placements.count() == 10
