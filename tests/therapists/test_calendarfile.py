"""Days away out of a calendar file: what counts, what repeats, what is hostile, and nothing twice."""

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from centre import clock
from tests.factories.therapists import therapist
from therapists.calendarfile import read_calendar
from therapists.models import Absence

TODAY = date(2027, 3, 1)
ZONE = ZoneInfo("Europe/Amsterdam")


def ics(*entries: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:u{n}@x\r\n{entry}\r\nEND:VEVENT\r\n" for n, entry in enumerate(entries))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//NL\r\n{body}END:VCALENDAR\r\n".encode()


def found(*entries: str) -> list[tuple[str, str]]:
    rows = read_calendar(ics(*entries), today=TODAY, zone=ZONE).away
    return [(row.since.isoformat(), row.until.isoformat()) for row in rows]


@pytest.mark.parametrize(
    ("entry", "days"),
    [
        ("DTSTART;VALUE=DATE:20270405\r\nDTEND;VALUE=DATE:20270410", [("2027-04-05", "2027-04-09")]),
        ("DTSTART;VALUE=DATE:20270405", [("2027-04-05", "2027-04-05")]),
        ("DTSTART;VALUE=DATE:20270405\r\nDURATION:P3D", [("2027-04-05", "2027-04-07")]),
        ("DTSTART:20270405T220000Z\r\nDTEND:20270406T100000Z", [("2027-04-06", "2027-04-06")]),
        ("DTSTART;TZID=America/New_York:20270405T200000\r\nDTEND;TZID=America/New_York:20270405T220000", [("2027-04-06", "2027-04-06")]),
        ("DTSTART;TZID=Europe/Amsterdam:20270405T090000\r\nDTEND;TZID=Europe/Amsterdam:20270407T000000", [("2027-04-05", "2027-04-06")]),
        ("DTSTART;VALUE=DATE:20270220\r\nDTEND;VALUE=DATE:20270305", [("2027-02-20", "2027-03-04")]),
        ("DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270102", []),
        ("DTSTART;VALUE=DATE:20300101", []),
        ("DTSTART;VALUE=DATE:20270405\r\nSTATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20270405\r\nTRANSP:TRANSPARENT", []),
        ("DTSTART;VALUE=DATE:20270405\r\nDTEND:20270406T100000Z", []),
        ("SUMMARY:zonder begin", []),
    ],
)  # fmt: skip
def test_an_entry_becomes_whole_days_on_the_wall_clock(entry, days):
    assert found(entry) == days


def test_a_series_repeats_without_the_days_that_were_left_out_or_moved():
    weekly = "DTSTART;VALUE=DATE:20270301\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nEXDATE;VALUE=DATE:20270308"
    content = ics(weekly).replace(
        b"END:VCALENDAR",
        b"BEGIN:VEVENT\r\nUID:u0@x\r\nRECURRENCE-ID;VALUE=DATE:20270315\r\nDTSTART;VALUE=DATE:20270316\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    rows = read_calendar(content, today=TODAY, zone=ZONE).away

    assert [row.since.day for row in rows] == [1, 16, 22, 29]


def test_hours_of_a_series_stay_on_the_wall_clock_when_the_clock_changes():
    weekly = (
        "DTSTART;TZID=Europe/Amsterdam:20270322T233000\r\nDURATION:PT20M\r\nRRULE:FREQ=WEEKLY;UNTIL=20270406T000000Z"
    )
    assert [since for since, _until in found(weekly)] == ["2027-03-22", "2027-03-29", "2027-04-05"]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\x00\xff" * 100, b"BEGIN:VCALENDAR", b"x" * 500_001, ics(*["DTSTART;VALUE=DATE:20270405"] * 2001),
     ics(*["DTSTART;VALUE=DATE:20270405\r\nRRULE:FREQ=DAILY"] * 61)],
    ids=["empty", "words", "bytes", "cut off", "too large", "too many", "too much that repeats"],
)  # fmt: skip
def test_a_file_that_is_no_calendar_or_too_much_is_refused(content):
    try:
        rows = read_calendar(content, today=TODAY, zone=ZONE).away
    except ValidationError as refused:
        assert refused.message_dict["file"]
    else:
        assert rows == []
        assert len(content) < 20


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;INTERVAL=99999999", "FREQ=DAILY;COUNT=999999999",
     "FREQ=HOURLY;BYHOUR=99", "FREQ=NEVER", "FREQ=DAILY;UNTIL=99991231", "FREQ=WEEKLY;BYDAY=XX",
     "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)  # fmt: skip
def test_a_hostile_rule_costs_little(rule):
    begin = time.process_time()

    assert len(found(f"DTSTART;VALUE=DATE:20130101\r\nRRULE:{rule}")) <= 200
    assert time.process_time() - begin < 4


def test_nothing_is_kept_before_confirming_and_the_same_file_twice_adds_nothing(cast, client_as):
    therapist(cast, cast.thea)
    theas = client_as(cast.thea)
    day = clock.today().replace(day=1).replace(year=clock.today().year + 1)
    content = ics(f"SUMMARY:Geheime reis\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}", "DTSTART;VALUE=DATE:20000101")

    for expected in (1, 1):
        page = theas.post("/praktijk/werk/agenda/", {"file": SimpleUploadedFile("a.ics", content)})
        assert "Geheime reis" in page.content.decode()
        answer = theas.post(
            "/praktijk/werk/agenda/overnemen/", {"sealed": page.context["sealed"], "chosen": ["0", "7", "x"]}
        )
        assert answer.status_code == 302
        assert Absence.objects.count() == expected
    assert Absence.objects.get().since == day


def test_a_preview_of_somebody_else_or_a_changed_one_is_refused(cast, client_as):
    therapist(cast, cast.thea), therapist(cast, cast.ulla, role="child_lead")
    day = clock.today().replace(day=1).replace(year=clock.today().year + 1)
    content = ics(f"DTSTART;VALUE=DATE:{day:%Y%m%d}")
    page = client_as(cast.thea).post("/praktijk/werk/agenda/", {"file": SimpleUploadedFile("a.ics", content)})

    for sealed in (page.context["sealed"], page.context["sealed"] + "x", ""):
        client_as(cast.ulla).post("/praktijk/werk/agenda/overnemen/", {"sealed": sealed, "chosen": ["0"]})
    assert not Absence.objects.exists()


def test_what_is_not_read_is_told_with_its_title_and_day(cast, client_as):
    """A rare rhythm, a broken line and single extra days are named; a rare series that ended is nobody's concern."""
    therapist(cast, cast.thea)
    day = f"{clock.today().year + 1}0601"
    content = ics(
        f"SUMMARY:Cursus\r\nDTSTART;VALUE=DATE:{day}\r\nRRULE:FREQ=YEARLY;BYWEEKNO=20",
        "SUMMARY:Kapot",
        f"SUMMARY:Losse dagen\r\nDTSTART;VALUE=DATE:{day}\r\nRDATE;VALUE=DATE:{day[:-2]}09",
        "SUMMARY:Voorbij\r\nDTSTART;VALUE=DATE:20200601\r\nRRULE:FREQ=YEARLY;BYWEEKNO=20;UNTIL=20220601",
        "SUMMARY:Heel oud\r\nDTSTART;VALUE=DATE:20000601\r\nRRULE:FREQ=WEEKLY",
    )
    page = client_as(cast.thea).post("/praktijk/werk/agenda/", {"file": SimpleUploadedFile("a.ics", content)})

    reading = page.context["reading"]
    assert [row.title for row in reading.missed] == ["Cursus", "Kapot", "Losse dagen", "Heel oud"]
    assert [away.title for away in reading.away] == ["Losse dagen"]
    assert [row.is_partly for row in reading.missed] == [False, False, True, False]
    words = page.content.decode()
    assert all(row.title in words and row.why for row in reading.missed)
    assert words.count("Van deze regel staat hieronder niets.") == 3
    assert words.count("De andere dagen van deze regel staan hieronder.") == 1


def test_more_days_than_fit_are_told():
    reading = read_calendar(ics("DTSTART;VALUE=DATE:20270301\r\nRRULE:FREQ=DAILY"), today=TODAY, zone=ZONE)

    assert (len(reading.away), reading.is_cut) == (200, True)
