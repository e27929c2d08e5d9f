"""Working days, public holidays and school holidays."""

from datetime import UTC, date, datetime

import pytest

from centre.calendars import is_working_day, known_until, public_holidays, school_holiday_on, working_days_after
from centre.reference import files


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (date(2026, 4, 30), 5, date(2026, 5, 8)),  # the weekend and 5 May do not count
        (date(2026, 5, 11), 5, date(2026, 5, 19)),  # Ascension Day, 14 May, does not count
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday and Easter Monday
        (date(2025, 12, 24), 2, date(2025, 12, 30)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2026, 5, 9), 1, date(2026, 5, 11)),  # received on a Saturday
        (date(2026, 5, 9), 0, date(2026, 5, 9)),
    ],
)
def test_a_term_skips_weekends_and_public_holidays(received, days, due):
    assert working_days_after(received, days) == due


def test_a_negative_term_is_refused():
    with pytest.raises(ValueError, match="negative"):
        working_days_after(date(2026, 5, 9), -1)


def test_a_moment_is_refused_because_its_day_depends_on_the_time_zone():
    with pytest.raises(TypeError, match="date"):
        is_working_day(datetime(2026, 5, 11, 23, 30, tzinfo=UTC))


def test_the_public_holidays_of_2026_have_dutch_names():
    assert public_holidays(2026) == {
        date(2026, 1, 1): "Nieuwjaarsdag",
        date(2026, 4, 3): "Goede vrijdag",
        date(2026, 4, 5): "Eerste paasdag",
        date(2026, 4, 6): "Tweede paasdag",
        date(2026, 4, 27): "Koningsdag",
        date(2026, 5, 5): "Bevrijdingsdag",
        date(2026, 5, 14): "Hemelvaartsdag",
        date(2026, 5, 24): "Eerste pinksterdag",
        date(2026, 5, 25): "Tweede pinksterdag",
        date(2026, 12, 25): "Eerste kerstdag",
        date(2026, 12, 26): "Tweede kerstdag",
    }


def test_liberation_day_counts_in_every_year():
    assert all(public_holidays(year)[date(year, 5, 5)] == "Bevrijdingsdag" for year in range(2024, 2032))


def test_kings_day_moves_to_saturday_when_it_falls_on_sunday():
    assert public_holidays(2031)[date(2031, 4, 26)] == "Koningsdag"
    assert date(2031, 4, 27) not in public_holidays(2031)


def test_changing_the_answer_does_not_change_the_calendar():
    public_holidays(2026).clear()
    assert not is_working_day(date(2026, 5, 5))


def test_the_autumn_holiday_differs_per_region():
    periods = files.school_holidays()
    assert school_holiday_on(date(2026, 10, 13), "noord", periods) == "herfstvakantie"
    assert school_holiday_on(date(2026, 10, 13), "midden", periods) == ""
    assert school_holiday_on(date(2026, 10, 20), "midden", periods) == "herfstvakantie"
    assert school_holiday_on(date(2026, 10, 20), "noord", periods) == ""


def test_the_first_and_last_day_belong_to_the_holiday():
    periods = files.school_holidays()
    first, last = date(2027, 2, 13), date(2027, 2, 21)
    assert school_holiday_on(first, "zuid", periods) == school_holiday_on(last, "zuid", periods) == "voorjaarsvakantie"
    assert school_holiday_on(date(2027, 2, 22), "zuid", periods) == ""
    assert school_holiday_on(date(2027, 3, 21), "zuid", periods) == ""


def test_an_unknown_region_has_no_holidays():
    assert school_holiday_on(date(2026, 12, 25), "", files.school_holidays()) == ""


def test_the_calendar_says_how_far_it_reaches():
    periods = files.school_holidays()
    assert known_until("noord", periods) == date(2030, 9, 1)
    assert known_until("noord", []) is None
