"""A place is offered to both parents, held once, and given to the next couple; nobody learns whose doing it was."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from centre import clock
from centre.models import Message, Milestone
from centre.services.consents import answer_consent
from groups import selectors, services
from groups.models import Group, Offer, Placement
from groups.refusals import ConsentMissing, GroupIsFull, MustStayApart, OfferOver, PlaceIsOffered
from groups.tasks import queue_lapsed_offers
from tests import cast as casting
from tests.factories import groups as make

TERM = timedelta(days=7)


def offer_to(cast, circle, case=None, **facts) -> Offer:
    return services.offer_place(group=circle.group, case=case or make.waiting_case(cast, 0), by=cast.cora, **facts)


def answer(offer, parent, accepts=True):
    services.answer_offer(offer=offer, parent=parent, accepts=accepts)
    offer.refresh_from_db()
    return offer


def texts_to(parent) -> list[tuple[str, str]]:
    return [(row.subject, row.text) for row in Message.objects.filter(recipient=parent.user).order_by("pk")]


@pytest.mark.two_parent
def test_both_parents_are_asked_at_the_same_moment_in_the_same_words(cast):
    offer = offer_to(cast, make.circle(cast))

    moments = set(Message.objects.values_list("sent_at", flat=True))

    assert texts_to(cast.anna) == texts_to(cast.bram) and len(texts_to(cast.anna)) == 1
    assert len(moments) == 1
    assert offer.expires_at - offer.offered_at == TERM


def test_a_place_is_a_seat_when_both_said_yes_and_not_before(cast):
    offer = offer_to(cast, make.circle(cast))

    assert answer(offer, cast.anna).state == "open"
    assert not Placement.objects.exists()
    assert answer(offer, cast.bram).state == "accepted"
    assert Placement.objects.get().seat == offer.seat
    assert cast.case.milestones.filter(kind=Milestone.Kind.PLACED).exists()


def test_answering_twice_is_the_same_as_once(cast):
    offer = offer_to(cast, make.circle(cast))

    for _ in range(2):
        answer(offer, cast.anna)

    assert offer.answers.count() == 1


def test_a_refusal_gives_the_place_to_the_couple_that_waits_longest(cast):
    circle = make.circle(cast)
    offer = offer_to(cast, circle)
    late = make.waiting_case(cast)
    early = make.waiting_case(cast, complete_on=clock.today() - timedelta(days=90))

    answer(offer, cast.bram, accepts=False)

    assert offer.state == "refused"
    assert Offer.objects.held().get().case == early != late


@pytest.mark.two_parent
def test_refusal_and_silence_end_in_the_same_words_at_the_end_of_the_term(cast):
    circle = make.circle(cast, couples=0)
    refused = offer_to(cast, circle, moves_on=False)
    silent = offer_to(cast, circle, make.waiting_case(cast, 1), moves_on=False)
    answer(refused, cast.anna)
    answer(refused, cast.bram, accepts=False)
    answer(silent, cast.carla)
    before = texts_to(cast.anna)

    with clock.at(make.MONDAY + timedelta(days=3)):
        assert queue_lapsed_offers() == 0
        assert texts_to(cast.anna) == before
    with clock.at(make.MONDAY + TERM):
        assert queue_lapsed_offers() == 2
        assert queue_lapsed_offers() == 0

    assert texts_to(cast.anna) == texts_to(cast.bram)
    assert texts_to(cast.anna)[-1] == texts_to(cast.carla)[-1] == texts_to(cast.dirk)[-1]


@pytest.mark.two_parent
def test_what_one_parent_sees_does_not_change_when_the_other_answers(cast):
    offer = offer_to(cast, make.circle(cast))
    cast.anna.case = cast.case
    before = selectors.my_offer(cast.anna)
    answer(offer, cast.bram, accepts=False)
    after = selectors.my_offer(cast.anna)

    assert (after.offer.pk, after.answer, after.sessions) == (before.offer.pk, None, before.sessions)
    answer(offer, cast.anna)
    assert selectors.my_offer(cast.anna).answer.accepts
    assert not Placement.objects.exists()


def test_a_yes_after_a_no_does_not_bring_the_place_back(cast):
    offer = offer_to(cast, make.circle(cast))
    answer(offer, cast.bram, accepts=False)
    answer(offer, cast.bram)
    answer(offer, cast.anna)

    assert offer.state == "refused" and not Placement.objects.exists()


def test_a_yes_can_become_a_no_until_it_is_a_seat(cast):
    offer = offer_to(cast, make.circle(cast))
    answer(offer, cast.anna)

    assert answer(offer, cast.anna, accepts=False).state == "refused"


def test_after_the_term_an_answer_is_refused_by_the_clock_and_not_by_the_task(cast):
    offer = offer_to(cast, make.circle(cast))

    with clock.at(make.MONDAY + TERM), pytest.raises(OfferOver):
        answer(offer, cast.anna)


def test_silence_passes_the_place_on_and_the_log_shows_one_held_place_at_any_time(cast):
    circle = make.circle(cast)
    first = offer_to(cast, circle)
    second, third = make.waiting_case(cast, 1), make.waiting_case(cast)
    answer(first, cast.anna)
    for days in (7, 14):
        with clock.at(make.MONDAY + timedelta(days=days)):
            Group.objects.update(state="open")
            queue_lapsed_offers(now=(make.MONDAY + timedelta(days=days)).isoformat())

    spans = [(row.offered_at, row.held_until or row.expires_at) for row in circle.group.offers.order_by("pk")]

    assert [row.case for row in circle.group.offers.order_by("pk")] == [cast.case, second, third]
    assert len(set(circle.group.offers.values_list("seat", flat=True))) == 1
    assert all(one[1] <= two[0] for one, two in combinations(spans, 2))


def test_the_centre_takes_a_place_back_and_tells_both_at_once(cast):
    offer = offer_to(cast, make.circle(cast))

    for _ in range(2):
        services.withdraw_offer(offer=offer, by=cast.cora)

    offer.refresh_from_db()
    assert offer.state == "withdrawn" and offer.told_at
    assert len(texts_to(cast.anna)) == 2 and texts_to(cast.anna) == texts_to(cast.bram)
    with pytest.raises(OfferOver):
        answer(offer, cast.anna)


def test_a_couple_that_leaves_before_the_start_gives_its_offered_place_to_the_next(cast):
    circle = make.circle(cast)
    offer = offer_to(cast, circle)
    answer(offer, cast.anna)
    answer(offer, cast.bram)
    make.waiting_case(cast, 1)

    services.give_up_seat(placement=Placement.objects.get(), reason="r", by=cast.cora)

    assert Offer.objects.held().get().case == cast.other_case


def test_who_lacks_a_permission_or_is_kept_apart_is_passed_by(cast):
    circle = make.circle(cast)
    offer = offer_to(cast, circle)
    ago = clock.today() - timedelta(days=200)
    make.waiting_case(cast, consent=False, complete_on=ago)
    services.keep_apart(case=make.waiting_case(cast, complete_on=ago), gap_minutes=20, ground="g", by=cast.cora)
    fits = make.waiting_case(cast)

    answer(offer, cast.anna, accepts=False)

    assert Offer.objects.held().get().case == fits


def test_a_held_place_is_not_given_to_another_couple(cast):
    circle = make.circle(cast, couples=0)
    Group.objects.update(couples=1)
    offer_to(cast, circle)

    for give in (services.place_family, services.offer_place):
        with pytest.raises(GroupIsFull, match="1"):
            give(group=circle.group, case=make.waiting_case(cast), by=cast.cora)


def test_a_couple_that_thinks_about_a_place_gets_no_second_one(cast):
    circle = make.circle(cast)
    offer_to(cast, circle)

    for give in (services.place_family, services.offer_place):
        with pytest.raises(PlaceIsOffered):
            give(group=circle.group, case=cast.case, by=cast.cora)


@pytest.mark.parametrize(("change", "refusal"), [("consent", ConsentMissing), ("apart", MustStayApart)])
def test_an_offer_needs_what_a_seat_needs(cast, change, refusal):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0, consent=change != "consent")
    if change == "apart":
        services.keep_apart(case=case, gap_minutes=20, ground="ban", by=cast.cora)

    with pytest.raises(refusal):
        offer_to(cast, circle, case)


def test_a_term_in_the_past_is_refused_beside_its_field(cast):
    circle = make.circle(cast)

    with pytest.raises(ValidationError) as refusal:
        offer_to(cast, circle, expires_at=make.MONDAY)

    assert "expires_at" in refusal.value.message_dict


@pytest.mark.two_parent
def test_a_permission_that_was_withdrawn_meanwhile_stops_the_seat_and_no_parent_reads_why(cast):
    offer = offer_to(cast, make.circle(cast))
    answer(offer, cast.anna)
    answer_consent(case=cast.case, purpose="group", giver=cast.anna, answer="withdrawn", by=cast.anna.user)

    answer(offer, cast.bram)

    assert offer.state == "open" and not Placement.objects.exists()
    assert list(selectors.blocked_offers(cast.cora)) == [offer]
    with pytest.raises(ConsentMissing):
        services.settle_offer(offer=offer, by=cast.cora)
    answer_consent(case=cast.case, purpose="group", giver=cast.anna, answer="given", by=cast.anna.user)
    assert services.settle_offer(offer=offer, by=cast.cora).case == cast.case


def test_a_group_that_starts_or_ends_takes_its_offers_back(cast):
    circle = make.circle(cast, couples=1, minimum_couples=1)
    offer = offer_to(cast, circle, make.waiting_case(cast, 1))

    services.start_group(group=circle.group, by=cast.cora)

    offer.refresh_from_db()
    assert offer.state == "withdrawn"


def test_the_database_itself_holds_a_place_once(cast):
    circle = make.circle(cast)
    first = offer_to(cast, circle)
    facts = {"group": circle.group, "offered_by": cast.cora, "expires_at": first.expires_at}

    for wrong in (
        {"case": cast.other_case, "seat": 1},
        {"case": cast.case, "seat": 2},
        {"case": cast.other_case, "seat": 13},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.create(**facts, **wrong)


@pytest.fixture
def crowd(transactional_db):
    """One free place and twenty couples."""
    cast = casting.assemble()
    circle = make.circle(cast)
    Group.objects.update(couples=1)
    return cast, circle.group, [make.waiting_case(cast) for _ in range(20)]


def all_at_once(work, cases) -> list:
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


def test_race_one_place_is_held_for_one_couple_however_many_coordinators_offer_it(crowd):
    cast, group, waiting = crowd

    results = all_at_once(lambda case: services.offer_place(group=group, case=case, by=cast.cora), waiting)

    assert sum(isinstance(result, Offer) for result in results) == 1
    assert sum(isinstance(result, GroupIsFull) for result in results) == 19
    assert group.offers.held().count() == 1


def test_race_of_offers_shows_up_when_nothing_locks(crowd):
    """The control: look whether a place is free, then hold it, without lock and with a seat number of one's own."""
    cast, group, waiting = crowd
    looked = threading.Barrier(10)

    def careless(case):
        held = group.offers.held().count()
        looked.wait(timeout=60)
        if held >= Group.objects.get(pk=group.pk).couples:
            raise GroupIsFull("full")
        return Offer.objects.create(
            group=group, case=case, seat=1 + waiting.index(case), offered_by=cast.cora,
            expires_at=make.MONDAY + TERM, offered_at=make.MONDAY,
        )  # fmt: skip

    all_at_once(careless, waiting[:10])

    assert group.offers.held().count() == 10


def test_race_both_parents_answer_at_the_same_moment_and_the_seat_is_made_once(transactional_db):
    cast = casting.assemble()
    with clock.at(make.MONDAY):
        offer = offer_to(cast, make.circle(cast))

    all_at_once(lambda parent: services.answer_offer(offer=offer, parent=parent, accepts=True), [cast.anna, cast.bram])

    assert Placement.objects.count() == 1
    assert Message.objects.filter(recipient=cast.anna.user).count() == 2


@pytest.mark.parametrize("n", [1, 3])
def test_a_list_of_offers_takes_as_many_queries_for_any_number(cast, n, django_assert_num_queries):
    circle = make.circle(cast)
    for number in range(n):
        offer_to(cast, circle, make.waiting_case(cast, number))

    with django_assert_num_queries(1):
        assert len(selectors.offers_of(circle.group)) == n


@pytest.mark.two_parent
@pytest.mark.parametrize("deed", ["start", "cancel", "take back"])
def test_a_place_that_one_parent_refused_ends_in_the_same_words_when_the_centre_ends_it(cast, deed):
    """Otherwise it stays 'held for you' on the page of who said yes, past the first session that stands there."""
    circle = make.circle(cast, couples=2, minimum_couples=2)
    refused, silent = (offer_to(cast, circle, make.waiting_case(cast), moves_on=False) for _ in range(2))
    yes, no = refused.case.family.parents.order_by("pk")
    answer(refused, yes)
    answer(refused, no, accepts=False)

    for _twice in range(1 if deed == "start" else 2):
        if deed == "start":
            services.start_group(group=circle.group, by=cast.cora)
        elif deed == "cancel" and circle.group.state == "open":
            services.cancel_group(group=circle.group, reason="r", by=cast.cora)
            circle.group.refresh_from_db()
        else:
            for offer in (refused, silent):
                services.withdraw_offer(offer=offer, by=cast.cora)

    assert len({tuple(texts_to(parent)) for row in (refused, silent) for parent in row.case.family.parents.all()}) == 1
    assert len(texts_to(yes)) == 2
    for parent in (yes, no):
        parent.case = refused.case
        assert selectors.my_offer(parent) is None and selectors.offer_runs_until(parent.user) is None
    with pytest.raises(OfferOver):
        answer(refused, yes)


def test_nobody_thinks_about_a_place_past_the_first_session(cast):
    circle = make.circle(cast)
    first = circle.session(1).starts_at

    with pytest.raises(ValidationError) as refusal:
        offer_to(cast, circle, expires_at=first + timedelta(minutes=1))
    with clock.at(first - timedelta(days=2)):
        offer = offer_to(cast, circle, cast.case)

    assert "expires_at" in refusal.value.message_dict
    assert offer.expires_at == first


def test_a_couple_of_whom_one_parent_still_thinks_is_given_nothing_else_until_the_centre_ends_it(cast):
    circle = make.circle(cast)
    offer = offer_to(cast, circle, moves_on=False)
    answer(offer, cast.bram, accepts=False)

    with pytest.raises(PlaceIsOffered):
        services.place_family(group=circle.group, case=cast.case, by=cast.cora)
    services.withdraw_offer(offer=offer, by=cast.cora)

    assert services.place_family(group=circle.group, case=cast.case, by=cast.cora)
