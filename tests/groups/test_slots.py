"""Slots beside each other, a team that is free on all dates or the date that fails, and sessions moved at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from centre import clock
from centre.models import SchoolHoliday
from groups import selectors, services
from groups.models import Group, Occupancy, Session, SessionLead
from groups.refusals import NotCertified, NotYet, Taken
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register
from therapists.models import Absence, Availability, Certificate
from therapists.models import Suspension as Suspended
from therapists.states import Role


@pytest.fixture
def place(cast):
    return register.practice(cast)


def pool(cast, place, count=5):
    return [register.therapist(cast, practices=[place]) for _ in range(count)], [
        register.therapist(cast, role=Role.CHILD_LEAD, practices=[place]) for _ in range(count)
    ]


def compare(place, **facts):
    values = {
        "recipe": make.recipe(), "practice": place, "first": make.FIRST, "weekdays": [1, 2], "times": ["15:30"],
        "modes": ["shift", "keep"],
    }  # fmt: skip
    return selectors.slots(**{**values, **facts})


def test_several_slots_stand_side_by_side_with_what_was_skipped(cast, place):
    pool(cast, place, 2)
    SchoolHoliday.objects.create(
        name="voorjaarsvakantie", region="noord", starts_on=date(2027, 2, 20), ends_on=date(2027, 2, 28)
    )

    found = compare(place)

    assert {(slot.weekday, slot.mode) for slot in found} == {(1, "shift"), (1, "keep"), (2, "shift"), (2, "keep")}
    assert all(len(slot.spans) == 8 and slot.is_possible and slot.rooms == 3 for slot in found)
    tuesday = {slot.mode: slot for slot in found if slot.weekday == 1}
    assert tuesday["shift"].series.skipped[0].reason == "voorjaarsvakantie noord"
    assert tuesday["shift"].series.dates[-1] <= tuesday["keep"].series.dates[-1]


def test_a_slot_says_that_school_holidays_are_not_known_for_all_its_dates(cast, place):
    assert all(slot.is_beyond_known for slot in compare(place))
    SchoolHoliday.objects.create(
        region=place.municipality.school_holiday_region, name="zomervakantie",
        starts_on=date(2028, 7, 8), ends_on=date(2028, 8, 20),
    )  # fmt: skip
    assert not any(slot.is_beyond_known for slot in compare(place))


def test_of_a_pool_of_five_two_and_two_are_free_on_all_eight_dates(cast, place):
    parents, _children = pool(cast, place)
    Absence.objects.create(therapist=parents[0], since=make.FIRST, until=make.FIRST)
    Availability.objects.create(therapist=parents[1], weekday=0, starts_at=time(9), ends_at=time(17))

    slot = compare(place, weekdays=[1], modes=["shift"])[0]

    free = [row.therapist for row in slot.teams["parent_lead"] if not row.fails]
    assert slot.is_possible and len(free) == 3 and not {parents[0], parents[1]} & set(free)
    assert slot.teams["parent_lead"][-1].fails == list(range(1, 9))


def test_otherwise_the_date_that_fails_is_named(cast, place):
    parents, _children = pool(cast, place, 2)
    third = compare(place, weekdays=[1], modes=["shift"])[0].series.dates[2]
    Absence.objects.create(therapist=parents[0], since=third, until=third)

    slot = compare(place, weekdays=[1], modes=["shift"])[0]

    assert not slot.is_possible and slot.shortages == {"parent_lead": [3]}


def test_a_lead_for_the_whole_series_in_a_free_place_or_instead_of_a_colleague(cast):
    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])
    with pytest.raises(NotYet):
        services.appoint_lead(group=circle.group, therapist=new, role=Role.PARENT_LEAD, by=cast.cora)

    services.appoint_lead(
        group=circle.group, therapist=new, role=Role.PARENT_LEAD, by=cast.cora, instead_of=circle.parent_leads[1]
    )

    assert SessionLead.objects.filter(therapist=new).count() == 8
    assert new in selectors.team_ahead(circle.group) and circle.parent_leads[1] not in selectors.team_ahead(
        circle.group
    )


def test_a_certificate_that_is_suspended_after_the_proposal_stops_the_planning(cast, place):
    parents, children = pool(cast, place, 2)
    slot = compare(place, weekdays=[1], modes=["shift"])[0]
    assert slot.is_possible
    Suspended.objects.create(
        certificate=Certificate.objects.get(therapist=parents[0]),
        since=date(2027, 3, 1),
        reason="r",
        decided_by=cast.cora,
    )
    rooms = list(place.rooms.all())

    with pytest.raises(NotCertified, match=str(parents[0])):
        services.plan_group(
            recipe=make.recipe(), practice=place, first=make.FIRST, at=make.AT, parent_room=rooms[0],
            child_room=rooms[1], parent_leads=parents, child_leads=children, by=cast.cora,
        )  # fmt: skip


def test_a_certificate_that_ends_before_session_six_is_named_with_sessions_six_to_eight(cast):
    circle = make.circle(cast)
    day = circle.session(5).on
    Certificate.objects.filter(therapist__user=cast.thea).update(valid_until=day)

    warnings = " ".join(selectors.group_sheet(circle.group).warnings)

    assert "Thea" in warnings and "6, 7, 8" in warnings


@pytest.mark.parametrize(
    "wrong", [{"weekdays": ["9"]}, {"first": "2020-01-01"}, {"times": ["25:99"]}, {"practice": "0"}]
)
def test_choices_that_nobody_offered_stand_beside_their_field(cast, place, client_as, wrong):
    values = {
        "recipe": make.recipe().pk, "practice": place.pk, "first": "2027-01-12", "weekdays": ["1"], "times": ["15:30"],
        "modes": ["shift"],
    }  # fmt: skip

    page = client_as(cast.cora).get("/coordinatie/groepen/vergelijken/", {**values, **wrong})

    assert page.status_code == 200 and page.context["slots"] is None and set(page.context["form"].errors) == set(wrong)


@pytest.fixture
def two_groups(transactional_db):
    """Two groups at one location with their own teams that want the same room on the same free hour."""
    cast = casting.assemble()
    return cast, *make.neighbours(cast)


def at_once(works) -> list:
    line = threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            with clock.at(make.MONDAY):
                return work()
        except (Taken, ValidationError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as crew:
        return list(crew.map(run, works))


def test_race_two_move_the_same_session_and_the_second_hears_that_it_moved_with_one_set_of_rooms(two_groups):
    cast, group, _other = two_groups
    session = group.sessions.get(number=8)
    goals = [session.starts_at + timedelta(days=days) for days in (2, 3)]

    results = at_once(
        [
            lambda goal=goal: services.move_session(session=session, starts_at=goal, by=cast.cora, shown=session.plan)
            for goal in goals
        ]
    )

    session.refresh_from_db()
    ticks = Occupancy.objects.filter(session=session)
    assert sorted(type(result).__name__ for result in results) == ["ChangedMeanwhile", "Session"]
    assert session.starts_at in goals and session.revision == 1
    assert ticks.count() == 8 * (2 + 4)
    assert {row.tick * 900 for row in ticks} == {int(session.starts_at.timestamp()) + n * 900 for n in range(8)}


def test_race_of_moves_loses_one_when_nothing_locks(two_groups):
    """The control: both read revision 0 and write 1, so that nobody hears of the move that is lost."""
    _cast, group, _other = two_groups
    session = group.sessions.get(number=8)
    read = threading.Barrier(2)

    def careless(days):
        row = Session.objects.get(pk=session.pk)
        read.wait(timeout=60)
        Session.objects.filter(pk=row.pk).update(
            starts_at=row.starts_at + timedelta(days=days), ends_at=row.ends_at + timedelta(days=days),
            revision=row.revision + 1,
        )  # fmt: skip

    at_once([lambda: careless(1), lambda: careless(2)])

    session.refresh_from_db()
    assert session.revision == 1


def test_race_two_groups_want_one_room_at_the_same_hour_and_one_gets_it(two_groups):
    cast, group, other = two_groups
    goal = group.sessions.get(number=8).starts_at + timedelta(days=2)
    sessions = [one.sessions.get(number=8) for one in (group, other)]

    results = at_once(
        [lambda row=row: services.move_session(session=row, starts_at=goal, by=cast.cora) for row in sessions]
    )

    assert sorted(type(result).__name__ for result in results) == ["Session", "Taken"]
    assert Session.objects.filter(starts_at=goal).count() == 1
    assert Group.objects.count() == 2
