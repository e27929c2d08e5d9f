"""What a lead sees and does, and what a stranger does not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.models import AccessLog
from centre.services.safety import record_safety
from groups import services
from groups.models import Attendance, GroupNote
from tests.factories import groups as make
from tests.factories import therapists as register


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=3, state="running", minimum_couples=1)


def address(circle, name="roll-call", number=1):
    return reverse(f"groups:{name}", args=[circle.group.reference, number])


def test_a_lead_finds_the_group_and_its_next_session(cast, circle, client_as):
    page = client_as(cast.thea).get(reverse("groups:therapist-groups")).content.decode()

    assert circle.group.name in page and "3/6" in page


def test_a_group_shows_its_couples_and_the_safety_flag_to_a_lead(cast, circle, client_as):
    record_safety(case=cast.case, kind="flag_set", text="CANARY", by=cast.thea)

    page = client_as(cast.thea).get(reverse("groups:therapist-group", args=[circle.group.reference])).content.decode()

    assert "Anna van Anna" in page and "tag--flag" in page and "CANARY" not in page
    paper = client_as(cast.thea).get(address(circle, "roster")).content.decode()
    assert paper.count("tag--flag") == 3 and "Anna van" not in paper
    note = client_as(cast.thea).get(
        reverse("groups:personal-note", args=[circle.group.reference, 1, cast.noor.reference])
    )
    assert note.content.decode().count("tag--flag") == 1


@pytest.mark.idor
@pytest.mark.parametrize("who", ["stranger", "coordinator", "parent", "referrer"])
def test_anybody_else_gets_404(cast, circle, client_as, who):
    person = {
        "stranger": register.therapist(cast).user, "coordinator": cast.cora, "parent": cast.anna, "referrer": cast.ruth,
    }[who]  # fmt: skip
    client = client_as(person)
    pages = [
        address(circle),
        address(circle, "roster"),
        reverse("groups:therapist-group", args=[circle.group.reference]),
    ]

    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert client.post(address(circle), {}).status_code == 404
    assert client.post(address(circle, "group-note"), {"note-text": "x"}).status_code == 404
    assert not Attendance.objects.exists()


def test_a_substitute_sees_the_group_on_that_day_and_only_that_session(cast, circle, client_as):
    new = register.therapist(cast, practices=[circle.practice])
    session = circle.session(5)
    services.substitute(session=session, absent=circle.parent_leads[1], therapist=new, by=cast.cora)
    client = client_as(new.user)

    def answers(moment):
        with clock.at(moment):
            return [client.get(address(circle, number=number)).status_code for number in (5, 4)]

    day = make.on_the_day(session)
    assert answers(day - timedelta(days=1)) == [404, 404]
    assert answers(day) == [200, 404]
    assert answers(day + timedelta(days=1)) == [404, 404]


def test_everybody_is_present_until_a_tap_says_otherwise(cast, circle, client_as):
    client = client_as(cast.thea)
    with clock.at(make.on_the_day(circle.session(1))):
        page = client.get(address(circle)).content.decode()
        assert page.count('value="present" checked') == 9

        answer = client.post(
            address(circle),
            {f"mark-parent:{cast.bram.reference}": "late", f"reason-parent:{cast.bram.reference}": "Trein"},
        )

    assert answer.status_code == 302
    assert Attendance.objects.filter(mark="present").count() == 8
    assert Attendance.objects.get(parent=cast.bram).reason == "Trein"


@pytest.mark.parametrize(
    "posted",
    [
        lambda cast: {f"mark-parent:{cast.bram.reference}": "sleeping"},
        lambda cast: {f"mark-parent:{cast.bram.reference}": "late", f"reason-parent:{cast.bram.reference}": "x" * 501},
        lambda cast: {"mark-parent:P-STRANGER": "late"},
        lambda cast: {f"mark-child:{cast.bram.reference}": "late"},
    ],
)
def test_what_no_page_would_send_is_refused_without_a_crash(cast, circle, client_as, posted):
    with clock.at(make.on_the_day(circle.session(1))):
        answer = client_as(cast.thea).post(address(circle), posted(cast))

    assert answer.status_code == 200
    assert "data-error-summary" in answer.content.decode()
    assert not Attendance.objects.exists()


def test_too_early_says_so_and_keeps_what_was_tapped(cast, circle, client_as):
    answer = client_as(cast.thea).post(address(circle), {f"mark-parent:{cast.bram.reference}": "absent"})

    page = answer.content.decode()
    assert "data-error-summary" in page and 'value="absent" checked' in page


def test_a_note_with_a_name_asks_again_and_then_believes_the_writer(cast, circle, client_as):
    client = client_as(cast.thea)
    url = address(circle, "group-note")

    page = client.post(url, {"note-text": "Anna was stil."}).content.decode()
    assert "note-checked" in page and "Anna was stil." in page
    assert not GroupNote.objects.exists()

    assert client.post(url, {"note-text": "Anna was stil.", "note-checked": "on"}).status_code == 302
    assert client.post(url, {"note-text": ""}).status_code == 200
    assert GroupNote.objects.count() == 1


def test_the_list_on_paper_has_initials_and_no_reasons(cast, circle, client_as):
    services.announce_absence(session=circle.session(1), parent=cast.bram, reason="CANARY", by=cast.bram.user)

    page = client_as(cast.ulla).get(address(circle, "roster")).content.decode()

    assert ">BB<" in page and "Bram" not in page and "CANARY" not in page
    assert AccessLog.objects.filter(action="print", actor=cast.ulla).exists()


@pytest.mark.parametrize("n", [1, 3])
def test_pages_take_as_many_queries_for_one_couple_as_for_three(cast, client_as, n, django_assert_max_num_queries):
    circle = make.circle(cast, couples=n, state="running", minimum_couples=1)
    client = client_as(cast.thea)
    client.get(reverse("groups:therapist-groups"))

    with clock.at(make.on_the_day(circle.session(1))):
        with django_assert_max_num_queries(8):
            client.get(reverse("groups:therapist-groups"))
        with django_assert_max_num_queries(12):
            client.get(address(circle))
        with django_assert_max_num_queries(12):
            client.get(reverse("groups:therapist-group", args=[circle.group.reference]))
        with django_assert_max_num_queries(15):
            client.post(address(circle), {f"mark-parent:{cast.bram.reference}": "late"})


def test_the_desk_of_a_lead_asks_for_todays_roll_call_and_for_forgotten_ones(cast, circle, client_as):
    client = client_as(cast.thea)
    with clock.at(make.on_the_day(circle.session(1), hour=8)):
        assert address(circle) in client.get("/praktijk/").content.decode()
    with clock.at(make.on_the_day(circle.session(1)) + timedelta(days=3)):
        assert address(circle) in client.get("/praktijk/").content.decode()


def test_two_missed_sessions_ask_the_lead_for_a_talk_and_tell_the_other_parent_nothing(cast, circle, client_as):
    for number in (1, 2):
        session = circle.session(number)
        with clock.at(make.on_the_day(session)):
            services.record_attendance(
                session=session, marks={f"parent:{cast.bram.reference}": ("absent", "CANARY")}, by=cast.thea
            )
    with clock.at(make.on_the_day(circle.session(2)) + timedelta(days=1)):
        assert "Bram van Bram" in client_as(cast.thea).get("/praktijk/").content.decode()
        anna = client_as(cast.anna)
        pages = [
            anna.get(url).content.decode() for url in ("/mijn/", "/mijn/bijeenkomsten/", "/mijn/bijeenkomsten/?geweest")
        ]
    assert not any("Bram" in page or "CANARY" in page for page in pages)
