"""Two missed sessions ask for a talk with that parent alone; the task is marked done, the other parent learns nothing (G11)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import CareRelation
from centre.services.safety import record_safety
from groups import selectors, services
from groups.models import AbsenceTalk
from tests.factories import groups as make
from tests.factories import therapists as register

LIST, TASK = "/praktijk/gemist/", "groups:therapist-missed-talk"


@pytest.fixture
def circle(cast):
    made = make.circle(cast, couples=1, state="running", minimum_couples=1)
    missed(cast, made, 1, 2)
    return made


def missed(cast, circle, *numbers):
    for number in numbers:
        session = circle.session(number)
        with clock.at(make.on_the_day(session)):
            marks = {f"parent:{cast.bram.reference}": ("absent", "CANARY")}
            services.record_attendance(session=session, marks=marks, by=cast.thea)


def after(circle, number=2):
    return make.on_the_day(circle.session(number)) + timedelta(days=1)


def test_the_contact_person_has_the_task_also_without_leading_and_marks_it_done(cast, circle, client_as):
    person = register.therapist(cast).user
    CareRelation.objects.create(case=cast.case, user=person, kind="contact_person", reason="r")
    client, url = client_as(person), reverse(TASK, args=[cast.bram.reference])
    with clock.at(after(circle)):
        assert url in client.get("/praktijk/").content.decode() and url in client.get(LIST).content.decode()
        day = {"planned_on": clock.today().isoformat()}

        assert client.post(url, day).status_code == 302
        again = client.post(url, day, follow=True)
        assert again.redirect_chain == [(LIST, 302)] and "al genoteerd" in again.content.decode()
        assert client.get(url).status_code == 404

        assert AbsenceTalk.objects.get().missed == 2
        assert url not in client.get("/praktijk/").content.decode()
        assert not selectors.absence_signals(cast.thea, "therapist").exists()


def test_the_coordinator_sees_it_too_and_may_mark_it_done(cast, circle, client_as):
    client, url = client_as(cast.cora), reverse("groups:coordinator-missed-talk", args=[cast.bram.reference])
    with clock.at(after(circle)):
        assert "/coordinatie/gemist/" in client.get("/coordinatie/").content.decode()
        assert "Bram van Bram" in client.get("/coordinatie/gemist/").content.decode()
        assert "tag--flag" not in client.get(url).content.decode()
        record_safety(case=cast.case, kind="flag_set", text="zorg", by=cast.thea)
        assert "tag--flag" in client.get(url).content.decode()
        assert client.post(url, {"planned_on": clock.today().isoformat()}).status_code == 302
        assert "Bram van Bram" not in client.get("/coordinatie/gemist/").content.decode()


def test_after_the_talk_it_takes_two_new_missed_sessions(cast, circle):
    with clock.at(after(circle)):
        for _ in range(2):
            services.plan_absence_talk(parent=cast.bram, planned_on=clock.today(), by=cast.thea)
    missed(cast, circle, 3)
    assert not selectors.absence_signals(cast.thea, "therapist").exists() and AbsenceTalk.objects.count() == 1

    missed(cast, circle, 4)

    assert [row["times"] for row in selectors.absence_signals(cast.thea, "therapist")] == [2]


@pytest.mark.idor
def test_it_is_404_for_whoever_works_not_with_this_family(cast, circle, client_as):
    stranger = register.therapist(cast).user
    CareRelation.objects.create(case=cast.case, user=cast.ulla, kind="excluded", reason="r")
    url = reverse(TASK, args=[cast.bram.reference])
    with clock.at(after(circle)):
        assert [client_as(one).get(url).status_code for one in (stranger, cast.ulla, cast.anna)] == [404, 404, 404]
        for person in (stranger, cast.ulla, cast.anna):
            assert client_as(person).post(url, {"planned_on": clock.today().isoformat()}).status_code == 404
        assert client_as(cast.thea).get(reverse(TASK, args=[cast.anna.reference])).status_code == 404
        other = reverse(TASK, args=[cast.carla.reference])
        assert client_as(cast.thea).post(other, {"planned_on": clock.today().isoformat()}).status_code == 404


@pytest.mark.parametrize("day", ["", "gisteren", "1999-01-01", "2099-01-01", "x" * 200_000])
def test_a_day_that_cannot_be_is_refused_beside_its_field(cast, circle, client_as, day):
    with clock.at(after(circle)):
        page = client_as(cast.thea).post(reverse(TASK, args=[cast.bram.reference]), {"planned_on": day})

    assert page.status_code == 200 and "planned_on" in page.context["form"].errors and not AbsenceTalk.objects.exists()


def test_the_list_takes_at_most_eight_queries(cast, circle, client_as, django_assert_max_num_queries):
    with clock.at(after(circle)):
        client = client_as(cast.thea)
        client.get(LIST)
        with django_assert_max_num_queries(8):
            client.get(LIST)


def test_a_day_far_away_is_refused_by_the_service(cast, circle):
    with clock.at(after(circle)), pytest.raises(ValidationError):
        services.plan_absence_talk(parent=cast.bram, planned_on=clock.today() + timedelta(days=91), by=cast.thea)


def test_the_safety_flag_stands_beside_the_name_in_the_list(cast, circle, client_as):
    client = client_as(cast.cora)
    with clock.at(after(circle)):
        assert "Veiligheid: lees eerst" not in client.get("/coordinatie/gemist/").content.decode()
        record_safety(case=cast.case, kind="flag_set", text="zorg", by=cast.thea)
        page = client.get("/coordinatie/gemist/").content.decode()

    assert page.count("Veiligheid: lees eerst") == 1 and str(cast.bram) in page
