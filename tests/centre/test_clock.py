"""One clock that can be held still, and that nothing inside sets free again."""

import pytest

from centre import clock, tasks
from centre.services.notices import queue_notice

MOMENT = clock.moment_from("2026-10-25T02:30")


def test_the_clock_stands_still_inside_and_goes_on_afterwards():
    with clock.at(MOMENT):
        assert clock.now() == MOMENT
        assert clock.today().isoformat() == "2026-10-25"
    assert clock.now() != MOMENT


def test_no_moment_leaves_the_clock_alone():
    with clock.at(MOMENT), clock.at(None):
        assert clock.now() == MOMENT


def test_a_task_without_a_moment_keeps_the_held_clock(cast):
    with clock.at(MOMENT):
        queue_notice(key="k", kind="message", recipient=cast.anna.user)
        assert tasks.deliver_notices() == 1


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01T00:00", ""])
def test_what_is_not_a_moment_is_refused(text):
    with pytest.raises(ValueError):
        clock.moment_from(text)


def test_the_clock_only_moves_in_the_demo():
    with pytest.raises(RuntimeError):
        clock.shift_demo(MOMENT)
