"""The privacy officer reads Dutch: every word that a view writes into the log has its words for people."""

import inspect
import re
from importlib import import_module

from django.conf import settings

from centre import log_sentences, log_words
from centre.services import what_stops
from tests.house.test_enhancements import ROOT


def written_words() -> set[str]:
    """Labels and purposes as they stand in the code; the purpose of a keyed digest is no word of the log."""
    sources = [path.read_text() for room in ["centre", *settings.ROOMS] for path in (ROOT / room).rglob("*.py")]
    sources = [re.sub(r"(?m)^.*blind_index\(.*$", "", text) for text in sources]
    return {word for text in sources for word in re.findall(r'\b(?:label|purpose)="([a-z][^"]*)"', text)}


def test_every_word_of_the_log_has_dutch_words():
    assert written_words() - set(log_words.WORDS) == set()


def test_the_log_shows_them(cast, client_as):
    client_as(cast.cora).get(f"/coordinatie/zaken/{cast.case.reference}/")

    page = client_as(cast.fiona).get("/toezicht/inzage/").content.decode()

    assert "<td>traject</td>" in page and "<td>regio</td>" in page
    assert "<td>case</td>" not in page


def test_what_a_withdrawal_undoes_and_who_got_or_lost_a_role_is_read_in_dutch():
    """features.md C7: the log lists the effects."""
    rooms = [import_module(f"{room}.withdrawal") for room in ("groups", "research")]
    effects = {word for room in rooms for word in re.findall(r'\["([^"]+)"\]', inspect.getsource(room.effects))}
    effects |= set(re.findall(r'"([a-z ]+ revoked)"', inspect.getsource(what_stops)))
    assert len(effects) == 5
    assert effects <= set(log_words.WORDS)
    for word, words in (
        ("withdrawn: research", "toestemming ingetrokken: wetenschappelijk onderzoek"),
        ("hat therapist ended P-ABC", "rol therapeut beëindigd: P-ABC"),
        ("hat referrer renewed P-ABC", "rol verwijzer verlengd: P-ABC"),
        ("ended excluded P-ABC", "uitgesloten beëindigd: P-ABC"),
        ("iets anders", "iets anders"),
    ):
        assert log_words.said(word).lower() == words.lower()


def test_every_word_with_a_part_of_its_own_is_known():
    sources = [path.read_text() for room in ["centre", *settings.ROOMS] for path in (ROOT / room).rglob("*.py")]
    written = {word for text in sources for word in re.findall(r'access\.log\([^)]*label=f"([^"{]+)\{', text)}
    assert written and not [
        word for word in written if not (log_sentences.sentence(f"{word}x") or log_sentences.sentence(f"{word}x y"))
    ]
