"""What ends when a part is taken back or a request is closed: talks, reminders and invitations, blaming nobody."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from centre import clock
from centre.audiences import Audience
from centre.models import Message, Notice
from intake import services, talks
from intake.models import Application, Registration, Talk, TalkGuest
from intake.services import talks as service_of_talks
from intake.tasks import cancel_joint_talks
from tests.cast import make_user
from tests.factories.intake import case_at, team_of

#: A Tuesday, between two fixed hours of the mail.
NOW = timezone.make_aware(datetime(2027, 3, 2, 10, 20))
OFF = "De afspraak van"


@pytest.fixture(autouse=True)
def fixed_hours(settings):
    settings.MAIL_SLOTS = [9, 13, 17]


@pytest.fixture
def planned(cast):
    """A family after the exploratory talk, with a joint first intake in a week."""
    with clock.at(NOW):
        case = case_at(cast.case, cast, "exploratory")
        yield plan(case, cast)


def plan(case, cast, form=Talk.Form.TOGETHER, days=7, kind=Talk.Kind.INTAKE_1, lead=None) -> Talk:
    team = team_of(cast)
    return services.plan_talk(
        case=case, kind=kind, form=form, starts_at=NOW + timedelta(days=days), place=team.place,
        led_by=lead or team.lead, by=team.coordinator,
    )  # fmt: skip


def take_back(parent):
    services.withdraw_application(application=Application.objects.get(dossier__parent=parent), by=parent.user)


def texts(user):
    return list(Message.objects.filter(recipient=user).values_list("text", flat=True))


def cancellations(user):
    return [text for text in texts(user) if OFF in text]


def test_a_joint_talk_is_called_off_at_the_next_fixed_hour_and_the_words_name_nobody(cast, planned):
    take_back(cast.anna)

    assert not talks.my_talks(cast.anna.user).exists()
    assert talks.my_talks(cast.bram.user).exists()
    assert not Notice.objects.filter(
        recipient=cast.anna.user, key__startswith=f"talk:{planned.reference}", state="new"
    ).exists()

    assert cancel_joint_talks(now="2027-03-02T13:00") == 1
    assert cancel_joint_talks(now="2027-03-02T17:00") == 0
    assert not talks.my_talks(cast.bram.user).exists()
    assert not Notice.objects.filter(key__startswith=f"talk:{planned.reference}", state="new").exists()
    (words,) = cancellations(cast.bram.user)
    assert "Anna" not in words and "ouder" not in words
    assert cancellations(cast.anna.user) == []


def test_a_talk_before_the_next_fixed_hour_goes_at_once(cast):
    with clock.at(NOW):
        case = case_at(cast.case, cast, "exploratory")
        talk = plan(case, cast, days=0.05)
        take_back(cast.bram)

    talk.refresh_from_db()
    assert talk.cancelled_at == NOW
    (message,) = Message.objects.filter(recipient=cast.anna.user, sending__endswith=":cancelled")
    assert Notice.objects.get(key=f"message:{message.reference}").due_at == NOW


def test_a_coordinator_who_cancels_a_talk_of_today_rings_for_everybody_at_once(cast):
    with clock.at(NOW):
        case = case_at(cast.case, cast, "exploratory")
        services.cancel_talk(talk=plan(case, cast, days=0.05), by=cast.cora)

    messages = Message.objects.filter(sending__endswith=":cancelled").values_list("reference", flat=True)
    rings = Notice.objects.filter(key__in=[f"message:{reference}" for reference in messages])
    assert [notice.due_at for notice in rings] == [NOW, NOW]


def test_a_part_taken_back_leaves_the_talks_of_other_families_to_the_beat(cast, planned):
    other = plan(case_at(cast.other_case, cast, "exploratory"), cast, lead=cast.ulla)
    take_back(cast.carla)
    with clock.at(NOW + timedelta(hours=5)):
        take_back(cast.anna)
        other.refresh_from_db()
        assert other.cancelled_at is None
        assert services.cancel_joint_talks() == 1


def test_a_talk_that_somebody_else_cancels_at_that_moment_does_not_stop_taking_back(cast, monkeypatch):
    with clock.at(NOW):
        case = case_at(cast.case, cast, "exploratory")
        plan(case, cast, days=0.05)
        rows_of = service_of_talks.joint_without_a_parent

        def overtaken(*case):
            rows = rows_of(*case)
            found = list(rows)
            for talk in found:
                services.cancel_talk(talk=talk, by=cast.cora)
            return found or rows

        monkeypatch.setattr(service_of_talks, "joint_without_a_parent", overtaken)
        take_back(cast.bram)

    assert Application.objects.get(dossier__parent=cast.bram).state == "withdrawn"
    assert len(cancellations(cast.anna.user)) == 1


def test_apart_only_the_own_invitation_ends(cast):
    with clock.at(NOW):
        case = case_at(cast.case, cast, "exploratory")
        talk = plan(case, cast, form=Talk.Form.APART)
        take_back(cast.anna)
        services.cancel_joint_talks()
        assert not talks.my_talks(cast.anna.user).exists()
        assert talks.my_talks(cast.bram.user).get().talk == talk

        services.move_talk(talk=talk, starts_at=NOW + timedelta(days=9), place="Elders", by=cast.cora)
        assert not any("Elders" in text for text in texts(cast.anna.user))
        assert any("Elders" in text for text in texts(cast.bram.user))


def test_nothing_is_planned_or_moved_together_until_somebody_called(cast, planned, client_as):
    take_back(cast.bram)

    with pytest.raises(ValidationError):
        plan(cast.case, cast, kind=Talk.Kind.INTAKE_2)
    with pytest.raises(ValidationError):
        services.move_talk(talk=planned, starts_at=NOW + timedelta(days=9), place="Elders", by=cast.cora)
    page = client_as(cast.cora).get(reverse("intake:desk"), {"stand": "withdrawn"})
    assert [line["case"] for line in page.context["lines"]] == [cast.case]


def test_a_closed_request_takes_its_talks_along(cast, planned):
    services.lapse(registration=Registration.objects.get(case=cast.case), by=cast.cora, reason="op verzoek")

    planned.refresh_from_db()
    assert planned.cancelled_at
    assert not Notice.objects.filter(key__startswith=f"talk:{planned.reference}", state="new").exists()
    for parent in (cast.anna, cast.bram):
        assert not talks.my_talks(parent.user).exists()
        # One letter says that the request was closed; a second one about the talk would only confuse.
        assert cancellations(parent.user) == []


def test_the_words_do_not_tell_why_a_talk_is_off_and_promise_no_new_one(cast, planned):
    with clock.at(NOW):
        other = plan(case_at(cast.other_case, cast, "exploratory"), cast, lead=cast.ulla)
        sem, guest = make_user("sem", "Sem", Audience.CHILD), make_user("wijk", "Wijk", Audience.REFERRER)
        TalkGuest.objects.create(talk=other, child=cast.sem, user=sem, arrives_at=other.starts_at)
        TalkGuest.objects.create(talk=other, user=guest, arrives_at=other.starts_at)
        services.cancel_talk(talk=other, by=cast.cora)
    take_back(cast.anna)
    cancel_joint_talks(now="2027-03-02T13:00")

    off = "De afspraak van dinsdag 9 maart, 10:20 gaat niet door."
    for user in (cast.bram.user, cast.carla.user, cast.dirk.user, guest):
        assert cancellations(user) == [f"{off} Wij nemen contact met u op."]
    assert cancellations(sem) == [f"{off} Je hoort van ons."]


def test_cancelling_twice_tells_nobody_twice(cast, planned):
    services.cancel_talk(talk=planned, by=cast.cora)

    with pytest.raises(ValidationError):
        services.cancel_talk(talk=planned, by=cast.cora)
    assert len(cancellations(cast.anna.user)) == len(cancellations(cast.bram.user)) == 1
