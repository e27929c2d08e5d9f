"""A parent's own appointments: complete for this parent, silent about everybody else."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from centre import clock
from groups import services
from groups.models import Attendance, CalendarFeed
from tests.centre.signing_in import confirm
from tests.factories import groups as make

MINE = "/mijn/bijeenkomsten/"


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=2)


def of(circle, name="my-appointment", number=1):
    return reverse(f"groups:{name}", args=[circle.session(number).reference])


def events(body: bytes):
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def test_a_parent_sees_every_date_with_time_and_place(cast, circle, client_as):
    page = client_as(cast.anna).get(MINE).content.decode()

    assert page.count("Zandpad") == 8
    assert "12 januari 2027" in page and "15:30" in page


@pytest.mark.two_parent
def test_nothing_of_the_other_parent_or_another_family_is_on_any_page(cast, circle, client_as):
    for parent, note in ((cast.anna, "Links om CANARY-A"), (cast.bram, "Rechts om CANARY-B")):
        services.set_arrival(placement=circle.placements[0], parent=parent, minutes_before=15, note=note, by=cast.cora)
    services.announce_absence(session=circle.session(1), parent=cast.bram, reason="CANARY-R", by=cast.bram.user)
    client = client_as(cast.anna)

    pages = [
        MINE,
        f"{MINE}?geweest",
        of(circle),
        of(circle, "cannot-come"),
        of(circle, "my-appointment-file"),
        f"{MINE}agenda/",
        "/mijn/",
    ]
    texts = [client.get(page).content.decode() for page in pages]

    assert any("CANARY-A" in text for text in texts)
    for text in texts:
        assert not [
            word
            for word in ("CANARY-B", "CANARY-R", "Bram", "Carla", "Dirk", "Sem", cast.case.reference)
            if word in text
        ]


def test_each_parent_reads_the_own_arrival_time(cast, circle, client_as):
    services.set_arrival(placement=circle.placements[0], parent=cast.anna, minutes_before=15, note="", by=cast.cora)

    assert "15:15" in client_as(cast.anna).get(of(circle)).content.decode()
    assert "15:15" not in client_as(cast.bram).get(of(circle)).content.decode()


@pytest.mark.idor
@pytest.mark.parametrize("name", ["my-appointment", "my-appointment-file", "cannot-come"])
def test_an_appointment_of_another_group_is_404(cast, circle, client_as, name):
    stranger = make.waiting_case(cast).family.parents.first()

    assert client_as(stranger).get(of(circle, name)).status_code == 404
    assert client_as(cast.anna).get(reverse(f"groups:{name}", args=["BK-NOTTHERE99"])).status_code == 404
    assert client_as(cast.thea).get(of(circle, name)).status_code == 404


def test_a_parent_says_not_to_come_and_comes_after_all(cast, circle, client_as):
    client = client_as(cast.bram)

    assert client.post(of(circle, "cannot-come"), {"reason": "Ziek"}).status_code == 302
    assert Attendance.objects.get().mark == "excused"
    assert "niet" in client.get(MINE).content.decode() or "cannot come" in client.get(MINE).content.decode()
    assert client.post(of(circle, "can-come")).status_code == 302
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(("reason", "status"), [("", 302), ("x" * 501, 200)])
def test_a_reason_may_be_left_out_but_not_be_endless(cast, circle, client_as, reason, status):
    assert client_as(cast.bram).post(of(circle, "cannot-come"), {"reason": reason}).status_code == status


def test_after_the_date_nothing_can_be_said_any_more(cast, circle, client_as):
    with clock.at(circle.session(1).ends_at + timedelta(minutes=1)):
        answer = client_as(cast.bram).post(of(circle, "cannot-come"), {"reason": ""})

    assert answer.status_code == 200 and "data-error-summary" in answer.content.decode()
    assert not Attendance.objects.exists()


def test_unsafe_verbs_only_by_post(cast, circle, client_as):
    client = client_as(cast.anna)

    assert client.get(of(circle, "can-come")).status_code == 405
    assert client.get(reverse("groups:stop-calendar")).status_code == 405


def test_the_calendar_file_tells_only_when(cast, circle, client_as):
    answer = client_as(cast.anna).get(of(circle, "my-appointment-file"))
    [event] = events(answer.content)

    assert str(event["summary"]) == "Afspraak" or str(event["summary"]) == "Appointment"
    assert set(event) == {"UID", "SUMMARY", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "CLASS"}
    assert b"BEGIN:VTIMEZONE" in answer.content and b"TZID=Europe/Amsterdam" in answer.content
    assert circle.session(1).reference.encode() not in answer.content
    assert answer["Content-Disposition"] == 'attachment; filename="afspraak.ics"'


def test_two_parents_have_different_uids_for_the_same_meeting(cast, circle, client_as):
    uids = {
        str(events(client_as(parent).get(of(circle, "my-appointment-file")).content)[0]["uid"])
        for parent in (cast.anna, cast.bram)
    }

    assert len(uids) == 2


def make_feed(client) -> str:
    confirm(client)
    page = client.post(reverse("groups:my-calendar")).content.decode()
    return "/agenda/" + page.split("/agenda/")[1].split(".ics")[0] + ".ics"


def test_a_feed_works_without_signing_in_until_it_is_revoked(cast, circle, client, client_as):
    mine = client_as(cast.anna)
    url = make_feed(mine)

    assert len(events(client.get(url).content)) == 8
    assert url.split("/")[2].removesuffix(".ics") not in str(
        CalendarFeed.objects.values_list("token_digest", flat=True)
    )

    mine.post(reverse("groups:stop-calendar"))
    assert client.get(url).status_code == 404


def test_a_new_link_ends_the_old_one(cast, circle, client, client_as):
    mine = client_as(cast.anna)
    old, new = make_feed(mine), make_feed(mine)

    assert [client.get(url).status_code for url in (old, new)] == [404, 200]


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence(cast, circle, client, client_as):
    url = make_feed(client_as(cast.anna))
    before = events(client.get(url).content)[2]
    session = circle.session(3)
    services.move_session(session=session, starts_at=session.starts_at + timedelta(days=7), by=cast.cora)
    services.cancel_session(session=circle.session(4), by=cast.cora)

    after = {str(event["uid"]): event for event in events(client.get(url).content)}

    moved = after[str(before["uid"])]
    assert (before["sequence"], moved["sequence"]) == (0, 1)
    assert moved["dtstart"].dt - before["dtstart"].dt == timedelta(days=7)
    assert [str(event["status"]) for event in after.values()].count("CANCELLED") == 1


def test_a_feed_of_a_closed_account_is_404(cast, circle, client, client_as):
    url = make_feed(client_as(cast.anna))
    cast.anna.user.is_active = False
    cast.anna.user.save()

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_as_many_queries_with_one_couple_as_with_three(
    cast, client_as, n, django_assert_max_num_queries
):
    circle = make.circle(cast, couples=n)
    client = client_as(cast.anna)
    client.get(MINE)

    with django_assert_max_num_queries(12):
        client.get(MINE)
    with django_assert_max_num_queries(12):
        client.get(of(circle))


def test_a_parent_without_a_seat_reads_what_comes_next(cast, client_as):
    assert client_as(cast.anna).get(MINE).status_code == 200


def test_the_first_page_of_a_parent_names_the_next_appointment(cast, circle, client_as):
    assert of(circle) in client_as(cast.anna).get("/mijn/").content.decode()


def test_a_child_reads_when_the_group_is(cast, circle, client_as):
    from tests.cast import make_user

    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save()

    assert "12 januari" in client_as(cast.noor).get("/kind/").content.decode()
