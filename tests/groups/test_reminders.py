"""Reminders: one per person, at the same time on the wall, and only while they make sense."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from centre import clock
from centre.models import Notice, Parent
from centre.services.delivery import deliver_batch
from groups import services
from groups.tasks import queue_reminders
from tests.cast import make_user
from tests.factories import groups as make

ZONE = ZoneInfo("Europe/Amsterdam")


def reminders():
    return Notice.objects.filter(key__startswith="session-reminder:").order_by("due_at", "pk")


def queue_at(moment) -> int:
    with clock.at(moment):
        return services.queue_session_reminders()


def wall(*parts):
    return datetime(*parts, tzinfo=ZONE)


def test_twelve_parents_are_reminded_two_days_before_and_again_one_day_before(cast, mailoutbox):
    circle = make.circle(cast, couples=6)
    start = circle.session(1).starts_at

    assert queue_at(start - timedelta(days=2)) == 12
    assert queue_at(start - timedelta(days=2)) == 0
    assert queue_at(start - timedelta(days=1)) == 12
    assert {notice.not_after for notice in reminders()} == {start}


def test_two_days_before_exactly_these_people_hear_it_each_at_one_address(cast, mailoutbox):
    """H1: the twelve parents of the couples with a seat and a child with an account of its own; nobody else."""
    circle = make.circle(cast, couples=6)
    child = make_user("noor", "Noor", "child")
    cast.noor.user = child
    cast.noor.save()
    seated = circle.group.placements.filter(ended_on=None)
    parents = Parent.objects.filter(family__cases__in=seated.values("case"))
    expected = {parent.user.email for parent in parents} | {child.email}
    Notice.objects.all().delete()

    with clock.at(circle.session(1).starts_at - timedelta(days=2)):
        assert services.queue_session_reminders() == 13
        while deliver_batch():
            pass

    assert len(expected) == 13
    assert sorted(address for mail in mailoutbox for address in mail.recipients()) == sorted(expected)
    assert {len(mail.recipients()) for mail in mailoutbox} == {1}


def test_the_mail_of_a_reminder_goes_to_one_address_and_says_nothing(cast, mailoutbox):
    circle = make.circle(cast, couples=1)
    Notice.objects.all().delete()
    with clock.at(circle.session(1).starts_at - timedelta(days=2)):
        services.queue_session_reminders()
        deliver_batch()

    assert sorted(mail.to[0] for mail in mailoutbox) == ["anna@example.org", "bram@example.org"]
    assert all(len(mail.to) == 1 and "groep" not in (mail.subject + mail.body).lower() for mail in mailoutbox)


def test_a_child_with_an_account_of_its_own_is_reminded_too(cast):
    circle = make.circle(cast, couples=1)
    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save()

    assert queue_at(circle.session(1).starts_at - timedelta(days=2)) == 3


def test_children_have_a_rule_of_their_own_and_are_told_in_the_portal_only_where_the_recipe_says_so(cast):
    circle = make.circle(cast, couples=1, reminder_hours=[48], child_reminder_hours=[24])
    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save()

    assert queue_at(circle.session(1).starts_at - timedelta(days=2)) == 2
    assert queue_at(circle.session(1).starts_at - timedelta(days=1)) == 1
    assert Notice.objects.latest("pk").recipient == cast.noor.user

    circle.group.reminder_channel = "portal"
    circle.group.save()
    assert queue_at(circle.session(2).starts_at - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("first", "due"),
    [
        (date(2026, 10, 26), wall(2026, 10, 25, 15, 30)),
        (date(2026, 10, 25), wall(2026, 10, 24, 15, 30)),
        (date(2027, 3, 28), wall(2027, 3, 27, 15, 30)),
        (date(2027, 3, 29), wall(2027, 3, 28, 15, 30)),
    ],
)
def test_the_day_before_is_the_same_time_on_the_wall_when_the_clock_changes(cast, first, due):
    with clock.at(wall(first.year, first.month, first.day, 9) - timedelta(days=30)):
        circle = make.circle(cast, first=first, couples=1, sessions=1, reminder_hours=[24])
    # Some of these days are Easter, which the planner would pass over.
    start = wall(first.year, first.month, first.day, 15, 30)
    circle.group.sessions.update(starts_at=start, ends_at=start + timedelta(hours=2))
    assert queue_at(due - timedelta(minutes=20)) == 0
    assert queue_at(due) == 2
    assert {notice.due_at for notice in reminders()} == {due}


def test_who_sat_down_after_it_was_due_gets_no_stale_reminder(cast):
    circle = make.circle(cast)
    start = circle.session(1).starts_at
    case = make.waiting_case(cast, 0)
    with clock.at(start - timedelta(hours=47)):
        services.place_family(group=circle.group, case=case, by=cast.cora)

    assert queue_at(start - timedelta(hours=46)) == 0
    assert queue_at(start - timedelta(hours=24)) == 2


def test_who_left_is_not_reminded_any_more_also_when_it_was_waiting(cast, mailoutbox):
    circle = make.circle(cast, couples=2)
    due = circle.session(1).starts_at - timedelta(days=2)
    queue_at(due - timedelta(minutes=10))
    with clock.at(due - timedelta(minutes=5)):
        services.end_placement(placement=circle.placements[0], reason="r", by=cast.cora)
    Notice.objects.filter(kind="message").delete()
    with clock.at(due):
        deliver_batch()

    assert sorted(mail.to[0] for mail in mailoutbox) == ["carla@example.org", "dirk@example.org"]
    assert queue_at(circle.session(1).starts_at - timedelta(days=1)) == 2


def test_a_moved_session_rings_for_the_new_moment_only(cast, mailoutbox):
    circle = make.circle(cast, couples=1)
    session = circle.session(1)
    due = session.starts_at - timedelta(days=2)
    queue_at(due - timedelta(minutes=10))
    with clock.at(due - timedelta(minutes=5)):
        moved = services.move_session(session=session, starts_at=session.starts_at + timedelta(days=1), by=cast.cora)
    Notice.objects.filter(kind="message").delete()
    with clock.at(due):
        deliver_batch()

    assert mailoutbox == []
    assert queue_at(moved.starts_at - timedelta(days=2)) == 2
    assert {notice.key.split(":")[2] for notice in reminders().filter(state="new")} == {"1"}


def test_a_session_that_moved_nearer_than_the_reminder_rings_no_more(cast):
    circle = make.circle(cast, couples=1)
    session = circle.session(1)
    with clock.at(session.starts_at - timedelta(days=4, hours=23)):
        moved = services.move_session(session=session, starts_at=session.starts_at - timedelta(days=4), by=cast.cora)

    assert queue_at(moved.starts_at - timedelta(hours=20)) == 0


def test_a_cancelled_session_rings_for_nobody(cast, mailoutbox):
    circle = make.circle(cast, couples=1)
    session = circle.session(1)
    due = session.starts_at - timedelta(days=2)
    queue_at(due - timedelta(minutes=10))
    with clock.at(due - timedelta(minutes=5)):
        services.cancel_session(session=session, by=cast.cora)
    Notice.objects.filter(kind="message").delete()
    with clock.at(due):
        deliver_batch()

    assert mailoutbox == []
    assert queue_at(session.starts_at - timedelta(days=1)) == 0


def test_nothing_rings_for_what_is_past(cast):
    circle = make.circle(cast, couples=1)

    assert queue_at(circle.session(8).starts_at + timedelta(minutes=1)) == 0


def test_after_an_outage_the_reminder_still_goes_as_long_as_the_session_is_to_come(cast, mailoutbox):
    circle = make.circle(cast, couples=1)
    Notice.objects.all().delete()

    assert queue_at(circle.session(1).starts_at - timedelta(hours=42)) == 2
    with clock.at(circle.session(1).starts_at + timedelta(minutes=5)):
        deliver_batch()
    assert mailoutbox == []


def test_the_task_takes_the_moment_as_text(cast):
    circle = make.circle(cast, couples=1)
    moment = (circle.session(1).starts_at - timedelta(days=2)).isoformat()

    assert queue_reminders(now=moment) == 2
    assert queue_reminders(now=moment) == 0


@pytest.mark.parametrize("n", [1, 3])
def test_reminders_of_any_number_of_couples_take_as_many_queries(cast, n, django_assert_max_num_queries):
    circle = make.circle(cast, couples=n)
    moment = circle.session(1).starts_at - timedelta(days=2)

    with clock.at(moment), django_assert_max_num_queries(8):
        assert services.queue_session_reminders() == 2 * n
