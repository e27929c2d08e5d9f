"""The privacy officer reads Dutch: every word that a view writes into the log has its words for people."""

import re

from django.conf import settings

from centre import log_words
from tests.house.test_enhancements import ROOT


def written_words() -> set[str]:
    """Labels and purposes as they stand in the code."""
    sources = [path.read_text() for room in ["centre", *settings.ROOMS] for path in (ROOT / room).rglob("*.py")]
    return {word for text in sources for word in re.findall(r'\b(?:label|purpose)="([a-z][^"]*)"', text)}


def test_every_word_of_the_log_has_dutch_words():
    assert written_words() - set(log_words.WORDS) == set()


def test_the_log_shows_them(cast, client_as):
    client_as(cast.cora).get(f"/coordinatie/zaken/{cast.case.reference}/")

    page = client_as(cast.fiona).get("/toezicht/inzage/").content.decode()

    assert "<td>traject</td>" in page and "<td>regio</td>" in page
    assert "<td>case</td>" not in page
