"""One family by itself: an advice of its own, planned by hand, with the same pages as a group."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.coming_starts import Start
from centre.models import Message
from groups import selectors, services
from groups.coming_starts import starts_for
from groups.forms_season import GatheringForm
from groups.models import Group, Placement, Recipe
from groups.refusals import NotReady
from groups.season import build
from groups.selectors.boards import may_wait_for
from intake.models import Indication, Registration
from tests.factories import groups as make
from tests.factories import therapists as register


@pytest.fixture
def sessions(cast):
    """Sessions for one family, planned through the services: one therapist for the parents, one for the children."""
    place = register.practice(cast)
    parents, children = make.team(cast, place)
    rooms = list(place.rooms.order_by("name"))
    recipe = make.recipe(
        name="Een gezin apart", variant="family", couples=1, minimum_couples=1, leads_per_track=1,
        has_network_meeting=False,
    )  # fmt: skip
    group = services.plan_group(
        recipe=recipe, practice=place, first=make.FIRST, at=make.AT, parent_room=rooms[0], child_room=rooms[1],
        parent_leads=parents[:1], child_leads=children[:1], by=cast.cora,
    )  # fmt: skip
    services.open_group(group=group, by=cast.cora)
    return group


def advised_alone(cast, number=0):
    case = make.waiting_case(cast, number)
    Registration.objects.filter(case=case).update(state="not_indicated")
    Indication.objects.filter(case=case).update(outcome="family")
    return case


def test_a_family_with_an_advice_of_its_own_is_seated_on_the_pages_and_nobody_of_the_groups_is_offered_these_sessions(
    cast, sessions, client_as
):
    alone, couple, cora = advised_alone(cast), make.waiting_case(cast, 1), client_as(cast.cora)
    usual, own = (cora.get(reverse("groups:waiting-list"), facts).content.decode() for facts in ({}, {"voor": "gezin"}))
    assert alone.reference in own and couple.reference not in own
    assert couple.reference in usual and alone.reference not in usual
    assert reverse("groups:place", args=[alone.reference]) in own and reverse("groups:new") in own
    assert reverse("groups:offer", args=[alone.reference]) not in own
    refused = cora.post(reverse("groups:place", args=[couple.reference]), {"group": sessions.reference})
    assert refused.status_code == 200 and starts_for(couple) == []

    for _twice in range(2):
        cora.post(reverse("groups:place", args=[alone.reference]), {"group": sessions.reference})

    assert Placement.objects.get().case == alone
    assert alone.reference not in cora.get(reverse("groups:waiting-list"), {"voor": "gezin"}).content.decode()


@pytest.mark.two_parent
def test_from_start_to_roll_call_and_reminders_it_goes_as_in_a_group_in_words_for_one_family(cast, sessions):
    services.place_family(group=sessions, case=advised_alone(cast), by=cast.cora)
    services.start_group(group=sessions, by=cast.cora)

    started = Message.objects.filter(sending__contains="group-started")
    assert started.count() == 2 and len({(row.text, row.sent_at) for row in started}) == 1
    assert "uw gezin" in started[0].text and "gezinnen" not in started[0].text
    session = sessions.sessions.get(number=1)
    with clock.at(session.starts_at - timedelta(hours=48)):
        assert services.queue_session_reminders() == 2
    with clock.at(make.on_the_day(session)):
        assert {line.person.kind for line in selectors.roll_call(session, cast.thea).lines} == {"parent", "child"}
        assert services.record_attendance(session=session, marks={}, by=cast.thea) == 3


def test_a_family_with_an_advice_of_its_own_is_in_no_group_and_no_season(cast):
    circle, alone = make.circle(cast), advised_alone(cast)

    with pytest.raises(NotReady):
        services.place_family(group=circle.group, case=alone, by=cast.cora)
    assert alone.pk not in build(cast.north, make.FIRST + timedelta(days=30)).names["cases"]


def test_a_recipe_that_became_one_for_one_family_later_changes_nothing_of_a_group_of_six(cast):
    circle, couple = make.circle(cast), make.waiting_case(cast, 1)
    alone = advised_alone(cast)
    Recipe.objects.update(variant="family")
    group = Group.objects.select_related("recipe").get()

    assert list(selectors.open_groups(cast.cora)) == [circle.group]
    assert not selectors.open_groups(cast.cora, one_family=True).exists()
    assert starts_for(couple) == [Start(make.FIRST, 6)]
    assert not may_wait_for(group).filter(pk=alone.pk).exists()


def test_a_place_of_one_family_that_is_not_taken_is_offered_to_nobody_else(cast, sessions):
    first, _next = make.waiting_case(cast, 0), make.waiting_case(cast, 1)
    offer = services.offer_place(group=sessions, case=first, by=cast.cora)

    services.answer_offer(offer=offer, parent=first.family.parents.first(), accepts=False)

    assert list(Group.objects.get().offers.values_list("case", flat=True)) == [first.pk]


@pytest.mark.parametrize("n", [1, 3])
def test_both_lists_keep_to_their_budget(cast, client_as, n, django_assert_max_num_queries):
    for number in range(n):
        advised_alone(cast, number)
    cora = client_as(cast.cora)
    cora.get("/start/")

    with django_assert_max_num_queries(8):
        page = cora.get(reverse("groups:waiting-list"), {"voor": "gezin"})

    assert page.status_code == 200 and len(page.context["rows"]) == n


@pytest.mark.parametrize("wrong", ["niets", "x" * 200_000])
def test_an_advice_that_does_not_exist_leaves_the_usual_list(cast, client_as, wrong):
    couple = make.waiting_case(cast, 0)

    page = client_as(cast.cora).get(reverse("groups:waiting-list"), {"voor": wrong})

    assert page.status_code == 200 and couple.reference in page.content.decode()


def test_beside_the_sessions_only_that_is_offered_which_fits_the_recipe(cast, sessions):
    assert [key for key, _label in GatheringForm(group=sessions).fields["kind"].choices] == ["presentation"]
    sessions.with_children, sessions.couples, sessions.recipe.has_network_meeting = False, 6, True
    assert [key for key, _label in GatheringForm(group=sessions).fields["kind"].choices] == ["start", "network"]
