"""The course of a group: start, move, cancel, complete; and the roll call."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import CareRelation, Case, Dossier, Message, Milestone, Notice
from centre.services.consents import answer_consent
from centre.workflow import IllegalMove
from groups import selectors, services
from groups.models import Attendance, FollowUp, Occupancy, Placement, Session
from groups.refusals import ConsentMissing, NamesInNote, NotReady, NotYet, Taken, TooFewCouples
from groups.states import GroupState
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register

WEEK = timedelta(days=7)


def held(circle, numbers, by):
    for number in numbers:
        session = circle.session(number)
        with clock.at(make.on_the_day(session)):
            services.record_attendance(session=session, marks={}, by=by)


def test_a_group_starts_with_its_minimum_and_every_couple_reaches_the_milestone(cast):
    circle = make.circle(cast, couples=4)

    services.start_group(group=circle.group, by=cast.cora)

    circle.group.refresh_from_db()
    assert circle.group.state == GroupState.RUNNING
    assert Milestone.objects.filter(kind="started").count() == 4


def test_a_group_below_its_minimum_does_not_start(cast):
    circle = make.circle(cast, couples=3)

    with pytest.raises(TooFewCouples, match="4"):
        services.start_group(group=circle.group, by=cast.cora)


def test_a_group_does_not_start_while_somebody_withdrew(cast):
    circle = make.circle(cast, couples=4)
    answer_consent(case=cast.case, purpose="group", giver=cast.bram, answer="withdrawn", by=cast.bram.user)

    with pytest.raises(ConsentMissing, match=cast.case.reference):
        services.start_group(group=circle.group, by=cast.cora)


def test_moving_a_session_moves_both_tracks_and_keeps_its_length(cast):
    circle = make.circle(cast)
    session = circle.session(3)

    moved = services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora)

    assert moved.ends_at - moved.starts_at == timedelta(minutes=120)
    assert (moved.revision, moved.parent_room, moved.child_room) == (1, session.parent_room, session.child_room)
    ticks = Occupancy.objects.filter(session=session, room__isnull=False)
    assert {tick.room_id for tick in ticks} == {session.parent_room_id, session.child_room_id}
    assert min(tick.tick for tick in ticks) == int(moved.starts_at.timestamp()) // 900


def test_everybody_hears_once_that_a_session_moved(cast):
    circle = make.circle(cast, couples=6)
    Message.objects.all().delete()
    Notice.objects.all().delete()
    session = circle.session(4)

    services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora)

    assert Message.objects.count() == 12 + 4
    assert Notice.objects.filter(kind="message").count() == 12 + 4
    parents = Message.objects.filter(dossier__isnull=False)
    assert len({message.text for message in parents}) == 1
    assert not any("Ouder" in message.text or "Anna" in message.text for message in parents)


def test_moving_into_a_room_that_is_taken_is_refused_and_changes_nothing(cast):
    circle = make.circle(cast)
    other = make.team_of_new_people(cast, circle.practice)
    rooms = list(circle.practice.rooms.order_by("name"))
    services.plan_group(
        recipe=circle.group.recipe, practice=circle.practice, first=make.FIRST + WEEK, at=make.AT, parent_room=rooms[0],
        child_room=rooms[2], parent_leads=other[0], child_leads=other[1], by=cast.cora,
    )  # fmt: skip
    session = circle.session(3)
    before = Occupancy.objects.filter(session=session).count()

    with pytest.raises(Taken, match="Kamer 1"):
        services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora)

    session.refresh_from_db()
    assert (session.revision, Occupancy.objects.filter(session=session).count()) == (0, before)


@pytest.mark.parametrize("when", ["past", "before a neighbour", "after a neighbour"])
def test_a_session_stays_in_its_order_and_in_the_future(cast, when):
    circle = make.circle(cast)
    session = circle.session(3)
    moment = {
        "past": make.MONDAY - WEEK,
        "before a neighbour": circle.session(2).starts_at - timedelta(hours=5),
        "after a neighbour": circle.session(4).starts_at + timedelta(hours=5),
    }[when]

    with pytest.raises(ValidationError):
        services.move_session(session=session, starts_at=moment, by=cast.cora)


def test_one_room_for_both_tracks_is_refused_in_words_beside_its_field(cast):
    circle = make.circle(cast)
    session = circle.session(3)

    with pytest.raises(ValidationError) as refusal:
        services.move_session(
            session=session, starts_at=session.starts_at + WEEK, by=cast.cora, child_room=session.parent_room
        )

    assert set(refusal.value.message_dict) == {"child_room"} and "two_different" not in str(refusal.value)


def test_a_session_that_was_held_cannot_move_or_be_cancelled(cast):
    circle = make.circle(cast, couples=4, state="running")
    held(circle, [1], cast.thea)

    for attempt in (
        lambda: services.move_session(session=circle.session(1), starts_at=make.MONDAY + WEEK, by=cast.cora),
        lambda: services.cancel_session(session=circle.session(1), by=cast.cora),
    ):
        with pytest.raises(ValidationError):
            attempt()


def test_a_cancelled_session_frees_its_room_and_tells_everybody_once(cast):
    circle = make.circle(cast, couples=2)
    Message.objects.all().delete()

    services.cancel_session(session=circle.session(5), by=cast.cora)
    services.cancel_session(session=circle.session(5), by=cast.cora)

    assert not Occupancy.objects.filter(session=circle.session(5)).exists()
    assert Message.objects.count() == 4 + 4


def test_a_substitutes_access_moves_along_with_the_session(cast):
    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])
    session = circle.session(5)
    services.substitute(session=session, absent=circle.parent_leads[1], therapist=new, by=cast.cora)

    moved = services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora)

    relation = CareRelation.objects.get(user=new.user)
    assert relation.since <= moved.starts_at < relation.until
    assert relation.until - relation.since <= timedelta(days=1)


def test_a_completed_group_finishes_its_couples_and_the_leads_keep_access_for_ninety_days(cast):
    circle = make.circle(cast, couples=4, state="running", sessions=2)
    held(circle, [1, 2], cast.thea)
    end = make.on_the_day(circle.session(2))

    with clock.at(end):
        services.complete_group(group=circle.group, by=cast.cora)

    assert Milestone.objects.filter(kind="finished").count() == 4
    assert set(circle.group.placements.values_list("end", flat=True)) == {"finished"}
    for days, expected in ((89, True), (91, False)):
        with clock.at(end + timedelta(days=days)):
            assert Case.objects.visible_to(cast.ulla).filter(pk=cast.case.pk).exists() is expected
            assert selectors.my_groups(cast.ulla).exists() is expected


def test_who_finished_or_stopped_does_not_wait_again_and_is_not_placed_again(cast):
    circle = make.circle(cast, couples=4, state="running", sessions=1)
    services.end_placement(placement=circle.placements[0], reason="r", by=cast.cora)
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
        services.complete_group(group=circle.group, by=cast.cora)

    assert not selectors.waiting_list(cast.cora).exists()
    place = register.practice(cast, "Later")
    people, rooms = make.team_of_new_people(cast, place), list(place.rooms.order_by("name"))
    later = services.plan_group(
        recipe=circle.group.recipe, practice=place, first=make.FIRST, at=make.AT, parent_room=rooms[0],
        child_room=rooms[1], parent_leads=people[0], child_leads=people[1], by=cast.cora,
    )  # fmt: skip
    services.open_group(group=later, by=cast.cora)
    for case in (cast.case, cast.other_case):
        with pytest.raises(NotReady):
            services.place_family(group=later, case=case, by=cast.cora)


def test_a_group_is_not_complete_while_a_roll_call_is_missing(cast):
    circle = make.circle(cast, couples=4, state="running", sessions=2)
    held(circle, [1], cast.thea)

    with pytest.raises(NotYet, match="2"):
        services.complete_group(group=circle.group, by=cast.cora)


def test_a_planned_group_cannot_be_completed(cast):
    circle = make.circle(cast, state="planned")
    circle.group.sessions.update(attendance_taken_at=clock.now())

    with pytest.raises(IllegalMove):
        services.complete_group(group=circle.group, by=cast.cora)


def test_couples_of_a_cancelled_group_wait_again(cast):
    circle = make.circle(cast, couples=2)

    services.cancel_group(group=circle.group, reason="too few", by=cast.cora)

    circle.group.refresh_from_db()
    assert circle.group.state == GroupState.CANCELLED
    assert {case.pk for case in selectors.waiting_list(cast.cora)} == {cast.case.pk, cast.other_case.pk}
    assert not Session.objects.standing().exists()


def test_the_roll_call_marks_everybody_and_takes_the_rest_as_present(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=2)
    session = circle.session(1)
    marks = {f"parent:{cast.bram.reference}": ("absent", "No word")}

    with clock.at(make.on_the_day(session)):
        changed = services.record_attendance(session=session, marks=marks, by=cast.thea)

    assert changed == 6
    assert Attendance.objects.get(parent=cast.bram).mark == "absent"
    assert Attendance.objects.get(parent=cast.bram).reason == "No word"
    assert Attendance.objects.filter(mark="present").count() == 5


def test_sending_the_roll_call_twice_changes_nothing_and_correcting_it_changes_one(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=2)
    session = circle.session(1)
    with clock.at(make.on_the_day(session)):
        services.record_attendance(session=session, marks={}, by=cast.thea)
        first = circle.session(1).attendance_taken_at

        assert services.record_attendance(session=session, marks={}, by=cast.thea) == 0
        assert (
            services.record_attendance(
                session=session, marks={f"child:{cast.noor.reference}": ("late", "")}, by=cast.thea
            )
            == 1
        )

    assert circle.session(1).attendance_taken_at == first
    assert Attendance.objects.count() == 6


def test_the_roll_call_of_three_couples_takes_no_more_queries_than_of_one(cast, django_assert_max_num_queries):
    circle = make.circle(cast, couples=3, state="running", minimum_couples=1)
    session = circle.session(1)

    with clock.at(make.on_the_day(session)), django_assert_max_num_queries(10):
        services.record_attendance(session=session, marks={}, by=cast.thea)


def test_the_roll_call_waits_for_the_day(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=2)

    with pytest.raises(NotYet):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)


def test_a_stranger_on_the_roll_call_is_refused(cast):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    session = circle.session(1)

    with clock.at(make.on_the_day(session)), pytest.raises(ValidationError):
        services.record_attendance(
            session=session, marks={f"parent:{cast.carla.reference}": ("absent", "")}, by=cast.thea
        )


def test_attendance_moves_the_retention_date_of_everybodys_own_dossier(cast):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    session = circle.session(1)

    with clock.at(make.on_the_day(session)):
        services.record_attendance(session=session, marks={}, by=cast.thea)

    changed = Dossier.objects.filter(last_content_change_at=make.on_the_day(session))
    assert {dossier.person for dossier in changed} == {cast.anna, cast.bram, cast.noor}


def test_a_couple_that_left_is_not_on_the_roll_call(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=1)
    services.end_placement(placement=circle.placements[0], reason="stop", by=cast.cora)

    sheet = selectors.roll_call(circle.session(1), cast.thea)

    assert [couple.case_id for couple, _lines in sheet.couples] == [cast.other_case.pk]


def test_a_family_with_which_a_lead_may_not_work_is_left_out_for_that_lead(cast):
    circle = make.circle(cast, couples=2)
    CareRelation.objects.create(case=cast.case, user=cast.ulla, kind="excluded", reason="found out later")

    assert len(selectors.roll_call(circle.session(1), cast.ulla).couples) == 1
    assert len(selectors.roll_call(circle.session(1), cast.thea).couples) == 2
    assert selectors.group_sheet(circle.group, reader=cast.ulla).taken == 1


@pytest.mark.two_parent
def test_an_announced_absence_is_on_the_roll_call_and_nowhere_for_the_other_parent(cast):
    circle = make.circle(cast, couples=1)
    services.announce_absence(session=circle.session(1), parent=cast.bram, reason="CANARY", by=cast.bram.user)

    line = next(
        line for line in selectors.roll_call(circle.session(1), cast.thea).lines if line.person.pk == cast.bram.pk
    )
    assert (line.mark, line.reason, line.announced) == ("excused", "CANARY", True)
    cast.anna.case = cast.case
    assert not any(appointment.announced for appointment in selectors.my_appointments(cast.anna))
    assert not Message.objects.filter(text__isnull=False, recipient=cast.anna.user, subject__contains="cannot").exists()


def test_a_parent_may_come_after_all(cast):
    circle = make.circle(cast, couples=1)
    services.announce_absence(session=circle.session(1), parent=cast.bram, reason="", by=cast.bram.user)

    services.withdraw_absence(session=circle.session(1), parent=cast.bram)

    assert not Attendance.objects.exists()


def test_a_parent_cannot_take_back_what_the_team_noted(cast):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    held(circle, [1], cast.thea)

    with pytest.raises(NotYet):
        services.withdraw_absence(session=circle.session(1), parent=cast.bram)


def test_a_parent_of_another_family_cannot_answer_for_this_group(cast):
    circle = make.circle(cast, couples=1)

    with pytest.raises(ValidationError):
        services.announce_absence(session=circle.session(1), parent=cast.carla, reason="", by=cast.carla.user)


@pytest.mark.parametrize("text", ["Vandaag zei ANNA iets", "noor's tekening", "Familie van Beiden was druk"])
def test_a_group_note_with_a_name_is_stopped(cast, text):
    circle = make.circle(cast, couples=1)

    with pytest.raises(NamesInNote):
        services.write_group_note(session=circle.session(1), text=text, by=cast.thea)


def test_a_group_note_without_names_or_with_a_checked_word_is_kept(cast):
    circle = make.circle(cast, couples=1)

    services.write_group_note(session=circle.session(1), text="De annalen van de groep.", by=cast.thea)
    services.write_group_note(session=circle.session(1), text="Anna is een toneelstuk.", by=cast.thea, checked=True)

    assert len(selectors.roll_call(circle.session(1), cast.thea).notes) == 2


def test_two_missed_sessions_raise_a_signal_for_the_team(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=1)
    for number, mark in ((1, "absent"), (2, "excused")):
        session = circle.session(number)
        with clock.at(make.on_the_day(session)):
            services.record_attendance(
                session=session, marks={f"parent:{cast.bram.reference}": (mark, "CANARY")}, by=cast.thea
            )

    signals = selectors.absence_signals(cast.thea, "therapist")

    assert [(signal["parent"], signal["times"]) for signal in signals] == [(cast.bram.pk, 2)]


def test_the_leads_of_a_case_are_the_fixed_ones(cast):
    circle = make.circle(cast, couples=1)
    new = register.therapist(cast, practices=[circle.practice])
    services.substitute(session=circle.session(5), absent=circle.parent_leads[1], therapist=new, by=cast.cora)

    leads = selectors.leads_of(cast.case)

    assert new.user not in leads and len(leads) == 4


def test_couples_of_a_running_group_that_the_centre_calls_off_stopped_nothing_and_wait_again(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=2)
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)

        services.cancel_group(group=circle.group, reason="two leads are ill", by=cast.cora)

        assert set(Placement.objects.values_list("end", flat=True)) == {"called_off"}
        assert {case.pk for case in selectors.waiting_list(cast.cora)} == {cast.case.pk, cast.other_case.pk}
        kinds = set(cast.case.milestones.values_list("kind", flat=True))
        assert not kinds & {"stopped", "started", "placed"} and not FollowUp.objects.exists()
        assert Attendance.objects.filter(case=cast.case).count() == 3
        again = services.plan_group(
            recipe=circle.group.recipe, practice=circle.practice, first=make.FIRST + timedelta(weeks=9), at=make.AT,
            parent_room=make.room_of(circle.group), child_room=make.room_of(circle.group, 1),
            parent_leads=circle.parent_leads, child_leads=circle.child_leads, by=cast.cora,
        )  # fmt: skip
        services.open_group(group=again, by=cast.cora)
        assert services.place_family(group=again, case=cast.case, by=cast.cora)


@pytest.mark.two_parent
@pytest.mark.parametrize("deed", ["cancel", "end"])
def test_a_child_with_an_account_hears_that_the_group_is_over_and_no_reason(cast, deed):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    cast.noor.user = casting.make_user("noor", "Noor", "child")
    cast.noor.save(update_fields=["user"])

    if deed == "cancel":
        services.cancel_group(group=circle.group, reason="KANARIE", by=cast.cora)
    else:
        services.give_up_seat(placement=circle.placements[0], reason="KANARIE", by=cast.cora)

    told = Message.objects.filter(sending__contains="seat-ended")
    own = told.get(recipient=cast.noor.user)
    parents = {row.text for row in told.exclude(pk=own.pk)}
    assert told.count() == 3 and len(parents) == 1 and own.text not in parents
    assert not any("KANARIE" in row.text for row in told)
    assert own.dossier.child == cast.noor
