"""The report of facts for a court says how many came to each session, and of nobody by name."""

import io
from datetime import date

from pypdf import PdfReader

from centre import clock
from centre.court_facts import Meeting, meetings_of
from groups import services
from referrals.services import record_court_track
from tests.factories import groups as make


def test_a_court_reads_who_came_in_numbers_and_neither_name_nor_reason(cast, client_as):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    first = circle.session(1)
    marks = {
        f"parent:{cast.anna.reference}": ("late", "Kanariereden"),
        f"parent:{cast.bram.reference}": ("absent", ""),
    }
    track = record_court_track(
        case=cast.case,
        court="Rechtbank",
        case_number="C/15/1",
        pro_forma_on=date(2027, 6, 1),
        goals="Rust",
        by=cast.cora,
    )
    path = f"/coordinatie/zaken/{cast.case.reference}/keten/rechtbank/{track.reference}/verslag.pdf"
    assert meetings_of(cast.case) == []
    with clock.at(make.on_the_day(first)):
        services.record_attendance(session=first, marks=marks, by=cast.thea)

    answer = client_as(cast.cora).get(path)
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)

    assert meetings_of(cast.case) == [Meeting(1, make.FIRST, 1, 2, 1, 1)]
    assert "1 van 2" in words
    assert "12 januari 2027" in words
    for secret in ("Kanariereden", "Anna", "Bram", "Noor"):
        assert secret not in words
