"""Dates of a series: pure, so without a database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import planning

ZONE = ZoneInfo("Europe/Amsterdam")
AUTUMN = {date(2026, 10, 10) + timedelta(days=n): "herfstvakantie noord" for n in range(9)}


def closed_on(days):
    return lambda day: days.get(day, "")


def test_a_series_goes_on_every_fortnight():
    series = planning.make_series(first=date(2027, 1, 12), count=3, closed=closed_on({}))

    assert series.dates == (date(2027, 1, 12), date(2027, 1, 26), date(2027, 2, 9))
    assert series.skipped == ()


def test_shift_moves_a_closed_date_on_by_a_week_and_goes_on_from_there():
    series = planning.make_series(first=date(2026, 9, 29), count=3, closed=closed_on(AUTUMN))

    assert series.dates == (date(2026, 9, 29), date(2026, 10, 20), date(2026, 11, 3))
    assert series.skipped == (planning.Skipped(date(2026, 10, 13), "herfstvakantie noord"),)


def test_keep_stays_in_the_rhythm_and_leaves_the_closed_date_out():
    series = planning.make_series(first=date(2026, 9, 29), count=3, closed=closed_on(AUTUMN), mode="keep")

    assert series.dates == (date(2026, 9, 29), date(2026, 10, 27), date(2026, 11, 10))
    assert series.skipped == (planning.Skipped(date(2026, 10, 13), "herfstvakantie noord"),)


def test_a_gap_of_more_than_four_weeks_is_reported():
    closed = {date(2027, 1, 19): "one", date(2027, 2, 2): "two"}
    series = planning.make_series(first=date(2027, 1, 5), count=2, closed=closed_on(closed), mode="keep")

    assert series.gaps == (planning.Gap(date(2027, 1, 5), date(2027, 2, 16)),)
    assert series.gaps[0].days == 42


def test_four_weeks_exactly_is_no_gap():
    closed = {date(2027, 1, 19): "one"}
    series = planning.make_series(first=date(2027, 1, 5), count=2, closed=closed_on(closed), mode="keep")

    assert series.gaps == ()


def test_a_calendar_without_open_days_is_refused():
    with pytest.raises(planning.NoOpenDay):
        planning.make_series(first=date(2027, 1, 5), count=1, closed=lambda day: "closed")


@pytest.mark.parametrize("facts", [{"count": 0}, {"count": 1, "rhythm_days": 0}])
def test_a_series_needs_a_date_and_a_rhythm(facts):
    with pytest.raises(ValueError, match="at least"):
        planning.make_series(first=date(2027, 1, 5), closed=closed_on({}), **facts)


@given(
    first=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    count=st.integers(1, 12),
    rhythm=st.sampled_from([7, 14, 21]),
    mode=st.sampled_from(["shift", "keep"]),
    offsets=st.sets(st.integers(0, 400), max_size=20),
)
def test_every_series_is_complete_rising_open_and_explained(first, count, rhythm, mode, offsets):
    closed = {first + timedelta(days=n): f"reason {n}" for n in offsets}

    series = planning.make_series(first=first, count=count, rhythm_days=rhythm, closed=closed_on(closed), mode=mode)

    assert len(series.dates) == count
    assert all(one < two for one, two in zip(series.dates, series.dates[1:], strict=False))
    assert not set(series.dates) & set(closed)
    assert {skip.on: skip.reason for skip in series.skipped}.items() <= closed.items()
    assert {day.weekday() for day in series.dates} == {first.weekday()}
    if mode == "keep":
        assert all((day - first).days % rhythm == 0 for day in series.dates)


@pytest.mark.parametrize(
    ("weekday", "expected"), [(1, date(2027, 1, 5)), (0, date(2027, 1, 11)), (6, date(2027, 1, 10))]
)
def test_the_first_weekday_is_on_or_after_the_asked_date(weekday, expected):
    assert planning.first_weekday(date(2027, 1, 5), weekday) == expected


def test_the_time_on_the_wall_stays_the_same_when_the_clock_changes():
    spans = planning.moments([date(2027, 3, 23), date(2027, 4, 6)], at=time(15, 30), minutes=120, zone=ZONE)

    assert [start.astimezone(UTC).hour for start, _end in spans] == [14, 13]
    assert [f"{start:%H:%M}–{end:%H:%M}" for start, end in spans] == ["15:30–17:30", "15:30–17:30"]


def test_a_time_that_the_clock_jumps_over_is_refused():
    with pytest.raises(planning.NoSuchMoment):
        planning.at_wall_clock(date(2027, 3, 28), time(2, 30), ZONE)


def test_a_time_that_comes_twice_is_the_first_one():
    assert planning.at_wall_clock(date(2026, 10, 25), time(2, 30), ZONE).astimezone(UTC).hour == 0


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (datetime(2026, 10, 25, 15, 30), 24, datetime(2026, 10, 24, 13, 30, tzinfo=UTC)),
        (datetime(2026, 10, 26, 15, 30), 24, datetime(2026, 10, 25, 14, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 15, 30), 24, datetime(2027, 3, 27, 14, 30, tzinfo=UTC)),
        (datetime(2027, 3, 29, 15, 30), 48, datetime(2027, 3, 27, 14, 30, tzinfo=UTC)),
        (datetime(2027, 3, 29, 2, 30), 24, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 4, 0), 2, datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),
        (datetime(2028, 3, 1, 9, 0), 24, datetime(2028, 2, 29, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_day_before_is_the_same_time_on_the_wall(start, hours, expected):
    assert planning.before(start.replace(tzinfo=ZONE), hours=hours, zone=ZONE) == expected


def test_a_meeting_touches_every_quarter_it_lasts():
    start = datetime(2027, 1, 12, 15, 30, tzinfo=ZONE)

    assert len(planning.ticks(start, start + timedelta(minutes=120))) == 8
    assert len(planning.ticks(start + timedelta(minutes=5), start + timedelta(minutes=20))) == 2
