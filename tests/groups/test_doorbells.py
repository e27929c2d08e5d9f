"""The occasion of a doorbell is looked at again when it is about to ring, whatever was voided before (features.md H3)."""

from datetime import timedelta

import pytest
from django.db.models import F

from centre import clock
from centre.models import Notice
from centre.models.notice import NoticeState
from centre.services.delivery import deliver_batch
from groups import services
from groups.models import Placement, Session
from intake import doorbells as talks
from intake.models import Talk
from research import doorbells as questionnaires
from tests.factories import groups as make


def cancelled(circle):
    Session.objects.update(cancelled_at=clock.now())


def moved(circle):
    Session.objects.update(revision=F("revision") + 1)


def left(circle):
    Placement.objects.update(ended_on=circle.session(1).on - timedelta(days=1))


@pytest.mark.parametrize("change", [cancelled, moved, left])
def test_a_reminder_whose_occasion_went_does_not_ring_even_when_nobody_voided_it(cast, mailoutbox, change):
    circle = make.circle(cast, couples=1)
    Notice.objects.all().delete()
    with clock.at(circle.session(1).starts_at - timedelta(days=2)):
        assert services.queue_session_reminders() == 2
        change(circle)
        assert deliver_batch().sent == 0

    assert mailoutbox == []
    assert set(Notice.objects.values_list("state", "why")) == {(NoticeState.SUPPRESSED, Notice.Why.OCCASION)}


def test_a_reminder_of_a_standing_session_rings(cast, mailoutbox):
    circle = make.circle(cast, couples=1)
    Notice.objects.all().delete()
    with clock.at(circle.session(1).starts_at - timedelta(days=2)):
        services.queue_session_reminders()
        assert deliver_batch().sent == 2


def test_a_talk_rings_for_its_latest_moment_only(cast):
    talk = Talk.objects.create(
        case=cast.case, kind=Talk._meta.get_field("kind").choices[0][0], form=Talk.Form.TOGETHER, place="x",
        starts_at=clock.now() + timedelta(days=1), minutes=60, led_by=cast.thea, planned_by=cast.cora, sequence=1,
    )  # fmt: skip
    keys = [f"talk:{talk.reference}:{number}:P" for number in (0, 1)]

    assert talks.over([*keys, "talk:T-UNKNOWN:0:P"]) == {keys[0], "talk:T-UNKNOWN:0:P"}
    Talk.objects.update(cancelled_at=clock.now())
    assert talks.over(keys) == set(keys)


def test_a_questionnaire_without_anything_open_does_not_ring(cast):
    key = f"questionnaire:{cast.case.pk}:t1:{cast.anna.user.pk}:0"

    assert questionnaires.over([key]) == {key}
