"""Doorbells by a real Celery worker and beat: once per person, and nothing lost when the worker is killed."""

import time
from email import message_from_bytes

import pytest
from django.db import connection

from centre import clock
from centre.models import Notice
from centre.models.notice import NoticeState
from centre.services.delivery import LEASE
from centre.services.notices import queue_notice
from tests.workers import caught, celery, kill

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]
MANY = 100
#: Seconds; a busy machine takes its time, and only a failure takes all of it.
PATIENCE = 300
#: Enough that a kill falls before the end: a round of doorbells takes a moment.
TOO_MANY = 600


def until(condition, seconds: float, pause: float = 0.2):
    """Wait for a condition; fails loudly when it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.close()
        if condition():
            return
        time.sleep(pause)
    pytest.fail("the worker did not get there in time")


def queue_many(cast, count: int = MANY) -> None:
    for number in range(count):
        queue_notice(key=f"occasion:{number}", kind=Notice.Kind.MESSAGE, recipient=cast.anna.user)


def test_beat_and_worker_send_every_doorbell_once(cast, tmp_path):
    queue_many(cast)

    with (
        celery("worker", "--pool=solo", state=tmp_path),
        celery("beat", f"--schedule={tmp_path}/beat", f"--pidfile={tmp_path}/beat.pid", state=tmp_path),
    ):
        until(lambda: not Notice.objects.exclude(state=NoticeState.SENT).exists(), PATIENCE)

    recipients = {message_from_bytes(path.read_bytes())["To"] for path in caught(tmp_path)}
    assert len(caught(tmp_path)) == MANY
    assert recipients == {cast.anna.user.email}


def test_a_killed_worker_loses_nothing_and_doubles_at_most_the_mail_in_hand(cast, tmp_path):
    """kill -9 in the middle; the next worker takes the dead one's claims after their lease."""
    queue_many(cast, TOO_MANY)
    beat = ("beat", f"--schedule={tmp_path}/beat", f"--pidfile={tmp_path}/beat.pid")
    with celery(*beat, state=tmp_path):
        with celery("worker", "--pool=solo", state=tmp_path) as worker:
            until(lambda: len(caught(tmp_path)) > 9, PATIENCE, pause=0.002)
            kill(worker)
        sent_before = len(caught(tmp_path))
        # What the dead worker had claimed is out of its lease: the clock moves instead of waiting two minutes.
        Notice.objects.filter(state=NoticeState.CLAIMED).update(claimed_at=clock.now() - 2 * LEASE)
        with celery("worker", "--pool=solo", state=tmp_path):
            until(lambda: not Notice.objects.exclude(state=NoticeState.SENT).exists(), PATIENCE)

    accepted = (tmp_path / "mail" / "accepted.log").read_text().splitlines()
    assert sent_before < TOO_MANY
    assert len(caught(tmp_path)) == TOO_MANY
    assert len(set(accepted)) == TOO_MANY
    # A kill between the acceptance and its recording may double that one mail, never more.
    assert len(accepted) <= TOO_MANY + 1
