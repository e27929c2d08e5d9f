"""The report of facts for a court says which sessions there were, and of nobody whether they came."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from centre import clock
from centre.court_facts import Meeting, meetings_of
from groups import services
from groups.models import Attendance
from referrals.services import record_court_track
from tests.centre.signing_in import confirm
from tests.factories import groups as make


def reads(cast, client_as) -> str:
    """The words that a court gets of the cast's family, asked for at one and the same moment."""
    track = cast.case.court_tracks.first() or record_court_track(
        case=cast.case,
        court="Rechtbank",
        case_number="C/15/1",
        pro_forma_on=date(2027, 6, 1),
        goals="Rust",
        by=cast.cora,
    )
    path = f"/coordinatie/zaken/{cast.case.reference}/keten/rechtbank/{track.reference}/verslag.pdf"
    client = client_as(cast.cora)
    confirm(client)
    answer = client.get(path)
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return " ".join(words.split())


@pytest.mark.two_parent
def test_a_court_reads_when_sessions_were_held_and_neither_parent_can_count_the_other_from_it(cast, client_as):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    first, planned = circle.session(1), len(circle.sessions)
    marks = {
        f"parent:{cast.anna.reference}": ("late", "Kanariereden"),
        f"parent:{cast.bram.reference}": ("absent", ""),
    }
    assert f"Van de {planned} geplande bijeenkomsten zijn er 0 geweest." in reads(cast, client_as)
    with clock.at(make.on_the_day(first)):
        services.record_attendance(session=first, marks=marks, by=cast.thea)

    with_one_absent = reads(cast, client_as)
    Attendance.objects.update(mark=Attendance.Mark.PRESENT)
    with_all_there = reads(cast, client_as)
    Attendance.objects.filter(parent=cast.bram).delete()

    assert with_one_absent == with_all_there == reads(cast, client_as)
    assert meetings_of(cast.case)[:2] == [Meeting(1, make.FIRST, True), Meeting(2, circle.session(2).on, False)]
    assert f"Van de {planned} geplande bijeenkomsten is er 1 geweest." in with_one_absent
    assert "12 januari 2027" in with_one_absent
    assert "eigen dossier" in with_one_absent
    for secret in ("Kanariereden", "Anna", "Bram", "Noor"):
        assert secret not in with_one_absent


def test_sessions_after_a_family_left_or_that_were_cancelled_are_not_its_own(cast):
    circle = make.circle(cast, couples=2, state="running", minimum_couples=1)
    second = circle.session(2)
    placement = circle.placements[0]
    placement.ended_on, placement.ended_at, placement.end = second.on, second.starts_at, placement.End.STOPPED
    placement.save()
    stayed = circle.placements[1].case
    everything = [session.number for session in circle.sessions]

    assert [meeting.number for meeting in meetings_of(placement.case)] == [1]
    assert [meeting.number for meeting in meetings_of(stayed)] == everything

    circle.group.placements.filter(case=stayed).update(ended_on=make.FIRST + timedelta(1), end=placement.End.FINISHED)
    circle.group.sessions.filter(number=1).update(cancelled_at=clock.now())
    assert [meeting.number for meeting in meetings_of(stayed)] == everything[1:]
