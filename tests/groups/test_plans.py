"""Planning a group: copied numbers, dates with reasons, rooms and people that are never needed twice."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from centre.models import CareRelation, SchoolHoliday
from groups import services
from groups.models import Occupancy
from groups.refusals import LeadIsExcluded, NotCertified, NotYet, Taken
from groups.states import GroupState
from tests.factories import groups as make
from tests.factories import therapists as register
from therapists.states import Role


def plan(cast, place, leads, **changes):
    rooms = list(place.rooms.order_by("name"))
    facts = {
        "recipe": make.recipe(), "practice": place, "first": make.FIRST, "at": make.AT, "parent_room": rooms[0],
        "child_room": rooms[1], "parent_leads": leads[0], "child_leads": leads[1], "by": cast.cora,
    }  # fmt: skip
    return services.plan_group(**{**facts, **changes})


@pytest.fixture
def place(cast):
    return register.practice(cast)


@pytest.fixture
def leads(cast, place):
    return make.team(cast, place)


def test_a_group_copies_its_recipe_and_a_later_recipe_changes_nothing(cast, place, leads):
    group = plan(cast, place, leads)
    recipe = group.recipe

    recipe.sessions, recipe.couples = 7, 4
    recipe.save()
    group.refresh_from_db()

    assert (group.session_count, group.couples, group.sessions.count()) == (8, 6, 8)
    later = plan(cast, place, leads, recipe=recipe, at=time(9, 0))
    assert (later.session_count, later.couples, later.sessions.count()) == (7, 4, 7)


def test_both_tracks_share_the_moment_and_have_rooms_of_their_own(cast, place, leads):
    session = plan(cast, place, leads).sessions.get(number=1)

    assert session.parent_room != session.child_room
    assert f"{session.starts_at.astimezone(services.plans.ZONE):%Y-%m-%d %H:%M}" == "2027-01-12 15:30"
    assert session.title == "Kennismaken"


def test_a_date_in_the_school_holiday_is_skipped_with_its_reason(cast, place, leads):
    SchoolHoliday.objects.create(
        region="noord", name="voorjaarsvakantie", starts_on=date(2027, 2, 20), ends_on=date(2027, 2, 28)
    )
    group = plan(cast, place, leads)

    assert group.skipped[0] == {"date": "2027-02-23", "reason": "voorjaarsvakantie noord"}
    assert [session.on for session in group.sessions.order_by("number")][3] == date(2027, 3, 2)
    assert group.sessions.count() == 8


def test_another_region_skips_other_dates(cast, place, leads):
    SchoolHoliday.objects.create(
        region="zuid", name="voorjaarsvakantie", starts_on=date(2027, 2, 6), ends_on=date(2027, 2, 14)
    )
    assert plan(cast, place, leads).skipped == []

    cast.haarlem.school_holiday_region = "zuid"
    cast.haarlem.save()
    place.refresh_from_db()
    moved = plan(cast, place, leads, at=time(9, 0))
    assert moved.skipped[0] == {"date": "2027-02-09", "reason": "voorjaarsvakantie zuid"}


def test_a_public_holiday_is_skipped_by_name(cast, place, leads):
    group = plan(cast, place, leads, first=date(2027, 4, 22))

    assert {"date": "2027-05-06", "reason": "Hemelvaartsdag"} in group.skipped


def test_a_room_cannot_be_taken_twice(cast, place, leads):
    plan(cast, place, leads)
    others = make.team_of_new_people(cast, place)

    with pytest.raises(Taken, match="Kamer 1"):
        plan(cast, place, others)


def test_a_therapist_cannot_be_in_two_groups_at_once(cast, place, leads):
    plan(cast, place, leads)
    elsewhere = register.practice(cast, "Ander huis")

    with pytest.raises(Taken, match="Thea"):
        plan(cast, elsewhere, leads)


def test_a_therapist_needs_time_to_travel(cast, place, leads):
    plan(cast, place, leads)
    elsewhere = register.practice(cast, "Ander huis")

    with pytest.raises(Taken, match="op tijd"):
        plan(cast, elsewhere, leads, at=time(18, 0))
    assert plan(cast, elsewhere, leads, at=time(18, 30)).sessions.count() == 8


def test_the_database_itself_keeps_a_room_from_being_taken_twice(cast, place, leads):
    row = Occupancy.objects.filter(session__group=plan(cast, place, leads), room__isnull=False).first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(session=row.session, room=row.room, tick=row.tick)


def test_a_certificate_that_ends_halfway_is_refused_with_the_sessions(cast, place, leads):
    ending = register.therapist(cast, valid_until=date(2027, 3, 10), practices=[place], name="Evert Einde")

    with pytest.raises(NotCertified) as refusal:
        plan(cast, place, ([leads[0][0], ending], leads[1]))

    assert "Evert Einde" in refusal.value.messages[0]
    assert "6, 7, 8" in refusal.value.messages[0]


def test_a_child_therapist_cannot_lead_parents(cast, place, leads):
    with pytest.raises(NotCertified):
        plan(cast, place, (leads[1], leads[0]))


@pytest.mark.parametrize("change", ["same room", "foreign room", "too few", "twice"])
def test_facts_that_do_not_fit_are_refused(cast, place, leads, change):
    rooms = list(place.rooms.order_by("name"))
    wrong = {
        "same room": {"child_room": rooms[0]},
        "foreign room": {"child_room": register.practice(cast, "Elders").rooms.first()},
        "too few": {"parent_leads": leads[0][:1]},
        "twice": {"child_leads": [leads[0][0], leads[1][0]]},
    }[change]
    with pytest.raises(ValidationError):
        plan(cast, place, leads, **wrong)


def test_a_group_opens_only_with_a_whole_team(cast, place, leads):
    group = plan(cast, place, leads)
    group.sessions.get(number=2).leads.first().delete()

    with pytest.raises(NotYet, match="2"):
        services.open_group(group=group, by=cast.cora)


def test_a_new_lead_takes_over_the_sessions_to_come_and_gets_access(cast):
    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])

    services.appoint_lead(
        group=circle.group, therapist=new, role=Role.PARENT_LEAD, instead_of=circle.parent_leads[1], by=cast.cora
    )

    assert set(circle.session(3).leads.filter(role=Role.PARENT_LEAD).values_list("therapist", flat=True)) == {
        circle.parent_leads[0].pk, new.pk,
    }  # fmt: skip
    active = CareRelation.objects.active().filter(case=cast.case, kind="group_lead")
    assert active.filter(user=new.user).exists()
    assert not active.filter(user=circle.parent_leads[1].user).exists()


def test_a_full_track_takes_no_third_lead(cast):
    circle = make.circle(cast)
    new = register.therapist(cast, practices=[circle.practice])

    with pytest.raises(NotYet):
        services.appoint_lead(group=circle.group, therapist=new, role=Role.PARENT_LEAD, by=cast.cora)


def test_a_therapist_with_a_conflict_of_interest_cannot_join(cast):
    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])
    CareRelation.objects.create(case=cast.case, user=new.user, kind="excluded", reason="neighbours")

    with pytest.raises(LeadIsExcluded):
        services.appoint_lead(
            group=circle.group, therapist=new, role=Role.PARENT_LEAD, instead_of=circle.parent_leads[1], by=cast.cora
        )


def test_a_substitute_opens_the_case_on_that_day_only(cast):
    from centre import clock
    from centre.models import Case

    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])
    session = circle.session(5)

    services.substitute(session=session, absent=circle.parent_leads[1], therapist=new, by=cast.cora)

    def opens(moment):
        with clock.at(moment):
            return Case.objects.visible_to(new.user).filter(pk=cast.case.pk).exists()

    day = make.on_the_day(session)
    assert [opens(day - timedelta(days=1)), opens(day), opens(day + timedelta(days=1))] == [False, True, False]


def test_a_substitute_needs_a_valid_certificate_on_that_date(cast):
    circle = make.circle(cast)
    new = register.therapist(cast, practices=[circle.practice], valid_until=date(2027, 2, 1))

    with pytest.raises(NotCertified):
        services.substitute(session=circle.session(5), absent=circle.parent_leads[1], therapist=new, by=cast.cora)


def test_an_opened_group_cannot_be_opened_again(cast):
    from centre.workflow import IllegalMove

    circle = make.circle(cast)

    assert circle.group.state == GroupState.OPEN
    with pytest.raises(IllegalMove):
        services.open_group(group=circle.group, by=cast.cora)
