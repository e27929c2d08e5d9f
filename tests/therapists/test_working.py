"""Registration numbers, hours, weekly times and days away."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from centre import clock
from tests.factories.therapists import therapist
from therapists.selectors import free_on, to_recheck, workload
from therapists.services import (
    add_absence,
    add_availability,
    check_registration,
    publish_profile,
    record_hours,
    record_registration,
)

WORK = "/praktijk/werk/"


@pytest.fixture
def thea(cast):
    return therapist(cast, cast.thea)


@pytest.mark.parametrize(
    ("register", "number"),
    [
        ("skj", "12345678"),
        ("skj", "1234567890"),
        ("skj", "12345678a"),
        ("big", "123456789"),
        ("big", ""),
        ("skj", "١٢٣٤٥٦٧٨٩"),
    ],
)
def test_a_number_of_the_wrong_shape_is_refused(thea, register, number):
    with pytest.raises(ValidationError):
        record_registration(therapist=thea, register=register, number=number)


def test_a_number_belongs_to_one_person(cast, thea):
    record_registration(therapist=thea, register="skj", number="123 456 789")

    with pytest.raises(ValidationError):
        record_registration(therapist=therapist(cast, cast.ulla), register="skj", number="123456789")


def test_a_number_is_looked_up_at_once_and_again_after_a_year(cast, thea):
    row = record_registration(therapist=thea, register="skj", number="123456789")
    today = clock.today()
    assert to_recheck(today) == [row]

    check_registration(registration=row, by=cast.cora)

    assert to_recheck(today + timedelta(days=364)) == []
    assert to_recheck(today + timedelta(days=367)) == [row]
    changed = record_registration(therapist=thea, register="skj", number="987654321")
    assert changed.checked_on is None


def test_the_public_page_shows_a_number_only_when_it_was_checked(cast, thea, client):
    publish_profile(therapist=thea, is_public=True, shown="registration")
    row = record_registration(therapist=thea, register="skj", number="123456789")
    assert "123456789" not in client.get("/therapeuten/thea/").content.decode()

    check_registration(registration=row, by=cast.cora)

    assert "123456789" in client.get("/therapeuten/thea/").content.decode()


def test_the_number_goes_from_page_to_desk(cast, thea, client_as):
    browser = client_as(cast.thea)
    assert (
        "number"
        in browser.post("/praktijk/profiel/registratie/", {"register": "big", "number": "1"}).context["form"].errors
    )
    browser.post("/praktijk/profiel/registratie/", {"register": "big", "number": "12345678901"})
    address = "/coordinatie/register/t/thea/nummer/big/"

    assert browser.post(address).status_code == 404
    assert client_as(cast.cora).get(address).status_code == 405
    assert client_as(cast.cora).post(address).status_code == 302
    assert thea.registrations.get().checked_by == cast.cora
    assert client_as(cast.cora).post("/coordinatie/register/t/thea/nummer/skj/").status_code == 404


def test_hours_of_four_weeks_add_up_per_kind(thea):
    today = clock.today()
    for days in (0, 27, 28):
        record_hours(therapist=thea, day=today - timedelta(days=days), kind="supervision", hours=1.25)

    spent = workload(thea, on=today)

    assert [hours for _label, hours in spent.hours] == [0, 2.5, 0, 0, 0, 0]
    assert not spent.is_too_much(99)


def test_too_much_is_more_than_ones_own_ceiling(thea):
    thea.group_ceiling = 3

    assert [workload(thea, on=clock.today()).is_too_much(groups) for groups in (3, 4)] == [False, True]


@pytest.mark.parametrize("days", (1, -93))
def test_hours_of_tomorrow_or_long_ago_are_refused(thea, days):
    with pytest.raises(ValidationError):
        record_hours(therapist=thea, day=clock.today() + timedelta(days=days), kind="research", hours=1)


def test_who_noted_nothing_is_free_and_an_absence_always_counts(cast, thea):
    ulla = therapist(cast, cast.ulla)
    tuesday, next_tuesday = date(2027, 1, 5), date(2027, 1, 12)
    add_availability(therapist=ulla, weekday=1, starts_at=time(13), ends_at=time(18))
    with clock.at(timezone.make_aware(datetime(2027, 1, 1, 12))):
        add_absence(therapist=thea, since=next_tuesday, until=next_tuesday)
    asked = {"therapists": [thea, ulla], "dates": [tuesday, next_tuesday, date(2027, 1, 6)], "ends_at": time(17, 30)}

    afternoon = {key: row.allowed for key, row in free_on(**asked, starts_at=time(15, 30)).items()}
    morning = free_on(**asked, starts_at=time(9))

    assert afternoon == {
        (thea.pk, tuesday): True,
        (thea.pk, next_tuesday): False,
        (thea.pk, date(2027, 1, 6)): True,
        (ulla.pk, tuesday): True,
        (ulla.pk, next_tuesday): True,
        (ulla.pk, date(2027, 1, 6)): False,
    }
    assert not morning[ulla.pk, tuesday].allowed
    assert morning[ulla.pk, tuesday].reason


@pytest.mark.parametrize("n", (1, 3))
def test_asking_who_is_free_costs_two_queries(cast, django_assert_num_queries, n):
    people = [therapist(cast) for _ in range(n)]

    with django_assert_num_queries(2):
        free_on(therapists=people, dates=[date(2027, 1, 5)], starts_at=time(15), ends_at=time(17))


def test_my_lists_grow_and_shrink_through_the_page(cast, thea, client_as):
    browser, today = client_as(cast.thea), clock.today()
    browser.post(f"{WORK}uren/", {"day": today.isoformat(), "kind": "research", "hours": "1.5"})
    browser.post(f"{WORK}tijden/", {"weekday": "1", "starts_at": "13:00", "ends_at": "18:00"})
    browser.post(f"{WORK}afwezig/", {"since": today.isoformat(), "until": today.isoformat()})
    assert browser.get(WORK).status_code == 200
    assert (thea.hours.count(), thea.availabilities.count(), thea.absences.count()) == (1, 1, 1)

    for subject, rows in (("uren", thea.hours), ("tijden", thea.availabilities), ("afwezig", thea.absences)):
        browser.post(f"{WORK}{subject}/weg/", {"row": rows.get().pk})

    assert (thea.hours.count(), thea.availabilities.count(), thea.absences.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("subject", "data"),
    [
        ("uren", {}),
        ("uren", {"day": "2020-01-01", "kind": "research", "hours": "1"}),
        ("uren", {"day": "vandaag", "kind": "magie", "hours": "-1"}),
        ("uren", {"day": "2026-01-01", "kind": "research", "hours": "NaN"}),
        ("tijden", {"weekday": "9", "starts_at": "13:00", "ends_at": "18:00"}),
        ("tijden", {"weekday": "1", "starts_at": "18:00", "ends_at": "13:00"}),
        ("afwezig", {"since": "2027-01-02", "until": "2027-01-01"}),
        ("afwezig", {"since": "2020-01-01", "until": "2020-01-02"}),
    ],
)
def test_what_cannot_be_is_said_on_the_page(cast, thea, client_as, subject, data):
    answer = client_as(cast.thea).post(f"{WORK}{subject}/", data)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_times_that_cross_are_refused(thea):
    add_availability(therapist=thea, weekday=1, starts_at=time(13), ends_at=time(18))

    with pytest.raises(ValidationError):
        add_availability(therapist=thea, weekday=1, starts_at=time(17), ends_at=time(19))


@pytest.mark.parametrize("row", ("", "x", "-1", "0", "9" * 30))
def test_a_row_that_is_not_there_is_not_found(cast, thea, client_as, row):
    assert client_as(cast.thea).post(f"{WORK}uren/weg/", {"row": row}).status_code == 404


def test_anothers_row_is_not_found(cast, thea, client_as):
    therapist(cast, cast.ulla)
    row = record_hours(therapist=thea, day=clock.today(), kind="research", hours=1)

    assert client_as(cast.ulla).post(f"{WORK}uren/weg/", {"row": row.pk}).status_code == 404
    assert client_as(cast.cora).post(f"{WORK}uren/weg/", {"row": row.pk}).status_code == 404
    assert client_as(cast.thea).post(f"{WORK}dromen/", {}).status_code == 404
    assert thea.hours.count() == 1


def test_my_work_stays_within_its_budget(cast, thea, client_as, django_assert_max_num_queries):
    browser = client_as(cast.thea)
    browser.get(WORK)

    with django_assert_max_num_queries(12):
        browser.get(WORK)
