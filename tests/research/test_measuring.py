"""Waves follow the group, informants stay apart, doorbells ring once."""

from datetime import timedelta

import pytest

from centre import clock
from centre.models import Milestone, Notice
from groups import services as group_services
from groups.models import Group
from research import services
from research.models import Measurement, Wave
from research.states import MeasurementState
from research.waves import months_later
from tests.factories import groups
from tests.factories import research as factory

pytestmark = pytest.mark.django_db


def later(days, hours=0):
    return clock.at(groups.MONDAY + timedelta(days=days, hours=hours))


def test_every_informant_gets_a_row_of_the_own(cast):
    factory.seated(cast)

    rows = Measurement.objects.filter(wave=Wave.T1, case=cast.case)
    found = {(row.informant_parent_id, row.about_child_id, row.version.instrument.key) for row in rows}

    assert found == {
        (parent.pk, about, key)
        for parent in (cast.anna, cast.bram)
        for about, key in ((None, "ouder-zelf"), (cast.noor.pk, "ouder-kind"))
    }
    assert all(row.dossier.parent_id == row.informant_parent_id for row in rows)


def test_a_child_of_thirteen_is_asked_about_itself(cast):
    factory.seated(cast, couples=2)

    assert factory.list_of(cast.sem, "kind").dossier.child == cast.sem
    assert not Measurement.objects.filter(informant_child=cast.noor).exists()


def test_a_group_for_parents_only_asks_no_child_anything(cast):
    factory.seated(cast, couples=2)
    Measurement.objects.all().delete()
    Notice.objects.all().delete()
    Group.objects.update(with_children=False)
    with later(0):
        services.open_measurements()

    assert Measurement.objects.filter(informant_parent=cast.carla).exists()
    assert not Measurement.objects.filter(informant_child__isnull=False).exists()
    assert not Notice.objects.filter(recipient=cast.sem.user).exists()


def test_the_waves_hang_on_the_dates_of_the_group(cast):
    circle = factory.seated(cast)
    first, last = circle.sessions[0].on, circle.sessions[-1].on

    t1, t2, t3 = (factory.list_of(cast.anna, "ouder-zelf", wave) for wave in ("t1", "t2", "t3"))

    assert (t1.opens_on, t1.closes_on) == (groups.MONDAY.date(), first + timedelta(days=14))
    assert (t2.opens_on, t3.opens_on) == (last, months_later(last, 6))


def test_moving_a_session_moves_open_windows_and_no_answered_one(cast):
    circle = factory.seated(cast)
    answered, due = factory.list_of(cast.anna, "ouder-zelf"), factory.list_of(cast.bram, "ouder-zelf")
    with later(0):
        services.record_response(measurement=answered, answers={"slaap": 2}, by=cast.anna.user)
        first = circle.session(1)
        group_services.move_session(session=first, starts_at=first.starts_at + timedelta(days=7), by=cast.cora)
        services.open_measurements()
    before = (answered.closes_on, due.closes_on)
    answered.refresh_from_db()
    due.refresh_from_db()

    assert (answered.closes_on, due.closes_on) == (before[0], before[1] + timedelta(days=7))


def test_a_start_two_weeks_later_moves_the_first_window_and_the_follow_up_with_the_last_session(cast):
    """I1: what was answered stays; the last wave opens six months after the last session, wherever that goes."""
    circle = factory.seated(cast)
    answered, due = factory.list_of(cast.anna, "ouder-zelf"), factory.list_of(cast.bram, "ouder-zelf")
    was = (answered.closes_on, due.closes_on)
    with later(0):
        services.record_response(measurement=answered, answers={"slaap": 2}, by=cast.anna.user)
        for session in reversed(circle.sessions):
            moved = session.starts_at + timedelta(days=14)
            group_services.move_session(session=circle.session(session.number), starts_at=moved, by=cast.cora)
        services.open_measurements()
    answered.refresh_from_db()
    due.refresh_from_db()
    last = circle.session(circle.sessions[-1].number).on

    assert (answered.closes_on, due.closes_on) == (was[0], was[1] + timedelta(days=14))
    assert factory.list_of(cast.bram, "ouder-zelf", "t3").opens_on == months_later(last, 6)


def test_running_the_round_twice_is_the_same_as_once(cast):
    factory.seated(cast, couples=2)
    rows, bells = Measurement.objects.count(), Notice.objects.filter(kind="questionnaire").count()
    with later(0):
        again = services.open_measurements()

    assert (Measurement.objects.count(), Notice.objects.filter(kind="questionnaire").count()) == (rows, bells)
    assert (again.opened, again.moved, again.missed, again.rung) == (0, 0, 0, 0)


def test_one_doorbell_per_person_and_a_reminder_until_all_is_answered(cast):
    factory.seated(cast)
    assert Notice.objects.filter(kind="questionnaire", recipient=cast.anna.user).count() == 1
    for key in ("ouder-zelf", "ouder-kind"):
        with later(1):
            services.record_response(measurement=factory.list_of(cast.anna, key), answers={}, by=cast.anna.user)
    with later(8):
        services.open_measurements()

    assert Notice.objects.filter(kind="questionnaire", recipient=cast.anna.user, state="new").count() == 0
    assert Notice.objects.filter(kind="questionnaire", recipient=cast.bram.user).count() == 2


def test_what_is_not_answered_in_time_is_missed(cast):
    factory.seated(cast)
    row = factory.list_of(cast.anna, "ouder-zelf")
    with clock.at(groups.MONDAY + (row.closes_on - groups.MONDAY.date()) + timedelta(days=1)):
        services.open_measurements()
    row.refresh_from_db()

    assert row.state == MeasurementState.MISSED


def test_a_couple_that_left_before_the_start_is_asked_no_later_wave(cast):
    circle = factory.seated(cast)
    with later(1):
        group_services.end_placement(placement=circle.placements[0], reason="changed their mind", by=cast.cora)
        services.open_measurements()

    assert set(Measurement.objects.filter(case=cast.case).values_list("wave", flat=True)) == {"t1"}


def test_a_couple_that_stopped_halfway_is_asked_all_waves(cast):
    circle = factory.seated(cast, state="running")
    with later(30):
        group_services.end_placement(placement=circle.placements[0], reason="stopped", by=cast.cora)
        services.open_measurements()

    assert set(Measurement.objects.filter(case=cast.case).values_list("wave", flat=True)) == {"t1", "t2", "t3"}


def test_followed_up_is_reached_when_the_window_is_over_and_not_by_the_first_answer(cast):
    factory.seated(cast)
    row = factory.list_of(cast.anna, "ouder-zelf", "t3")
    days = (row.opens_on - groups.MONDAY.date()).days
    with later(days + 1):
        services.record_response(measurement=row, answers={"slaap": 1}, by=cast.anna.user)
        services.open_measurements()
    reached = Milestone.objects.filter(case=cast.case, kind=Milestone.Kind.FOLLOWED_UP)

    assert not reached.exists()
    with later(days + 50):
        services.open_measurements()
    assert reached.count() == 1


@pytest.mark.parametrize("couples", (1, 3))
def test_a_round_takes_the_same_queries_for_more_couples(cast, couples, django_assert_max_num_queries):
    factory.seated(cast, couples=couples)
    with later(0), django_assert_max_num_queries(20):
        services.open_measurements()
