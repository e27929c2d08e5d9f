"""The silent parent is reminded twice, then the request closes; nobody is blamed and nothing leaks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from centre import clock
from centre.models import Message
from intake import services
from intake.demo.play import apply
from intake.models import Application, Registration
from intake.states import RegistrationState
from intake.tasks import remind_waiting_parents
from tests.factories.intake import conditions

START = datetime(2127, 1, 4, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
CANARY = "Sterrenstofkonijn"


@pytest.fixture
def waiting(cast):
    """Anna sent her part at START; Bram is silent."""
    conditions()
    with clock.at(START):
        apply(cast.anna, cast.case, situation={"hope": CANARY}, contact={"street": CANARY})
    return Registration.objects.get()


def run(days):
    return remind_waiting_parents(now=(START + timedelta(days=days, hours=1)).isoformat())


def to(parent):
    return list(Message.objects.filter(recipient=parent.user).order_by("pk"))


def test_two_reminders_and_then_a_close_that_both_read(cast, waiting):
    sent_by_anna = len(to(cast.anna))
    assert [run(days) for days in (6, 7, 8, 14, 15, 27)] == [0, 1, 0, 1, 0, 0]
    assert len(to(cast.bram)) == 2
    assert len(to(cast.anna)) == sent_by_anna

    assert run(28) == 1

    waiting.refresh_from_db()
    cast.case.refresh_from_db()
    assert waiting.state == RegistrationState.LAPSED
    assert cast.case.closed_on is not None
    last_for_anna, last_for_bram = to(cast.anna)[-1], to(cast.bram)[-1]
    assert (last_for_anna.subject, last_for_anna.text) == (last_for_bram.subject, last_for_bram.text)
    assert run(29) == 0


@pytest.mark.two_parent
def test_no_reminder_and_no_close_tells_anything_of_the_other(cast, waiting):
    for days in (7, 14, 28):
        run(days)

    for message in to(cast.bram) + to(cast.anna):
        assert CANARY not in message.text + message.subject
    for message in to(cast.bram):
        assert "anna" not in (message.text + message.subject).lower()
    for message in to(cast.anna):
        assert "bram" not in (message.text + message.subject).lower()
        assert "other parent" not in message.text


def test_who_sends_in_time_is_left_alone(cast, waiting):
    run(7)
    with clock.at(START + timedelta(days=8)):
        apply(cast.bram, cast.case)
    received = len(to(cast.bram))

    assert [run(days) for days in (14, 28, 60)] == [0, 0, 0]
    assert len(to(cast.bram)) == received
    waiting.refresh_from_db()
    assert waiting.complete_on == (START + timedelta(days=8)).date()


def test_nobody_is_closed_out_without_a_warning(cast, waiting):
    assert run(40) == 1
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.WAITING

    assert run(53) == 0
    assert run(54) == 1
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.LAPSED


def test_nobody_is_reminded_while_nobody_has_sent(cast):
    conditions()
    with clock.at(START):
        services.start_application(parent=cast.anna, case=cast.case)

    assert run(100) == 0


def test_a_withdrawn_part_does_not_count_as_waiting(cast, waiting):
    services.withdraw_application(application=Application.objects.get(), by=cast.anna.user)

    assert [run(days) for days in (7, 14, 28)] == [0, 0, 0]


def test_a_parent_without_an_account_is_not_written_to(cast, waiting):
    cast.bram.user = None
    cast.bram.save()

    assert [run(days) for days in (7, 14)] == [0, 0]
    assert run(28) == 1
