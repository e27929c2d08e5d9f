"""The silent parent is reminded twice, then the request closes; nobody is blamed and nothing leaks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from centre import clock
from centre.models import Message
from centre.services.people import invite_parent
from intake import desk, services
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
    cast.case.opened_on = START.date()
    cast.case.save()
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


def test_who_are_both_silent_are_both_reminded_and_a_person_decides_what_then(cast):
    with clock.at(START):
        cast.case.opened_on = START.date()
        cast.case.save()
        Registration.objects.create(case=cast.case)

    assert [run(days) for days in (6, 7, 14, 28, 100)] == [0, 2, 2, 0, 0]
    assert [row.text for row in to(cast.anna)] == [row.text for row in to(cast.bram)]


@pytest.mark.two_parent
def test_the_days_run_from_the_own_invitation_and_tell_nothing_of_the_other(cast, waiting):
    """Bram was invited three weeks after Anna sent: his reminders follow his own date."""
    cast.bram.user.set_unusable_password()
    cast.bram.user.save()
    with clock.at(START + timedelta(days=21)):
        invite_parent(parent=cast.bram, by=cast.cora)

    assert [run(days) for days in (7, 27, 28, 34, 35, 48, 49)] == [0, 0, 1, 0, 1, 0, 1]
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.LAPSED


def test_a_withdrawn_part_does_not_count_as_waiting(cast, waiting):
    services.withdraw_application(application=Application.objects.get(), by=cast.anna.user)

    assert [run(days) for days in (7, 14, 28)] == [0, 0, 0]


def test_who_takes_a_begun_part_back_is_not_reminded_and_nothing_closes_by_itself(cast, waiting):
    with clock.at(START):
        begun = services.start_application(parent=cast.bram, case=cast.case)
        services.withdraw_application(application=begun, by=cast.bram.user)

    assert [run(days) for days in (7, 14, 28, 60)] == [0, 0, 0, 0]
    assert to(cast.bram) == []


def test_nothing_closes_while_a_parent_was_never_invited(cast, waiting):
    cast.bram.user = None
    cast.bram.save()

    assert [run(days) for days in (7, 14, 28, 60)] == [0, 0, 0, 0]
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.WAITING


@pytest.mark.two_parent
def test_staff_is_asked_to_invite_a_parent_and_the_other_reads_nothing_of_it(cast, client_as, waiting):
    cast.bram.user = None
    cast.bram.save()

    assert "?stand=uninvited" in [
        card.url.removeprefix(reverse("intake:desk")) for card in desk.cards(cast.cora, "coordinator")
    ]
    page = client_as(cast.cora).get(reverse("intake:desk"), {"stand": "uninvited"})
    assert [line["case"] for line in page.context["lines"]] == [cast.case]
    sheet = client_as(cast.cora).get(reverse("intake:sheet", args=[cast.case.reference]))
    assert sheet.context["uninvited"] == [cast.bram]
    for url in (reverse("centre:home"), reverse("intake:my-application")):
        assert "Bram" not in client_as(cast.anna).get(url, follow=True).content.decode()


def test_a_case_of_which_nobody_has_begun_has_a_sheet(cast, client_as):
    Registration.objects.create(case=cast.case)

    page = client_as(cast.cora).get(reverse("intake:sheet", args=[cast.case.reference]))

    assert page.status_code == 200
    assert page.context["applications"] == []
