"""The table of what the law and the standards ask (docs/law.csv): every place and test exists, none is met without a test."""

import re

import pytest
from django.conf import settings

from tests.house.test_asvs import names_without_a_place, table

ROWS = table("law.csv")
STATES = {"met", "partly", "not met"}
#: Numbers of our own: people and consent, access, files, numbers of citizens, logging, the reporting code; holidays.
NUMBERS = [*range(1, 58), 80]
PLACE = re.compile(r"[\w.-]+(?:/[\w.-]+)*")


def faults_of(row: dict[str, str]) -> list[str]:
    """What is wrong with one row, in words; empty when it holds."""
    places = PLACE.findall(row["place"])
    gone = [place for place in places if not (settings.BASE_DIR / place).exists()]
    faults = [f"no such place: {place}" for place in gone]
    faults += [f"no such test: {name}" for name in names_without_a_place(row["tests"])]
    if row["state"] not in STATES:
        faults.append("no such state")
    if row["state"] == "met" and not (row["tests"].strip() and places):
        faults.append("met without a test or a place")
    if row["state"] != "met" and not row["remark"].strip():
        faults.append("not met without a word about what is missing")
    return faults + [f"empty: {name}" for name in ("what", "source") if not row[name].strip()]


def test_no_number_is_missing_or_said_twice():
    assert [int(row["requirement"].removeprefix("R")) for row in ROWS] == NUMBERS


@pytest.mark.parametrize("row", ROWS, ids=[row["requirement"] for row in ROWS])
def test_every_requirement_names_a_place_and_a_test_that_exist(row):
    assert faults_of(row) == []


def test_a_row_that_says_too_much_would_be_noticed():
    row = {"what": "x", "source": "y", "place": "centre/nowhere.py", "tests": "", "state": "met", "remark": ""}

    assert faults_of(row) == ["no such place: centre/nowhere.py", "met without a test or a place"]
    assert "no such state" in faults_of(row | {"state": "nearly"})
    assert faults_of(row | {"place": "centre/clock.py", "tests": "tests/house/test_law.py::test_gone"}) == [
        "no such test: tests/house/test_law.py::test_gone"
    ]
