"""The Dutch catalogue is complete: nothing empty, nothing fuzzy, nothing in the code that is missing from it."""

import re

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUE = settings.BASE_DIR / "centre" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
FORBIDDEN = re.compile(
    r"vechtscheiding|tegenpartij|wederpartij|\bdader|ouderverstoting|weigert|dwarsligger", re.IGNORECASE
)


@pytest.fixture(scope="module")
def entries():
    return polib.pofile(str(CATALOGUE))


def test_no_message_is_empty_or_fuzzy(entries):
    assert len(entries) > 300
    assert [entry.msgid for entry in entries if not entry.obsolete and (entry.fuzzy or not entry.translated())] == []


def test_no_word_blames_a_parent(entries):
    assert [entry.msgstr for entry in entries if FORBIDDEN.search(entry.msgstr)] == []


def test_u_goes_with_hebt(entries):
    """ "U heeft" is stiff beside "u hebt"; in the two that stay somebody else is the subject."""
    others = {"degene die u heeft uitgenodigd", "Wie u heeft verwezen"}
    words = re.compile(r"\bheeft u\b|\bu heeft\b", re.IGNORECASE)
    said = [text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values()) if words.search(text)]

    assert [text for text in said if not any(other in text for other in others)] == []


def test_every_message_of_code_and_templates_is_in_the_catalogue(tmp_path, entries, monkeypatch):
    """makemessages in a copy: the set of messages must be the same."""
    for folder in ["centre", "templates", *settings.ROOMS]:
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".txt"}:
                target = tmp_path / path.relative_to(settings.BASE_DIR)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(path.read_text())
    (tmp_path / "centre" / "locale").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path)
    settings_paths = [str(tmp_path / "centre" / "locale")]
    monkeypatch.setattr(settings, "LOCALE_PATHS", settings_paths)
    call_command("makemessages", locale=["nl"], verbosity=0)

    found = polib.pofile(str(tmp_path / "centre" / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
    have = {(entry.msgctxt, entry.msgid) for entry in entries if not entry.obsolete}
    assert {(entry.msgctxt, entry.msgid) for entry in found} - have == set()
