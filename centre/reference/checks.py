"""Refuse a file that would plan sessions in a holiday or lose a municipality: better no update than a wrong one."""

from collections import Counter
from datetime import date
from itertools import groupby

from centre.reference.rows import HolidayRow, MunicipalityRow, PlaceRow, PostcodeRow, ReferenceRefused

PROVINCES = frozenset(
    [
        "Groningen",
        "Fryslân",
        "Drenthe",
        "Overijssel",
        "Flevoland",
        "Gelderland",
        "Utrecht",
        "Noord-Holland",
        "Zuid-Holland",
        "Zeeland",
        "Noord-Brabant",
        "Limburg",
    ]
)
HOLIDAY_REGIONS = frozenset(["noord", "midden", "zuid"])

#: There were 342 municipalities on 1 January 2026; a list far from it is not the whole country.
FEWEST_MUNICIPALITIES, MOST_MUNICIPALITIES = 300, 360

#: Days. A school holiday lasts one to seven weeks; only the summer is longer than the two weeks of Christmas and May.
SHORTEST_HOLIDAY, LONGEST_HOLIDAY, LONGEST_BUT_SUMMER = 7, 49, 18

#: The months in which a holiday may start.
SEASONS = {
    "herfstvakantie": {10},
    "kerstvakantie": {12},
    "voorjaarsvakantie": {2, 3},
    "meivakantie": {4, 5},
    "zomervakantie": {7},
}

#: School years that may be listed, counted from the present one.
YEARS_BACK, YEARS_AHEAD = 5, 6


def check_municipalities(rows: list[MunicipalityRow]) -> None:
    """Raises ReferenceRefused with every problem found."""
    problems = [f"{name} occurs twice" for name in _doubles([row.code for row in rows] + [row.name for row in rows])]
    if not FEWEST_MUNICIPALITIES <= len(rows) <= MOST_MUNICIPALITIES:
        problems.append(f"{len(rows)} municipalities is not the whole country")
    for row in rows:
        if not (row.code.isascii() and row.code.isdigit() and len(row.code) == 4):
            problems.append(f"{row.name}: {row.code!r} is not a CBS code of four digits")
        if not row.name or len(row.name) > 100 or len(row.region) > 100:
            problems.append(f"{row.code}: the name of the municipality or its region is empty or too long")
        if row.province not in PROVINCES:
            problems.append(f"{row.name}: unknown province {row.province!r}")
        if row.school_holiday_region not in HOLIDAY_REGIONS | {""}:
            problems.append(f"{row.name}: unknown school holiday region {row.school_holiday_region!r}")
        if not _in_country(row.latitude, row.longitude):
            problems.append(f"{row.name}: the coordinates lie outside the Netherlands")
    _refuse(problems)


def check_places(rows: list[PlaceRow]) -> None:
    """Raises ReferenceRefused with every problem found."""
    problems = [f"{key} occurs twice" for key in _doubles([row.key for row in rows])]
    for row in rows:
        if not row.key or len(row.key) > 60 or not row.name or len(row.name) > 100:
            problems.append(f"{row.key}: the key or the name is empty or too long")
        if row.school_holiday_region not in HOLIDAY_REGIONS | {""}:
            problems.append(f"{row.name}: unknown school holiday region {row.school_holiday_region!r}")
        if not _in_country(row.latitude, row.longitude):
            problems.append(f"{row.name}: the coordinates lie outside the Netherlands")
        if not 0 <= row.population < 2_000_000:
            problems.append(f"{row.name}: {row.population} inhabitants cannot be")
    _refuse(problems)


def check_postcodes(rows: list[PostcodeRow]) -> None:
    """Raises ReferenceRefused with every problem found."""
    problems = [f"{code} occurs twice" for code in _doubles([row.code for row in rows])]
    for row in rows:
        if not (len(row.code) == 4 and row.code.isascii() and row.code.isdigit() and row.code[0] != "0"):
            problems.append(f"{row.code!r:.20} is no postcode area")
        if not row.place or len(row.place) > 100 or row.basis not in {"plaats", "naburig"}:
            problems.append(f"{row.code}: the place or the basis cannot be used")
        if not _in_country(row.latitude, row.longitude):
            problems.append(f"{row.code}: the coordinates lie outside the Netherlands")
    _refuse(problems)


def check_holidays(rows: list[HolidayRow], *, today: date) -> None:
    """Raises ReferenceRefused with every problem found; `today` decides which years are plausible."""
    problems = [problem for row in rows for problem in _holiday_problems(row, today)]
    for region, group in groupby(sorted(rows, key=lambda row: (row.region, row.starts_on)), key=lambda row: row.region):
        periods = list(group)
        for earlier, later in zip(periods, periods[1:], strict=False):
            if later.starts_on <= earlier.ends_on:
                problems.append(f"{region}: {earlier.name} {earlier.starts_on} overlaps {later.name} {later.starts_on}")
    twice = _doubles([f"{row.region}: {row.name} of {row.school_year}" for row in rows])
    _refuse(problems + [f"{name} occurs twice" for name in twice])


def _holiday_problems(row: HolidayRow, today: date):
    label = f"{row.region} {row.name} {row.starts_on}"
    days = (row.ends_on - row.starts_on).days + 1
    if row.region not in HOLIDAY_REGIONS:
        yield f"{label}: unknown region"
    if row.name not in SEASONS:
        yield f"{label}: unknown holiday, one of {', '.join(SEASONS)} is expected"
    elif row.starts_on.month not in SEASONS[row.name]:
        yield f"{label}: this holiday does not start in month {row.starts_on.month}"
    longest = LONGEST_HOLIDAY if row.name == "zomervakantie" else LONGEST_BUT_SUMMER
    if not SHORTEST_HOLIDAY <= days <= longest:
        yield f"{label}: lasts {days} days, between {SHORTEST_HOLIDAY} and {longest} are expected"
    first = row.starts_on.year if row.starts_on.month >= 9 else row.starts_on.year - 1
    if row.school_year != f"{first}-{first + 1}":
        yield f"{label}: lies in school year {first}-{first + 1}, the file says {row.school_year!r:.20}"
    if not today.year - YEARS_BACK <= first <= today.year + YEARS_AHEAD:
        yield f"{label}: the year {row.starts_on.year} is not plausible in {today.year}"


def _in_country(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return latitude is longitude
    return 50.7 < latitude < 53.6 and 3.3 < longitude < 7.3


def _doubles(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ReferenceRefused(problems)
