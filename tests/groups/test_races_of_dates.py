"""Two people change the team, the dates or the marks of one group at once. Each race has its control without the lock."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from centre import clock
from groups import services
from groups.models import Attendance, Session, SessionLead
from groups.refusals import NotYet, Taken
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register
from therapists.states import Role

DAY = timedelta(days=1)


@pytest.fixture
def stage(transactional_db):
    cast = casting.assemble()
    return cast, make.circle(cast, couples=1, state="running", minimum_couples=1)


def at_once(*works, moment=make.MONDAY) -> list:
    """What came out of each: its answer, or the refusal. Anything else is a failure of the test."""
    line = threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            with clock.at(moment):
                return work()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as crew:
        return list(crew.map(run, works))


def free_place(cast, circle):
    SessionLead.objects.filter(session__group=circle.group, therapist=circle.parent_leads[1]).delete()
    return [register.therapist(cast, practices=[circle.practice]) for _ in range(2)]


def leads_of(circle) -> set[int]:
    return {row.leads.filter(role=Role.PARENT_LEAD).count() for row in circle.sessions}


def test_race_two_coordinators_fill_the_one_free_place_and_one_of_them_hears_that_it_is_taken(stage):
    cast, circle = stage
    works = [
        lambda who=who: services.appoint_lead(group=circle.group, therapist=who, role=Role.PARENT_LEAD, by=cast.cora)
        for who in free_place(cast, circle)
    ]

    results = at_once(*works)

    assert leads_of(circle) == {2} and sum(isinstance(result, NotYet) for result in results) == 1


def test_race_for_a_place_makes_a_third_lead_when_nothing_locks(stage):
    """The control."""
    cast, circle = stage
    counted = threading.Barrier(2)

    def careless(who):
        free = [row for row in circle.sessions if row.leads.filter(role=Role.PARENT_LEAD).count() < 2]
        counted.wait(timeout=60)
        for row in free:
            SessionLead.objects.create(session=row, therapist=who, role=Role.PARENT_LEAD)

    at_once(*[lambda who=who: careless(who) for who in free_place(cast, circle)])

    assert leads_of(circle) == {3}


def test_race_two_neighbours_that_move_at_once_keep_their_order(stage):
    cast, circle = stage
    three, four = circle.session(3), circle.session(4)
    goals = {three: four.starts_at - DAY, four: three.starts_at + DAY}

    results = at_once(
        *[
            lambda row=row, goal=goal: services.move_session(session=row, starts_at=goal, by=cast.cora)
            for row, goal in goals.items()
        ]
    )

    assert sorted(isinstance(result, Session) for result in results) == [False, True]
    assert circle.session(3).starts_at < circle.session(4).starts_at


def test_race_of_neighbours_swaps_them_when_nothing_locks(stage):
    """The control: each looks at the other's old moment."""
    _cast, circle = stage
    three, four = circle.session(3), circle.session(4)
    looked = threading.Barrier(2)

    def careless(row, goal, other, is_before):
        fits = goal < other.starts_at if is_before else goal > other.starts_at
        looked.wait(timeout=60)
        if fits:
            Session.objects.filter(pk=row.pk).update(starts_at=goal, ends_at=goal + timedelta(hours=2))

    at_once(
        lambda: careless(three, four.starts_at - DAY, four, True),
        lambda: careless(four, three.starts_at + DAY, three, False),
    )

    assert circle.session(3).starts_at > circle.session(4).starts_at


def test_race_a_parent_and_the_roll_call_never_overwrite_a_mark_that_was_called(stage):
    cast, circle = stage
    session = circle.session(1)
    marks = {f"parent:{cast.bram.reference}": ("absent", "")}

    results = at_once(
        lambda: services.record_attendance(session=session, marks=marks, by=cast.thea),
        lambda: services.announce_absence(session=session, parent=cast.bram, reason="", by=cast.bram.user),
        lambda: services.withdraw_absence(session=session, parent=cast.bram),
        moment=make.on_the_day(session, hour=13),
    )

    assert results[0] == 3 and Attendance.objects.get(parent=cast.bram).mark == "absent"


def test_race_of_a_parent_and_the_roll_call_loses_the_mark_when_nothing_locks(stage):
    """The control: the parent's page looked before the roll was called, and writes after it."""
    cast, circle = stage
    session = circle.session(1)
    looked, called = threading.Event(), threading.Event()

    def careless():
        may = Session.objects.get(pk=session.pk).attendance_taken_at is None
        looked.set()
        called.wait(timeout=60)
        if may:
            Attendance.objects.filter(session=session, parent=cast.bram).update(mark="excused")

    def call():
        looked.wait(timeout=60)
        services.record_attendance(
            session=session, marks={f"parent:{cast.bram.reference}": ("absent", "")}, by=cast.thea
        )
        called.set()

    at_once(careless, call, moment=make.on_the_day(session, hour=13))

    assert Attendance.objects.get(parent=cast.bram).mark == "excused"


def elsewhere(cast, circle):
    """A group at another location, on the same days, a quarter of an hour after the first one ends; and who is free."""
    place = register.practice(cast, "Elders")
    people, rooms = make.team_of_new_people(cast, place), list(place.rooms.order_by("name"))
    other = services.plan_group(
        recipe=make.recipe(), practice=place, first=make.FIRST, at=make.AT.replace(hour=17, minute=45), by=cast.cora,
        parent_room=rooms[0], child_room=rooms[1], parent_leads=people[0], child_leads=people[1],
    )  # fmt: skip
    sessions = [circle.session(3), other.sessions.get(starts_at__date=circle.session(3).on)]
    return (
        register.therapist(cast, practices=[circle.practice, place]),
        sessions,
        [circle.parent_leads[0], people[0][0]],
    )


def test_race_nobody_is_needed_at_two_locations_without_time_to_travel(stage):
    cast, circle = stage
    new, sessions, absent = elsewhere(cast, circle)

    results = at_once(
        *[
            lambda row=row, who=who: services.substitute(session=row, absent=who, therapist=new, by=cast.cora)
            for row, who in zip(sessions, absent, strict=True)
        ]
    )

    assert sum(isinstance(result, Taken) for result in results) == 1
    assert SessionLead.objects.filter(therapist=new).count() == 1


def test_race_of_two_locations_takes_somebody_twice_when_nothing_locks(stage):
    """The control: no quarter of an hour is shared, so that no constraint sees it."""
    cast, circle = stage
    new, sessions, absent = elsewhere(cast, circle)
    looked = threading.Barrier(2)

    def careless(row, who):
        is_free = not SessionLead.objects.filter(therapist=new, session__starts_at__date=row.on).exists()
        looked.wait(timeout=60)
        if is_free:
            SessionLead.objects.filter(session=row, therapist=who).update(therapist=new)

    at_once(*[lambda row=row, who=who: careless(row, who) for row, who in zip(sessions, absent, strict=True)])

    assert SessionLead.objects.filter(therapist=new).count() == 2
