"""Own times of arrival in every letter and in the calendar; who is kept apart never reads the other's (D8, G8, H3)."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from centre import clock
from centre.models import Message, Notice
from groups import selectors, services
from groups.models import Arrival, Attendance, KeptApart
from groups.refusals import ChangedMeanwhile
from groups.services.letters import spoken
from tests.cast import make_user
from tests.centre.signing_in import confirm
from tests.factories import groups as make

WEEK = timedelta(days=7)


@pytest.fixture
def circle(cast):
    made = make.circle(cast, couples=2)
    services.keep_apart(case=cast.case, gap_minutes=20, ground="contactverbod", by=cast.cora)
    return made


def arrivals() -> dict:
    return dict(Arrival.objects.values_list("parent", "minutes_before"))


@pytest.mark.two_parent
@pytest.mark.parametrize("deed", ["move", "cancel", "meet", "no meeting"])
def test_each_letter_about_a_date_says_the_own_time_of_arrival_and_no_other(cast, circle, deed):
    session, by = circle.session(3), {"by": cast.cora}
    moment = session.starts_at + (WEEK if deed == "move" else timedelta())
    if deed in ("meet", "no meeting"):
        moment = session.starts_at + timedelta(days=2)
        facts = {"kind": "start", "starts_at": moment, "minutes": 60, "guests_per_parent": 0, **by}
        meeting = services.plan_gathering(group=circle.group, room=make.room_of(circle.group, 2), **facts)
    known = set(Message.objects.values_list("pk", flat=True)) if deed != "meet" else set()
    if deed == "move":
        services.move_session(session=session, starts_at=moment, **by)
    elif deed == "cancel":
        services.cancel_session(session=session, **by)
    elif deed == "no meeting":
        services.cancel_gathering(gathering=meeting, **by)

    letters = Message.objects.exclude(pk__in=known).filter(dossier__isnull=False)
    sendings = ("moved", "cancelled", "gathering:", "gathering-off")
    texts = {row.recipient: row for row in letters if any(word in row.sending for word in sendings)}
    times = {parent: moment - timedelta(minutes=arrivals().get(parent.pk, 0)) for parent in (cast.anna, cast.bram)}
    for parent, other in ((cast.anna, cast.bram), (cast.bram, cast.anna)):
        text = texts[parent.user].text
        assert spoken(times[parent]) in text and f"{spoken(times[other])}" not in text
    assert texts[cast.carla.user].text == texts[cast.dirk.user].text
    assert len({row.sent_at for row in texts.values()}) == 1 and len(texts) == 4


@pytest.mark.two_parent
def test_who_arrives_otherwise_hears_it_alone_and_without_a_time(cast, circle):
    Message.objects.all().delete()
    late = next(one for one in (cast.anna, cast.bram) if arrivals()[one.pk] == 20)
    for _ in range(2):
        services.set_arrival(
            placement=circle.placements[0], parent=late, minutes_before=30, note="Zijdeur.", by=cast.cora
        )

    letter = Message.objects.get()
    assert letter.recipient == late.user and "Zijdeur" not in letter.text and ":" not in letter.text
    services.keep_apart(case=cast.case, gap_minutes=20, ground="ander bevel", by=cast.cora)
    assert Message.objects.count() == 1 and arrivals()[late.pk] == 30
    assert Arrival.objects.get(parent=late).note == "Zijdeur."


@pytest.mark.two_parent
def test_a_wider_gap_keeps_who_comes_first_and_the_notes_and_tells_who_moves(cast, circle):
    first = min((cast.anna, cast.bram), key=lambda one: arrivals()[one.pk])
    services.set_arrival(placement=circle.placements[0], parent=first, minutes_before=0, note="Voordeur.", by=cast.cora)
    Message.objects.all().delete()

    services.keep_apart(case=cast.case, gap_minutes=45, ground="contactverbod", by=cast.cora)

    assert (arrivals()[first.pk], max(arrivals().values())) == (0, 45)
    assert Arrival.objects.get(parent=first).note == "Voordeur."
    assert Message.objects.get().recipient != first.user


def test_the_calendar_counts_a_changed_arrival_and_shows_the_place_only_when_asked(cast, circle, client, client_as):
    mine = client_as(cast.carla)
    confirm(mine)

    def feed(**facts):
        page = mine.post(reverse("groups:my-calendar"), facts).content.decode()
        return "/agenda/" + page.split("/agenda/")[1].split(".ics")[0] + ".ics"

    def first(url):
        return icalendar.Calendar.from_ical(client.get(url).content).walk("VEVENT")[0]

    url = feed()
    before = first(url)
    for minutes in (10, 0):
        services.set_arrival(
            placement=circle.placements[1], parent=cast.carla, minutes_before=minutes, note="", by=cast.cora
        )
    after = first(url)

    assert after["sequence"] == before["sequence"] + 2 and "location" not in after
    assert "Zandpad" in str(first(feed(with_place="on"))["location"])


def test_an_absence_that_was_said_about_the_old_date_does_not_count_for_the_new_one(cast, circle):
    session = circle.session(3)
    services.announce_absence(session=session, parent=cast.carla, reason="", by=cast.carla.user)
    services.move_session(session=session, starts_at=session.starts_at + timedelta(hours=1), by=cast.cora)
    assert Attendance.objects.count() == 1

    services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora)

    assert not Attendance.objects.exists()
    texts = set(Message.objects.filter(sending__contains=f"moved:{session.pk}:2").values_list("recipient", "text"))
    assert all("oude datum" in text for _recipient, text in texts) and len(texts) == 4


def test_another_room_at_the_same_moment_leaves_the_reminders_and_tells_the_team_only(cast, circle):
    session = circle.session(1)
    due = session.starts_at - timedelta(days=2)
    with clock.at(due - timedelta(minutes=10)):
        services.queue_session_reminders()
        Message.objects.all().delete()
        room = make.room_of(circle.group, 2)
        moved = services.move_session(session=session, starts_at=session.starts_at, parent_room=room, by=cast.cora)

    assert (moved.revision, moved.parent_room) == (0, room)
    assert Notice.objects.filter(key__startswith="session-reminder", state="new").count() == 4
    assert Message.objects.count() == 4 and not Message.objects.filter(dossier__isnull=False).exists()


def test_a_child_of_a_couple_that_left_is_not_reminded(cast, circle):
    cast.sem.user = make_user("sem", "Sem", "child")
    cast.sem.save()
    due = circle.session(1).starts_at - timedelta(days=2)
    with clock.at(due - timedelta(minutes=10)):
        services.queue_session_reminders()
        services.end_placement(placement=circle.placements[1], reason="r", by=cast.cora)

    waiting = Notice.objects.filter(key__startswith="session-reminder", state="new")
    assert set(waiting.values_list("recipient", flat=True)) == {cast.anna.user_id, cast.bram.user_id}


def test_a_coordinator_who_moves_what_a_colleague_just_moved_is_told_and_keeps_what_was_typed(cast, circle, client_as):
    client, session = client_as(cast.cora), circle.session(8)
    url = reverse("groups:move", args=[circle.group.reference, 8])
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in ("parent_room", "child_room", "shown")}
    services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora)

    typed = {**values, "on": f"{session.on + timedelta(days=3):%d-%m-%Y}", "at": "16:00"}
    answer = client.post(url, typed)

    assert answer.status_code == 200 and answer.context["form"]["on"].value() == typed["on"]
    assert circle.session(8).revision == 1 and selectors.group_sheet(circle.group)
    again = client.post(url, {**typed, "shown": answer.context["form"]["shown"].value()})
    assert again.status_code == 302 and circle.session(8).on == session.on + timedelta(days=3)
    with pytest.raises(ChangedMeanwhile):
        services.move_session(session=session, starts_at=session.starts_at + WEEK, by=cast.cora, shown=session.plan)


@pytest.mark.parametrize("is_apart", [True, False])
def test_the_number_of_a_date_rises_when_a_couple_leaves_and_sits_down_again(cast, circle, is_apart):
    placement, session = circle.placements[0], circle.session(3)
    for minutes in (40, 45):
        late = max((cast.anna, cast.bram), key=lambda one: arrivals()[one.pk])
        services.set_arrival(placement=placement, parent=late, minutes_before=minutes, note="", by=cast.cora)
    late.case = cast.case
    before = selectors.appointment_of(late, session.reference)[0]
    assert (before.revision, before.starts_at - before.arrives_at) == (3, timedelta(minutes=45))
    services.give_up_seat(placement=placement, reason="Verhuisd.", by=cast.cora)
    written = {"together_at": clock.now(), "together_reason": "Eigen deur.", "together_by": cast.cora}
    KeptApart.objects.update(**(written if is_apart else {"ended_at": clock.now()}))

    services.place_family(group=circle.group, case=cast.case, by=cast.cora)

    after = selectors.appointment_of(late, session.reference)[0]
    assert after.revision > before.revision and after.arrives_at != before.arrives_at
    assert next(row for row in selectors.my_appointments(late) if row.reference == session.reference) == after
