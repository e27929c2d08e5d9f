"""What is held beside the sessions takes a room of the location, and nothing ever doubles it (features.md G2, G5, G14)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from centre import clock
from centre.models import Message
from groups import selectors, services
from groups.models import EvaluationVoice, Gathering, Occupancy, Placement
from groups.refusals import Taken
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register
from tests.groups.test_slots import at_once
from therapists.models import Room

WHEN = make.MONDAY + timedelta(days=3, hours=10)


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=2)


def plan(cast, group, *, room=0, starts_at=WHEN, kind="network", **facts):
    return services.plan_gathering(
        group=group, kind=kind, starts_at=starts_at, minutes=90, guests_per_parent=3, by=cast.cora,
        room=make.room_of(group, room), **facts,
    )  # fmt: skip


@pytest.mark.parametrize("kind", Gathering.Kind.values)
def test_every_meeting_takes_its_room_and_gives_it_back_when_it_is_called_off(cast, circle, kind):
    meeting = plan(cast, circle.group, kind=kind)

    rows = Occupancy.objects.filter(gathering=meeting)
    assert rows.count() == 6 and {row.room for row in rows} == {meeting.room}
    free = selectors.free_rooms(practice=circle.practice, spans=[(meeting.starts_at, meeting.ends_at)])
    assert meeting.room not in free and free
    services.cancel_gathering(gathering=meeting, by=cast.cora)
    assert not Occupancy.objects.filter(gathering=meeting).exists()


def test_a_meeting_in_the_room_and_hour_of_a_session_is_refused_and_says_what_is_free(cast, circle):
    session = circle.session(1)
    number = next(n for n in (0, 1) if make.room_of(circle.group, n) == session.parent_room)
    Room.objects.create(practice=circle.practice, name="Zolder")

    with pytest.raises(Taken) as refusal:
        plan(cast, circle.group, room=number, starts_at=session.starts_at + timedelta(minutes=45))

    assert set(refusal.value.message_dict) == {"room"} and "Zolder" in str(refusal.value)
    assert not Gathering.objects.exists() and not Message.objects.filter(sending__contains="gathering:").exists()


def test_a_session_does_not_move_into_the_room_and_hour_of_a_meeting(cast, circle):
    last = circle.session(8)
    goal = last.starts_at + timedelta(days=2)
    number = next(n for n in (0, 1) if make.room_of(circle.group, n) == last.parent_room)
    plan(cast, circle.group, room=number, starts_at=goal + timedelta(minutes=100))

    with pytest.raises(Taken, match=last.parent_room.name):
        services.move_session(session=last, starts_at=goal, by=cast.cora)


def test_the_database_itself_refuses_a_second_quarter_and_a_quarter_for_nobody(cast, circle):
    row = Occupancy.objects.filter(gathering=plan(cast, circle.group)).first()
    taken = {"room": row.room, "tick": row.tick}
    for wrong in ({"session": circle.session(1), **taken}, {**taken, "tick": 1}, {"session": circle.session(1), "gathering": row.gathering, **taken, "tick": 1}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Occupancy.objects.create(**wrong)


def test_a_room_of_another_location_is_refused_beside_its_field(cast, circle, client_as):
    elsewhere = Room.objects.create(practice=register.practice(cast), name="Elders")
    facts = {"kind": "network", "on": "2027-01-08", "at": "19:30", "minutes": 90, "guests_per_parent": 2}
    url = reverse("groups:gatherings", args=[circle.group.reference])

    for room in ("", "0", "x" * 200_000, elsewhere.pk):
        page = client_as(cast.cora).post(url, {**facts, "room": room})
        assert page.status_code == 200 and set(page.context["form"].errors) == {"room"}
    assert not Gathering.objects.exists()


def test_nobody_brings_guests_to_the_joint_start_and_it_stands_among_the_own_appointments(cast, circle, client_as):
    meeting = plan(cast, circle.group, kind="start")
    anna = client_as(cast.anna)

    assert meeting.guests_per_parent == 0
    assert (
        reverse("groups:my-appointment", args=[meeting.reference]) in anna.get("/mijn/bijeenkomsten/").content.decode()
    )
    assert (
        reverse("groups:my-guests", args=[meeting.reference]) not in anna.get("/mijn/bijeenkomsten/").content.decode()
    )
    assert anna.get(reverse("groups:my-guests", args=[meeting.reference])).status_code == 404
    with pytest.raises(ValidationError):
        services.invite_guest(gathering=meeting, parent=cast.anna, name="Oma", relation="")


@pytest.mark.two_parent
def test_calling_off_a_meeting_of_a_completed_group_is_told_to_its_couples_and_its_team(cast, circle):
    meeting = plan(cast, circle.group)
    Placement.objects.update(ended_on=clock.today(), end="finished")
    Placement.objects.filter(pk=circle.placements[1].pk).update(end="stopped")
    circle.group.state = "completed"
    circle.group.save()

    for _ in range(2):
        services.cancel_gathering(gathering=meeting, by=cast.cora)

    told = Message.objects.filter(sending__contains="gathering-off")
    assert {row.recipient for row in told} == {cast.anna.user, cast.bram.user} and told.count() == 2
    assert len({row.text for row in told}) == 1
    team = Message.objects.filter(recipient__in=[lead.user for lead in circle.parent_leads + circle.child_leads])
    assert team.filter(subject=told[0].subject).count() == 4


def test_a_group_that_is_cancelled_calls_off_its_meetings_while_its_couples_can_be_told(cast, circle):
    meeting = plan(cast, circle.group)
    guest = services.invite_guest(gathering=meeting, parent=cast.anna, name="Oma", relation="")

    services.cancel_group(group=circle.group, reason="te weinig paren", by=cast.cora)

    meeting.refresh_from_db()
    assert meeting.cancelled_at and not Occupancy.objects.filter(gathering=meeting).exists()
    assert Message.objects.filter(sending__contains="gathering-off").count() == 4
    with pytest.raises(services.gatherings.InvitationGone):
        services.find_invitation(token=services.gatherings.token_of(guest))


@pytest.fixture
def placement(cast):
    """A couple whose only session is over."""
    circle = make.circle(cast, couples=1, sessions=1, state="running", minimum_couples=1)
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
        services.complete_group(group=circle.group, by=cast.cora)
    return circle.placements[0]


SOON = make.MONDAY + timedelta(days=40)


def evaluate(cast, placement, later=timedelta(hours=2), room=0):
    moments = {cast.anna: SOON, cast.bram: SOON + later}
    where = None if room is None else make.room_of(placement.group, room)
    return services.plan_evaluation(placement=placement, moments=moments, by=cast.thea, room=where)


@pytest.mark.two_parent
def test_each_talk_of_the_evaluation_takes_the_room_for_itself_and_stands_among_the_own_appointments(
    cast, placement, client_as
):
    evaluation = evaluate(cast, placement)

    rows = Occupancy.objects.filter(voice__evaluation=evaluation)
    assert rows.exclude(room=None).count() == rows.exclude(therapist=None).count() == 2 * 3
    own, other = (evaluation.voices.get(user=one.user) for one in (cast.anna, cast.bram))
    anna = client_as(cast.anna)
    page = anna.get("/mijn/bijeenkomsten/").content.decode()
    assert reverse("groups:my-appointment", args=[own.reference]) in page and other.reference not in page
    shown = anna.get(reverse("groups:my-appointment", args=[own.reference])).content.decode()
    assert placement.group.practice.street in shown and "Bram" not in shown
    assert anna.get(reverse("groups:my-appointment", args=[other.reference])).status_code == 404
    assert placement.group.practice.street in Message.objects.get(
        recipient=cast.anna.user, sending__contains="evaluation"
    ).text  # fmt: skip


def test_two_talks_do_not_share_a_room_at_one_moment_and_nothing_is_sent(cast, placement):
    with pytest.raises(Taken) as refusal:
        evaluate(cast, placement, later=timedelta(minutes=30))

    until = f"{timezone.localtime(SOON) + timedelta(minutes=45):%H:%M}"
    assert set(refusal.value.message_dict) == {f"at-{cast.bram.reference}"} and until in str(refusal.value)
    assert not EvaluationVoice.objects.exists() and not Message.objects.filter(sending__contains="evaluation").exists()


def test_planning_the_talks_again_gives_the_old_hours_back(cast, placement):
    first = evaluate(cast, placement)
    moments = {cast.anna: SOON + timedelta(hours=2), cast.bram: SOON}
    services.plan_evaluation(placement=placement, moments=moments, by=cast.thea, room=make.room_of(placement.group))
    rows = Occupancy.objects.filter(voice__evaluation=first)
    assert rows.exclude(room=None).count() == rows.exclude(therapist=None).count() == 6

    evaluate(cast, placement, room=None)

    assert not rows.exclude(room=None).exists() and rows.count() == 6


@pytest.mark.two_parent
@pytest.mark.parametrize("room", [0, None])
def test_parents_who_are_kept_apart_are_not_sent_to_one_door_shortly_after_each_other(cast, placement, room):
    services.keep_apart(case=placement.case, gap_minutes=20, ground="contactverbod", by=cast.cora)

    with pytest.raises(ValidationError) as refusal:
        evaluate(cast, placement, later=timedelta(minutes=60), room=room)

    assert set(refusal.value.message_dict) == {f"at-{cast.bram.reference}"} and "65" in str(refusal.value)
    assert not Message.objects.filter(sending__contains="evaluation").exists()
    assert evaluate(cast, placement, later=timedelta(minutes=75), room=room).voices.count() == 2


@pytest.mark.two_parent
def test_a_talk_that_moves_and_moves_back_is_told_each_time_and_raises_its_number_in_the_calendar(cast, placement):
    def told():
        return Message.objects.filter(recipient=cast.bram.user, sending__contains="evaluation").count()

    for times, (later, room) in enumerate([(2, 0), (3, 0), (2, 0), (2, None), (2, 0)]):
        for _double_click in range(2):
            evaluation = evaluate(cast, placement, later=timedelta(hours=later), room=room)
        voice = evaluation.voices.get(user=cast.bram.user)
        assert (told(), selectors.appointments.of_talk_back(voice).revision) == (times + 1, times)

    assert Message.objects.filter(recipient=cast.anna.user, sending__contains="evaluation").count() == 3


def test_somebody_of_the_network_is_heard_in_a_room_that_is_free(cast, placement, client_as):
    evaluation, url = evaluate(cast, placement), reverse("groups:network-voice", args=[placement.case.reference])
    facts = {
        "parent": cast.anna.reference, "name": "Oma Ank",
        "room": make.room_of(placement.group).pk, "leads": [cast.thea.therapist.pk],
    }  # fmt: skip
    thea = client_as(cast.thea)

    refused = thea.post(url, {**facts, "moment": timezone.localtime(SOON).strftime("%Y-%m-%dT%H:%M")})
    assert refused.status_code == 200 and set(refused.context["form"].errors) == {"room"}
    assert thea.post(url, {**facts, "moment": "2027-03-01T10:00"}).status_code == 302
    assert evaluation.voices.get(kind="network").occupancies.exclude(room=None).count() == 3


def test_race_two_groups_want_one_room_for_a_meeting_and_one_gets_it(transactional_db):
    cast = casting.assemble()
    one, other = make.neighbours(cast)
    services.open_group(group=other, by=cast.cora)

    results = at_once([lambda group=group: plan(cast, group) for group in (one, other)])

    assert sorted(type(result).__name__ for result in results) == ["Gathering", "Taken"]
    assert Gathering.objects.count() == 1 and Occupancy.objects.filter(gathering__isnull=False).count() == 6
