"""Planning, the waiting list and seats, as the coordinator of one region does them."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, CareRelation, Message, SchoolHoliday
from centre.services.people import add_membership
from groups import services
from groups.models import Arrival, Group, Placement
from groups.states import GroupState
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register

WAITING = "/coordinatie/wachtlijst/"


@pytest.fixture
def cora(cast, client_as):
    return client_as(cast.cora)


@pytest.fixture
def stranger(cast, client_as):
    """A coordinator of the other region."""
    return client_as(casting.make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.east))


def plan_address(recipe, place, changes=None):
    facts = {
        "recipe": recipe.pk, "practice": place.pk, "first": "2027-01-11", "weekday": 1, "at": "15:30", "mode": "shift"
    }  # fmt: skip
    return reverse("groups:new") + "?" + urlencode(facts | (changes or {}))


def test_from_a_first_day_to_a_planned_group(cast, cora):
    place = register.practice(cast)
    parents, children = make.team(cast, place)
    SchoolHoliday.objects.create(
        region="noord", name="voorjaarsvakantie", starts_on=date(2027, 2, 20), ends_on=date(2027, 2, 28)
    )
    url = plan_address(make.recipe(), place)

    preview = cora.get(url).content.decode()
    assert "voorjaarsvakantie noord" in preview and "12 januari 2027" in preview

    rooms = list(place.rooms.order_by("name"))
    posted = {
        "name": "Duingroep", "parent_room": rooms[0].pk, "child_room": rooms[1].pk,
        "parent_leads": [lead.pk for lead in parents], "child_leads": [lead.pk for lead in children],
    }  # fmt: skip
    answer = cora.post(url, posted)

    group = Group.objects.get()
    assert answer.url == reverse("groups:group", args=[group.reference])
    assert (group.name, group.sessions.count(), group.region) == ("Duingroep", 8, cast.north)


def test_a_team_that_fits_is_ticked_beforehand_and_who_is_busy_is_not_offered(cast, cora):
    circle = make.circle(cast)
    new = make.team_of_new_people(cast, circle.practice)

    page = cora.get(plan_address(circle.group.recipe, circle.practice)).content.decode()

    assert page.count("checked") == 4
    assert new[0][0].user.name in page and "Thea" not in page.split("<main")[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"first": "2026-01-01"},
        {"first": "gisteren"},
        {"weekday": 9},
        {"recipe": 999},
        {"practice": 999},
        {"at": "25:99"},
        {"mode": "x"},
    ],
)
def test_facts_that_cannot_be_are_refused_before_the_preview(cast, cora, changes):
    page = cora.get(plan_address(make.recipe(), register.practice(cast), changes))

    assert page.status_code == 200 and "data-error-summary" in page.content.decode()


def test_a_location_of_another_region_cannot_be_chosen(cast, cora):
    elsewhere = register.practice(cast, "Oost", municipality=cast.nijmegen)

    assert "data-error-summary" in cora.get(plan_address(make.recipe(), elsewhere)).content.decode()


@pytest.mark.idor
def test_everything_of_a_group_is_404_for_another_region_and_other_hats(cast, stranger, client_as):
    circle = make.circle(cast, couples=1)
    reference = circle.group.reference
    pages = [
        reverse("groups:group", args=[reference]),
        reverse("groups:cancel", args=[reference]),
        reverse("groups:move", args=[reference, 1]),
        reverse("groups:cancel-session", args=[reference, 1]),
        reverse("groups:substitute", args=[reference, 1]),
        reverse("groups:seat", args=[reference, 1]),
        reverse("groups:end-placement", args=[reference, 1]),
        reverse("groups:arrival", args=[reference, 1, cast.anna.reference]),
    ]
    for client in (stranger, client_as(cast.thea), client_as(cast.anna), client_as(cast.ruth)):
        assert {client.get(page).status_code for page in pages} == {404}
        assert client.post(reverse("groups:step", args=[reference, "starten"])).status_code == 404
        assert client.post(reverse("groups:cancel", args=[reference]), {"reason": "x"}).status_code == 404
    assert AccessLog.objects.filter(succeeded=False).exists()
    circle.group.refresh_from_db()
    assert circle.group.state == GroupState.OPEN


def test_a_group_goes_from_planned_to_completed_by_three_buttons(cast, cora):
    circle = make.circle(cast, state="planned", sessions=1)

    def press(step):
        cora.post(reverse("groups:step", args=[circle.group.reference, step]))
        circle.group.refresh_from_db()
        return circle.group.state

    assert press("starten") == "planned"
    assert press("openen") == "open"
    for number in range(4):
        services.place_family(group=circle.group, case=make.waiting_case(cast, number), by=cast.cora)
    assert press("starten") == "running"
    assert press("afronden") == "running"
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
        assert press("afronden") == "completed"


def test_a_step_that_does_not_exist_or_comes_by_get_is_refused(cast, cora):
    circle = make.circle(cast)

    assert cora.post(reverse("groups:step", args=[circle.group.reference, "weg"])).status_code == 404
    assert cora.get(reverse("groups:step", args=[circle.group.reference, "starten"])).status_code == 405


def test_the_sheet_warns_of_holidays_of_a_familys_own_region(cast, cora):
    circle = make.circle(cast, couples=1)
    cast.haarlem.school_holiday_region = "zuid"
    cast.haarlem.save()
    SchoolHoliday.objects.create(
        region="zuid", name="voorjaarsvakantie", starts_on=date(2027, 2, 6), ends_on=date(2027, 2, 14)
    )

    page = cora.get(reverse("groups:group", args=[circle.group.reference])).content.decode()

    assert "voorjaarsvakantie zuid" in page


def test_moving_a_session_by_the_form(cast, cora):
    circle = make.circle(cast, couples=1)
    session = circle.session(8)
    facts = {
        "on": (session.on + timedelta(days=1)).isoformat(), "at": "16:00",
        "parent_room": session.parent_room_id, "child_room": session.child_room_id,
    }  # fmt: skip

    answer = cora.post(reverse("groups:move", args=[circle.group.reference, 8]), facts)

    assert answer.status_code == 302
    assert circle.session(8).starts_at - session.starts_at == timedelta(days=1, minutes=30)


def test_a_session_that_is_moved_to_a_closed_day_says_so_at_once_and_on_the_sheet(cast, cora):
    circle = make.circle(cast, couples=1)
    session = circle.session(8)
    facts = {
        "on": "2027-05-05",
        "at": "15:30",
        "parent_room": session.parent_room_id,
        "child_room": session.child_room_id,
    }
    sheet = reverse("groups:group", args=[circle.group.reference])
    assert "valt op een gesloten dag" not in cora.get(sheet).content.decode()

    page = cora.post(reverse("groups:move", args=[circle.group.reference, 8]), facts, follow=True).content.decode()

    assert "dit is een gesloten dag (Bevrijdingsdag)" in page
    assert "Bijeenkomst 8 valt op een gesloten dag: Bevrijdingsdag." in page


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"on": "2026-01-01", "at": "15:30"},
        {"on": "2027-03-28", "at": "02:30"},
        {"on": "x", "at": "y"},
        {"on": "2027-01-13", "at": "15:30", "child_room": "same"},
    ],
)
def test_moves_that_cannot_be_are_refused(cast, cora, facts):
    circle = make.circle(cast)
    session = circle.session(1)
    rooms = {"parent_room": session.parent_room_id, "child_room": session.child_room_id}
    if facts.get("child_room") == "same":
        facts = facts | {"child_room": session.parent_room_id}

    page = cora.post(reverse("groups:move", args=[circle.group.reference, 1]), rooms | facts)

    assert page.status_code == 200 and "data-error-summary" in page.content.decode()
    assert circle.session(1).revision == 0


def test_a_replacement_by_the_form(cast, cora):
    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])
    facts = {"absent": circle.parent_leads[1].pk, "therapist": new.pk}

    answer = cora.post(reverse("groups:substitute", args=[circle.group.reference, 5]), facts)

    assert answer.status_code == 302
    assert circle.session(5).leads.get(therapist=new).is_substitute


def test_cancelling_asks_first(cast, cora):
    circle = make.circle(cast, couples=1)
    session_url = reverse("groups:cancel-session", args=[circle.group.reference, 2])
    group_url = reverse("groups:cancel", args=[circle.group.reference])

    assert cora.get(session_url).status_code == 200 and circle.session(2).cancelled_at is None
    cora.post(session_url)
    assert circle.session(2).cancelled_at
    assert cora.post(group_url, {"reason": ""}).status_code == 200
    assert cora.post(group_url, {"reason": "Te weinig"}).status_code == 302
    assert "data-error-summary" in cora.post(group_url, {"reason": "Nog eens"}).content.decode()


# ── the waiting list ──


def test_the_longest_waiting_couple_stands_on_top(cast, cora):
    make.waiting_case(cast, 0, complete_on=date(2026, 12, 1))
    make.waiting_case(cast, 1, complete_on=date(2026, 10, 1))

    page = cora.get(WAITING).content.decode()

    assert page.index("Carla van Carla") < page.index("Anna van Anna")
    assert "Sem (13)" in page and "Noor (8)" in page and "Haarlem" in page


def test_a_couple_that_said_no_or_works_elsewhere_is_marked(cast, cora):
    make.waiting_case(cast, 0, consent=False)

    assert "tone--warn" in cora.get(WAITING).content.decode().split("<main")[1]


def test_filters_work_with_and_without_javascript(cast, cora):
    make.waiting_case(cast, 0)
    make.waiting_case(cast, 1)

    young = cora.get(WAITING, {"age": "8"})
    part = cora.get(WAITING, {"municipality": "haar", "age": "13"}, headers={"HX-Request": "true"})

    assert "Anna van Anna" in young.content.decode() and "Carla" not in young.content.decode()
    assert "<html" not in part.content.decode() and "Carla van Carla" in part.content.decode()
    assert "Anna" not in cora.get(WAITING, {"municipality": "Nijmegen"}).content.decode()


@pytest.mark.parametrize("query", ["age=-1", "age=honderd", "municipality=" + "x" * 300, "page=9999", "page=x"])
def test_a_strange_filter_shows_the_list_and_never_breaks(cast, cora, query):
    make.waiting_case(cast, 0)

    assert cora.get(f"{WAITING}?{query}").status_code == 200


def test_another_region_and_an_excluded_coordinator_do_not_see_the_couple(cast, cora, stranger):
    case = make.waiting_case(cast, 0)
    assert "Anna" not in stranger.get(WAITING).content.decode()
    assert stranger.get(reverse("groups:place", args=[case.reference])).status_code == 404

    CareRelation.objects.create(case=case, user=cast.cora, kind="excluded", reason="cousin")
    assert "Anna van Anna" not in cora.get(WAITING).content.decode()
    assert cora.get(reverse("groups:place", args=[case.reference])).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_lists_and_sheets_keep_to_their_query_budget(cast, cora, n, django_assert_max_num_queries):
    circle = make.circle(cast, couples=n, minimum_couples=1)
    for _ in range(n):
        make.waiting_case(cast)
    cora.get(WAITING)

    for url in (WAITING, "/coordinatie/groepen/"):
        with django_assert_max_num_queries(8):
            cora.get(url)
    services.offer_place(group=circle.group, case=make.waiting_case(cast), by=cast.cora)
    for moment in (make.MONDAY, make.on_the_day(circle.session(1)), make.on_the_day(circle.session(2))):
        with clock.at(moment):
            cora.get(WAITING)
            with django_assert_max_num_queries(12):
                cora.get(reverse("groups:group", args=[circle.group.reference]))
            if circle.group.state == "open":
                services.start_group(group=circle.group, by=cast.cora)
                circle.group.refresh_from_db()
            if circle.session(1).has_come:
                services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
    with django_assert_max_num_queries(12):
        cora.get(reverse("groups:seat", args=[circle.group.reference, 1]))


def test_a_seat_in_two_clicks(cast, cora):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0)
    url = reverse("groups:place", args=[case.reference])

    assert circle.group.name in cora.get(url).content.decode()
    answer = cora.post(url, {"group": circle.group.reference})

    assert answer.url == reverse("groups:group", args=[circle.group.reference])
    assert Placement.objects.get().case == case
    assert cora.get(url).status_code == 404


def test_a_full_group_is_not_offered_and_refused_when_asked_anyway(cast, cora):
    circle = make.circle(cast, couples=6)
    case = make.waiting_case(cast)
    url = reverse("groups:place", args=[case.reference])

    assert circle.group.reference not in cora.get(url).content.decode()
    assert cora.post(url, {"group": circle.group.reference}).status_code == 200
    assert circle.group.placements.count() == 6


def test_a_missing_permission_is_said_beside_the_choice(cast, cora):
    circle = make.circle(cast)
    case = make.waiting_case(cast, 0, consent=False)

    # No button that cannot work: the page says what is missing and leads there.
    assert circle.group.reference not in cora.get(reverse("groups:place", args=[case.reference])).content.decode()
    page = cora.post(reverse("groups:place", args=[case.reference]), {"group": circle.group.reference})

    assert "data-error-summary" in page.content.decode()
    assert not Placement.objects.exists()


def test_each_parents_arrival_is_kept_apart(cast, cora):
    circle = make.circle(cast, couples=1)
    url = reverse("groups:arrival", args=[circle.group.reference, 1, cast.anna.reference])

    assert cora.post(url, {"minutes_before": 61, "note": ""}).status_code == 200
    assert cora.post(url, {"minutes_before": 15, "note": "Tuindeur"}).status_code == 302
    assert "Tuindeur" in cora.get(url).content.decode()
    assert Arrival.objects.get().parent == cast.anna
    foreign = reverse("groups:arrival", args=[circle.group.reference, 1, cast.carla.reference])
    assert cora.get(foreign).status_code == 404


def test_ending_a_place_tells_both_parents_without_the_reason(cast, cora):
    circle = make.circle(cast, couples=1)
    Message.objects.all().delete()

    cora.post(reverse("groups:end-placement", args=[circle.group.reference, 1]), {"reason": "CANARY"})

    assert Message.objects.count() == 2
    assert not any("CANARY" in message.text for message in Message.objects.all())
    assert cora.get(reverse("groups:seat", args=[circle.group.reference, 1])).status_code == 404


def test_the_desk_of_a_coordinator_names_free_seats_and_groups_to_start(cast, cora):
    circle = make.circle(cast, couples=4)
    make.waiting_case(cast)

    page = cora.get("/coordinatie/").content.decode()

    assert page.count(circle.group.name) >= 2
    assert reverse("groups:waiting-list") in page.split("<main")[1]


def test_the_desk_names_a_group_below_its_minimum_shortly_before_it_begins(cast, cora):
    circle = make.circle(cast, couples=3)

    page = cora.get("/coordinatie/").content.decode()

    assert f"{circle.group.name} komt 1 paar tekort" in page
    services.place_family(group=circle.group, case=make.waiting_case(cast), by=cast.cora)
    assert "paar tekort" not in cora.get("/coordinatie/").content.decode()


def test_somebody_with_two_hats_reads_groups_only_in_the_street_that_allows_it(cast, client_as):
    circle = make.circle(cast)
    add_membership(user=cast.wim, audience="therapist", since=date(2020, 1, 1))

    assert client_as(cast.wim).get(reverse("groups:therapist-group", args=[circle.group.reference])).status_code in (
        302,
        404,
    )


def test_whose_certificate_ends_during_the_series_is_named_with_the_sessions_it_misses(cast, cora):
    circle = make.circle(cast)
    ends = circle.session(5).on
    register.therapist(cast, name="Hanna Brink", valid_until=ends, practices=[circle.practice])

    page = cora.get(plan_address(circle.group.recipe, circle.practice)).content.decode()

    assert "Hanna Brink wordt niet aangeboden" in page and "bijeenkomst 6, 7, 8" in page


def test_what_was_just_taken_is_refused_in_words_without_numbers_of_rows(cast, cora):
    circle = make.circle(cast)
    taken = {
        "parent_room": circle.session(1).parent_room_id, "child_room": circle.session(1).child_room_id,
        "parent_leads": [lead.pk for lead in circle.parent_leads], "child_leads": [lead.pk for lead in circle.child_leads],
    }  # fmt: skip

    page = cora.post(plan_address(circle.group.recipe, circle.practice), taken).content.decode()

    assert page.count("niet meer vrij") >= 4 and "geen beschikbare keuze" not in page
