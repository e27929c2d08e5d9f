"""A meeting with the networks: own guests by link, names that never cross (G14)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from centre import clock
from centre.models import Message
from groups import selectors, services
from groups.models import Group, Placement
from groups.services.gatherings import token_of
from tests.factories import groups as make

pytestmark = pytest.mark.two_parent
WHEN = make.MONDAY + timedelta(days=3, hours=10)


@pytest.fixture
def gathering(cast):
    circle = make.circle(cast, couples=2)
    return services.plan_gathering(
        group=circle.group, kind="network", starts_at=WHEN, minutes=90, guests_per_parent=3, by=cast.cora,
        room=make.room_of(circle.group),
    )  # fmt: skip


def invite(gathering, parent, *names):
    return [services.invite_guest(gathering=gathering, parent=parent, name=name, relation="") for name in names]


def link(guest) -> str:
    return reverse("groups:invitation", args=[token_of(guest)])


def test_both_parents_of_every_couple_hear_of_it_at_once_in_the_same_words(cast, gathering):
    told = Message.objects.filter(sending__contains="gathering")

    assert told.count() == 4 and len({row.text for row in told}) == 1 and len({row.sent_at for row in told}) == 1


def test_a_sees_three_own_guests_and_the_roster_for_staff_shows_five(cast, gathering, client_as):
    invite(gathering, cast.anna, "Oma Ank", "Tante Ans", "Vriend Arie")
    invite(gathering, cast.bram, "Oom Bas", "Buur Bo")
    page = reverse("groups:my-guests", args=[gathering.reference])

    seen = client_as(cast.anna).get(page).content.decode()
    roster = client_as(cast.thea).get(
        reverse("groups:guest-roster", args=[gathering.group.reference, gathering.reference])
    )

    assert all(name in seen for name in ("Oma Ank", "Tante Ans", "Vriend Arie"))
    assert "Oom Bas" not in seen and "Buur Bo" not in seen and "Bram" not in seen
    assert roster.content.decode().count("☐") == 5
    assert len(selectors.guest_roster(gathering, cast.thea)) == 5


def test_a_fourth_guest_is_refused_and_a_place_comes_free_when_one_is_taken_back(cast, gathering):
    guests = invite(gathering, cast.anna, "a", "b", "c")
    with pytest.raises(ValidationError, match="3"):
        invite(gathering, cast.anna, "d")

    services.take_back_invitation(guest=guests[0])

    assert invite(gathering, cast.anna, "d")
    assert invite(gathering, cast.bram, "e")


def test_a_guest_reads_when_and_where_and_no_name_and_answers_once_or_again(cast, gathering):
    guest = invite(gathering, cast.anna, "Oma Ank")[0]
    browser = Client()

    page = browser.get(link(guest)).content.decode()
    assert gathering.group.practice.street in page
    assert not any(name in page for name in ("Anna", "Bram", "Noor", "Oma Ank", gathering.group.name))
    assert browser.post(link(guest), {"answer": "x" * 200_000}).status_code == 200
    for answer in ("comes", "comes", "stays_away"):
        assert browser.post(link(guest), {"answer": answer}).status_code == 200
        guest.refresh_from_db()
        assert guest.answer == answer


@pytest.mark.parametrize("how", ["revoked", "cancelled", "over", "unknown"])
def test_a_link_that_is_gone_answers_410_for_every_cause(cast, gathering, how):
    guest = invite(gathering, cast.anna, "Oma Ank")[0]
    moment = make.MONDAY
    if how == "revoked":
        services.take_back_invitation(guest=guest)
    if how == "cancelled":
        services.cancel_gathering(gathering=gathering, by=cast.cora)
    if how == "over":
        moment = WHEN + timedelta(hours=2)
    address = reverse("groups:invitation", args=["0" * 64]) if how == "unknown" else link(guest)

    with clock.at(moment):
        answers = {Client().get(address).status_code, Client().post(address, {"answer": "comes"}).status_code}

    guest.refresh_from_db()
    assert answers == {410} and guest.answer == ""


@pytest.mark.idor
def test_the_other_parent_and_another_couple_cannot_touch_a_guest(cast, gathering, client_as):
    guest = invite(gathering, cast.anna, "Oma Ank")[0]
    address = reverse("groups:take-back-guest", args=[gathering.reference, guest.reference])

    assert client_as(cast.bram).post(address).status_code == 404
    assert client_as(cast.carla).post(address).status_code == 404
    assert client_as(cast.anna).post(address).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"starts_at": make.MONDAY - timedelta(days=1)}, {"kind": "network", "twice": True}],
)
def test_a_meeting_in_the_past_or_twice_is_refused_by_field(cast, wrong):
    group = make.circle(cast).group
    facts = {
        "group": group,
        "kind": "network",
        "starts_at": WHEN,
        "minutes": 60,
        "guests_per_parent": 3,
        "room": make.room_of(group),
        "by": cast.cora,
    }
    if wrong.pop("twice", False):
        services.plan_gathering(**facts)

    with pytest.raises(ValidationError) as refusal:
        services.plan_gathering(**facts | wrong)

    assert set(refusal.value.message_dict) <= {"starts_at", "kind"}


def test_who_has_no_seat_in_the_group_finds_no_meeting(cast, gathering, client_as):
    stranger = make.waiting_case(cast).family.parents.first()

    address = reverse("groups:my-guests", args=[gathering.reference])

    assert client_as(stranger).get(address).status_code == 404
    assert client_as(stranger).post(address, {"name": "x"}).status_code == 404


def test_a_meeting_stands_among_the_own_appointments_and_in_the_secret_feed_without_a_word_about_it(cast, client_as):
    circle = make.circle(cast, couples=2)
    services.keep_apart(case=cast.case, gap_minutes=20, ground="x", by=cast.cora)
    meeting = services.plan_gathering(
        group=circle.group, kind="network", starts_at=WHEN, minutes=90, guests_per_parent=3, by=cast.cora,
        room=make.room_of(circle.group),
    )  # fmt: skip
    invite(meeting, cast.bram, "Oma Bram")
    page = reverse("groups:my-appointment", args=[meeting.reference])

    for parent in (cast.anna, cast.bram):
        client = client_as(parent)
        assert page in client.get("/mijn/bijeenkomsten/").content.decode()
        shown = client.get(page).content.decode()
        assert "Oma Bram" not in shown and reverse("groups:my-guests", args=[meeting.reference]) in shown
    arrivals = {selectors.appointments_of_user(one.user)[0].arrives_at for one in (cast.anna, cast.bram)}
    assert max(arrivals) - min(arrivals) == timedelta(minutes=20)

    feed = Client().get(reverse("groups:feed", args=[services.make_feed(user=cast.anna.user)])).content.decode()
    assert feed.count("BEGIN:VEVENT") == 9 and "Oma" not in feed and "netwerk" not in feed.lower()
    services.cancel_gathering(gathering=meeting, by=cast.cora)
    feed = Client().get(reverse("groups:feed", args=[services.make_feed(user=cast.anna.user)])).content.decode()
    assert feed.count("STATUS:CANCELLED") == 1 and "SEQUENCE:1" in feed


def test_a_meeting_of_another_group_is_nobodys_appointment(cast, gathering, client_as):
    client = client_as(make.waiting_case(cast).family.parents.first())
    assert client.get(reverse("groups:my-appointment", args=[gathering.reference])).status_code == 404


def test_a_meeting_after_the_last_session_keeps_its_page_to_invite_people(cast, gathering, client_as):
    """The group is completed and its couples are finished; what the appointment links to opens."""
    Placement.objects.update(ended_on=clock.today(), end="finished")
    Group.objects.update(state="completed")
    client, page = client_as(cast.anna), reverse("groups:my-guests", args=[gathering.reference])

    assert page in client.get("/mijn/bijeenkomsten/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "Oma Ank"}).status_code == 302
    Placement.objects.update(end="stopped")
    assert client.get(page).status_code == 404


def test_links_of_a_couple_that_left_say_nothing_any_more_and_the_others_do(cast, gathering):
    (own,), (others,) = invite(gathering, cast.bram, "Oom Bas"), invite(gathering, cast.carla, "Tante Cor")

    services.end_placement(placement=Placement.objects.get(case=cast.case), reason="r", by=cast.cora)

    assert [Client().get(link(guest)).status_code for guest in (own, others)] == [410, 200]
    assert [guest.pk for guest in selectors.guest_roster(gathering, cast.thea)] == [others.pk]
    told = Message.objects.filter(sending__contains="seat-ended")
    assert told.count() == 2 and len({row.text for row in told}) == 1 and "uitgenodigd" in told.first().text
