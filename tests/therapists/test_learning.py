"""Courses: seats, the queue, attendance, and what lands in a portfolio without typing (features.md K2)."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from centre import clock
from centre.audiences import Audience
from centre.models import Notice, User
from tests.cast import assemble, make_user
from therapists import selectors, services
from therapists.models import Course, Enrolment
from therapists.services import apply_for_certificate, publish_rules, register_therapist

SOON = timedelta(days=30)


def a_course(by, *, capacity=2, starts=SOON, **facts) -> Course:
    start = clock.now().replace(microsecond=0) + starts
    values = {"kind": "training", "title": "Driedaagse", "about": "Oefenen.", "place": "Haarlem"}
    return services.plan_course(**values | facts, capacity=capacity, days=[(start, start + timedelta(hours=7))], by=by)


def people(count: int) -> list[User]:
    return [make_user(f"p{n}", f"Persoon {n}", Audience.COMMUNITY) for n in range(count)]


@pytest.fixture
def course(cast) -> Course:
    return a_course(cast.cora)


def test_the_lowest_seat_first_then_the_queue_in_order(cast, course):
    rows = [services.enrol(course=course, user=user) for user in people(4)]

    assert [row.seat for row in rows] == [1, 2, None, None]
    (line,) = selectors.course_lines(Course.objects.all(), user=rows[3].user)
    assert (line.free, line.waiting, line.position) == (0, 2, 2)


def test_a_course_of_three_days_counts_each_seat_once_wherever_it_is_shown(cast):
    start = clock.now() + SOON
    days = [(start + timedelta(days=n), start + timedelta(days=n, hours=7)) for n in range(3)]
    course = services.plan_course(
        kind="training", title="Driedaagse", about="Oefenen.", place="Haarlem", capacity=4, days=days, by=cast.cora
    )
    services.enrol(course=course, user=cast.ulla)
    services.enrol(course=course, user=cast.thea)

    assert [line.free for line in selectors.offered_courses()] == [2]
    (mine,), others = selectors.own_and_offered_courses(cast.thea)
    assert (mine.free, mine.waiting, mine.enrolment.user, others) == (2, 0, cast.thea, [])
    assert [line.free for line in selectors.course_lines(selectors.all_courses())] == [2]


def test_who_gives_a_seat_back_moves_the_queue_up_and_rings_once(cast, course):
    rows = [services.enrol(course=course, user=user) for user in people(4)]

    services.cancel_enrolment(enrolment=rows[0])
    services.cancel_enrolment(enrolment=rows[0])

    assert Enrolment.objects.get(pk=rows[2].pk).seat == 1
    assert Enrolment.objects.get(pk=rows[3].pk).seat is None
    (notice,) = Notice.objects.filter(key__startswith="course-seat:")
    assert (notice.recipient, notice.path) == (rows[2].user, "/leren/scholing/")


def test_more_seats_move_the_queue_up_and_fewer_than_taken_are_refused(cast, course):
    rows = [services.enrol(course=course, user=user) for user in people(3)]

    services.set_capacity(course=course, capacity=3)

    assert Enrolment.objects.get(pk=rows[2].pk).seat == 3
    with pytest.raises(ValidationError):
        services.set_capacity(course=course, capacity=2)


def test_nobody_asks_twice_or_for_what_has_begun_or_was_called_off(cast, course):
    services.enrol(course=course, user=cast.thea)
    with pytest.raises(ValidationError):
        services.enrol(course=course, user=cast.thea)
    with pytest.raises(ValidationError):
        services.enrol(course=a_course(cast.cora, starts=timedelta(hours=-1)), user=cast.thea)
    services.cancel_course(course=course)
    with pytest.raises(ValidationError):
        services.enrol(course=course, user=cast.ulla)
    assert Notice.objects.filter(key__startswith="course-cancelled:").count() == 1


def test_the_database_itself_gives_a_seat_away_once(cast, course):
    first, second = people(2)
    Enrolment.objects.create(course=course, user=first, seat=1)

    for facts in ({"user": second, "seat": 1}, {"user": first, "seat": 2}, {"user": second, "seat": 61}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.create(course=course, **facts)


def test_race_for_the_last_seats_gives_away_exactly_the_seats_that_are_there(transactional_db):
    cast = assemble()
    course, crowd = a_course(cast.cora, capacity=3), people(8)

    def ask(user):
        try:
            return services.enrol(course=course, user=user).seat
        except ValidationError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        seats = list(pool.map(ask, crowd))

    assert sorted(seat for seat in seats if isinstance(seat, int)) == [1, 2, 3]
    assert Enrolment.objects.filter(seat__isnull=False).count() == 3


def test_attendance_makes_a_certificate_and_a_line_in_the_portfolio_without_typing(cast, client_as):
    rules = [{"key": "training", "title": "Driedaagse training"}, {"key": "reflection", "title": "Reflectie"}]
    publish_rules(requirements=rules, on=date(2024, 1, 1))
    therapist = register_therapist(user=cast.thea, practices=[])
    certificate = apply_for_certificate(therapist=therapist, role="parent_lead")
    course = a_course(cast.cora, counts_for="training")
    mine, other = (services.enrol(course=course, user=user) for user in (cast.thea, cast.ulla))
    coras, theas = client_as(cast.cora), client_as(cast.thea)
    mark = reverse("therapists:course-attendance", args=[course.reference])
    coras.post(mark, {"present": [mine.reference]})
    assert Enrolment.objects.certified().count() == 0  # the day has not been yet

    with clock.at(clock.now() + SOON + timedelta(hours=1)):
        coras.post(mark, {"present": [mine.reference]})
        coras.post(mark, {"present": [mine.reference]})

        page = theas.get("/praktijk/profiel/parent_lead/portfolio/").content.decode()
        picture = selectors.portfolio_of(certificate)
        answer = theas.get(f"/praktijk/scholing/certificaat/{mine.reference}/")
        assert client_as(cast.ulla).get(f"/praktijk/scholing/certificaat/{mine.reference}/").status_code == 404
        assert client_as(cast.ulla).get(f"/praktijk/scholing/certificaat/{other.reference}/").status_code == 404
    assert "Driedaagse" in page
    assert picture.missing_count == 1
    assert [row.title for row in picture.wanted("training").followed] == ["Driedaagse"]
    paper = pypdf.PdfReader(io.BytesIO(answer.content))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper.trailer["/Root"]["/Lang"].startswith("nl")
    assert "Thea" in paper.pages[0].extract_text()


def test_a_mark_can_be_put_right_and_then_the_certificate_is_gone(cast):
    course = a_course(cast.cora)
    row = services.enrol(course=course, user=cast.thea)
    with clock.at(clock.now() + SOON):
        services.mark_attendance(course=course, present=[row.reference, "ZZ-00000000"], by=cast.cora)
        services.mark_attendance(course=course, present=[], by=cast.cora)

    assert selectors.followed_by(cast.thea) == []


def test_a_professional_of_elsewhere_gets_an_account_for_learning_only(cast, client_as, course):
    address = reverse("therapists:invite-to-course", args=[course.reference])
    for _twice in range(2):
        client_as(cast.cora).post(address, {"name": "Petra", "email": "Petra@Elders.example.org"})

    petra = User.objects.get(email="petra@elders.example.org")
    assert petra.audiences == {Audience.COMMUNITY}
    assert petra.invitations.count() == course.enrolments.count() == 1
    page = client_as(petra)
    assert page.get("/leren/scholing/").status_code == 200
    for closed in ("/praktijk/", "/coordinatie/scholing/", "/mijn/", "/verwijzen/"):
        assert page.get(closed).status_code == 404


@pytest.mark.parametrize(
    "days",
    [
        "",
        "morgen",
        "31-02-2027 9:00 - 12:00",
        "12-01-2027 16:00 - 9:00",
        "1-1-2027 9:00 - 12:00\n1-1-2027 11:00 - 13:00",
        "x" * 200_000,
    ],
    ids=["empty", "words", "no such day", "backwards", "overlapping", "huge"],
)
def test_days_that_cannot_be_are_refused_and_the_rest_stays_typed(cast, client_as, days):
    typed = {"title": "Dag", "kind": "workshop", "about": "Iets.", "place": "Haarlem", "capacity": "5", "days": days}

    page = client_as(cast.cora).post(reverse("therapists:plan-course"), typed)

    assert page.status_code == 200
    assert page.context["form"].errors["days"]
    assert 'value="Haarlem"' in page.content.decode()
    assert not Course.objects.exists()


def test_planning_through_the_page_and_asking_a_seat_twice(cast, client_as):
    typed = {"title": "Dag", "kind": "workshop", "about": "Iets.", "place": "Haarlem", "capacity": "1"}
    client_as(cast.cora).post(reverse("therapists:plan-course"), typed | {"days": "12-01-2029 9:00 - 12:00"})
    course = Course.objects.get()
    theas = client_as(cast.thea)

    for _twice in range(2):
        assert theas.post(f"/praktijk/scholing/{course.reference}/meedoen/").status_code == 302
    assert course.enrolments.count() == 1
    for _twice in range(2):
        theas.post(f"/praktijk/scholing/{course.reference}/afmelden/")
    assert course.enrolments.standing().count() == 0


def test_the_public_list_needs_no_account_and_names_nobody(cast, client, course):
    services.enrol(course=course, user=cast.thea)

    page = client.get("/scholing/").content.decode()

    assert "Driedaagse" in page
    assert "Thea" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_courses_stay_within_their_budget(cast, client_as, count, django_assert_max_num_queries):
    for n in range(count):
        course = a_course(cast.cora, title=f"Dag {n}", capacity=1)
        for user in (cast.ulla, cast.thea):
            services.enrol(course=course, user=user)
    theas, coras = client_as(cast.thea), client_as(cast.cora)
    theas.get("/praktijk/scholing/"), coras.get("/coordinatie/scholing/")

    with django_assert_max_num_queries(9):  # a list, and one's turn on the waiting list
        theas.get("/praktijk/scholing/")
    with django_assert_max_num_queries(8):
        coras.get("/coordinatie/scholing/")
    with django_assert_max_num_queries(12):
        coras.get(f"/coordinatie/scholing/{course.reference}/")
