"""Turning 12, 16 or 18 changes who decides on the day itself, and both parents read so in the same words."""

from datetime import date

import pytest
from django.core.management import call_command

from centre import clock
from centre.audiences import Audience
from centre.models import Message, Notice
from intake import services
from intake.tasks import tell_birthdays
from tests.cast import make_user

#: Noor of the cast, born in March.
BORN = date(2015, 3, 10)


@pytest.fixture
def noor(cast):
    cast.noor.birth_date = BORN
    cast.noor.save()
    type(cast.case).objects.update(opened_on=date(2026, 1, 5))
    return cast.noor


def letters():
    rows = Message.objects.filter(sending__contains="birthday").order_by("pk")
    return [(row.recipient.name, row.text, row.sent_at) for row in rows]


@pytest.mark.parametrize(("year", "words"), [(2027, "twaalf"), (2031, "zestien"), (2033, "achttien")])
def test_both_parents_read_the_same_words_at_the_same_moment_on_the_day_itself(cast, noor, year, words):
    assert tell_birthdays(now=f"{year}-03-09T09:10") == 0
    assert tell_birthdays(now=f"{year}-03-10T09:10") == 1
    assert tell_birthdays(now=f"{year}-03-11T09:10") == 0

    (one, text, moment), (other, same, at) = letters()
    assert f"10 maart {year}" in text and "vandaag" not in text
    assert {one, other} == {"Anna", "Bram"}
    assert text == same and moment == at and words in text


def test_a_day_on_which_nothing_ran_is_made_up_for_but_not_after_two_weeks(cast, noor):
    assert tell_birthdays(now="2027-03-23T09:10") == 1
    Message.objects.all().delete()
    assert tell_birthdays(now="2027-03-25T09:10") == 0


def test_a_parent_whose_account_comes_days_later_reads_the_same_words_and_counts_as_new(cast, noor):
    account, cast.bram.user = cast.bram.user, None
    cast.bram.save()
    assert tell_birthdays(now="2027-03-10T09:10") == 1
    cast.bram.user = account
    cast.bram.save()
    assert tell_birthdays(now="2027-03-13T09:10") == 1
    assert tell_birthdays(now="2027-03-14T09:10") == 0

    (one, text, _moment), (other, same, _later) = letters()
    assert (one, other) == ("Anna", "Bram") and text == same and "Vanaf die dag" in text


def test_a_child_with_an_account_hears_a_doorbell_once_and_one_without_does_not(cast, noor):
    noor.user = make_user("noor", "Noor", Audience.CHILD)
    noor.save()
    for hour in (9, 10):
        with clock.at(clock.moment_from(f"2027-03-10T{hour:02}:10")):
            services.tell_birthdays()

    assert Notice.objects.filter(recipient=noor.user).count() == 1


def test_a_birthday_of_before_the_request_and_one_in_a_closed_case_are_not_told(cast, noor):
    type(cast.case).objects.update(opened_on=date(2027, 3, 11))
    assert tell_birthdays(now="2027-03-12T09:10") == 0
    type(cast.case).objects.update(opened_on=date(2026, 1, 5), closed_on=date(2027, 1, 5))
    assert tell_birthdays(now="2027-03-12T09:10") == 0


def test_a_child_of_two_families_is_told_in_both(cast, noor):
    noor.families.add(cast.other_case.family)

    assert tell_birthdays(now="2027-03-10T09:10") == 2
    assert len(letters()) == 4


def test_the_one_command_for_everything_that_is_due_tells_birthdays_too(cast, noor, capsys):
    call_command("reminders", now="2031-03-10T09:00")

    assert "intake.tell_birthdays: 1" in capsys.readouterr().out
    assert len(letters()) == 2
