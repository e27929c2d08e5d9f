"""Removing a row of the log shows within a quarter of an hour, on both engines; what it cannot show stands in the service."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from centre import clock
from centre.models import AccessLog, AccessQuarter, AccessSeal
from centre.services import log_quarters, sealing
from centre.tasks import seal_quarter


@pytest.fixture
def looks(cast):
    """`looks(3)`: so many new rows of the log; their numbers."""
    return lambda count: [
        AccessLog.objects.create(actor=cast.thea, action="view", label="case").pk for _turn in range(count)
    ]


def take_away(*numbers: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM centre_accesslog WHERE id >= %s AND id <= %s", [min(numbers), max(numbers)])


def faults() -> list[str]:
    """Without the moment."""
    return [fault[18:] for fault in sealing.broken_seals()]


def remarks() -> list[str]:
    return [remark[18:] for remark in log_quarters.remarks_of_quarters()]


def test_a_quarter_is_sealed_once_however_often_it_is_asked(looks):
    looks(3)

    assert seal_quarter(now="2026-05-04T10:15") == 3
    assert seal_quarter() == 0
    looks(2)
    assert seal_quarter() == 2
    assert seal_quarter() == 0
    assert AccessQuarter.objects.count() == 2
    assert faults() == []
    call_command("verify_log")


def test_two_rounds_at_the_same_moment_seal_a_row_once(looks, monkeypatch):
    looks(3)
    found = log_quarters._sealed

    def another_round_is_quicker(*facts):
        monkeypatch.setattr(log_quarters, "_sealed", found)
        assert log_quarters.seal_quarter() == 3
        return found(*facts)

    monkeypatch.setattr(log_quarters, "_sealed", another_round_is_quicker)

    assert log_quarters.seal_quarter() == 0
    assert AccessQuarter.objects.count() == 1


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_row_that_goes_after_its_quarter_is_named_also_when_the_day_is_sealed_without_it(looks, which):
    with clock.at(clock.moment_from("2026-05-04T10:00")):
        numbers = looks(3)
        log_quarters.seal_quarter()
    take_away(numbers[which])
    with clock.at(clock.moment_from("2026-05-05T02:10")):
        sealing.seal_finished_days()

    assert faults() == [f"rows gone after their quarter was sealed; numbers that are missing: {numbers[which]}"]
    with pytest.raises(CommandError, match="2026-05-04 10:00: rows gone"):
        call_command("verify_log")


@pytest.mark.parametrize("which", ["in the middle", "the newest"])
def test_a_row_that_goes_before_its_quarter_is_sealed_leaves_a_hole_that_is_remarked(looks, which):
    looks(1)
    log_quarters.seal_quarter()
    numbers = looks(4)
    gone = numbers[1:3] if which == "in the middle" else numbers[2:]
    take_away(*gone)
    assert faults() == []

    log_quarters.seal_quarter()

    assert remarks() == [f"numbers without a row already when the quarter was sealed: {gone[0]}-{gone[1]}"]


def test_a_look_that_was_undone_is_no_fault_and_the_last_seal_is_still_said(looks, capsys):
    """PostgreSQL gives the number of an undone row out for good; the check of the log may not fail for it every night."""
    with clock.at(clock.moment_from("2026-05-04T10:00")):
        looks(1)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            looks(1)
            raise ZeroDivisionError
        looks(1)
        log_quarters.seal_quarter()

    call_command("verify_log")

    told = capsys.readouterr().out
    assert f"Last quarter: up to row {log_quarters.last_quarter().last_row_id} " in told
    assert ("Remark: 2026-05-04 10:00: numbers without a row" in told) == (connection.vendor == "postgresql")


def test_the_last_seals_are_said_also_when_a_row_is_gone_beside_a_hole_that_was_there(looks, capsys):
    numbers = looks(5)
    take_away(numbers[1])
    log_quarters.seal_quarter()
    call_command("verify_log")
    assert "Last quarter: up to row" in capsys.readouterr().out
    take_away(numbers[3])

    with pytest.raises(CommandError, match=f"numbers that are missing: {numbers[3]}$"):
        call_command("verify_log")

    told = capsys.readouterr().out
    assert "Last quarter: up to row" in told
    assert f"sealed: {numbers[1]}\n" in told


def test_a_row_that_comes_in_late_closes_its_hole_and_a_forged_one_is_named(looks, cast):
    """A transaction was still busy when the quarter was sealed (PostgreSQL gives the number out first)."""
    numbers = looks(3)
    kept = AccessLog.objects.get(pk=numbers[1])
    take_away(numbers[1])
    log_quarters.seal_quarter()
    AccessLog.objects.bulk_create([kept])
    assert faults() == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE centre_accesslog SET label = 'other' WHERE id = %s", [numbers[1]])

    assert [f"row {numbers[1]} was changed or put in" in fault for fault in sealing.broken_seals()] == [True]


def test_without_the_key_the_seals_of_quarters_cannot_be_made_anew(looks, settings):
    numbers = looks(3)
    log_quarters.seal_quarter()
    take_away(numbers[1])
    AccessQuarter.objects.all().delete()
    key, settings.HASH_KEY = settings.HASH_KEY, "guessed"
    log_quarters.seal_quarter()
    settings.HASH_KEY = key

    told = faults()

    assert "no row is gone, but the seal of this quarter, or the one before it, does not fit" in told
    assert f"numbers without a row already when the quarter was sealed: {numbers[1]}" in remarks()


def test_a_quarter_that_was_taken_out_of_the_chain_shows(looks):
    for _quarter in range(3):
        looks(2)
        log_quarters.seal_quarter()
    AccessQuarter.objects.all()[1].delete()

    assert "the seal of the quarter before it is gone" in faults()


def test_rows_that_were_pruned_after_their_term_are_no_fault(looks):
    with clock.at(clock.moment_from("2026-05-04T10:00")):
        numbers = looks(3)
        log_quarters.seal_quarter()
    with clock.at(clock.moment_from("2026-05-05T02:10")):
        sealing.seal_finished_days()
    take_away(*numbers)
    assert faults() != []

    AccessSeal.objects.update(pruned_at=clock.now(), day="2019-05-04")

    assert faults() == []


def test_a_counter_that_jumped_far_ahead_costs_one_line_and_no_memory(looks):
    [number] = looks(1)
    jump = {
        "sqlite": "UPDATE sqlite_sequence SET seq = %s WHERE name = 'centre_accesslog'",
        "postgresql": "SELECT setval(pg_get_serial_sequence('centre_accesslog', 'id'), %s)",
    }
    with connection.cursor() as cursor:
        cursor.execute(jump[connection.vendor], [number + 1_000_000_000])
        log_quarters.seal_quarter()
        # No transaction brings a sequence of PostgreSQL back.
        cursor.execute(jump[connection.vendor], [number])

    assert len(remarks()) == 1
    assert faults() == []


@pytest.mark.parametrize(
    ("ranges", "others", "left"),
    [
        ([(1, 9)], [], [(1, 9)]),
        ([(1, 9)], [(3, 4), (9, 9)], [(1, 2), (5, 8)]),
        ([(1, 9)], [(1, 9)], []),
        ([(1, 3), (7, 9)], [(2, 8)], [(1, 1), (9, 9)]),
    ],
)
def test_what_is_left_of_numbers_without_others(ranges, others, left):
    assert list(log_quarters.without(ranges, others)) == left
