"""Habits of the house that a machine can check."""

import re

from django.conf import settings
from django.urls import reverse

from centre.navigation import MENU

ROOMS = ["centre", *settings.ROOMS]
CODE = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((settings.BASE_DIR / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"mail", "pdf"} & set(path.relative_to(settings.BASE_DIR).parts)]
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|hx-on|\"js:|<script(?![^>]*(?:\bsrc=|\btype=\"application/json\"))|javascript:",
    re.IGNORECASE,
)
ORM_VERBS = re.compile(r"\.objects\.(create|get|update|delete|bulk_create|get_or_create|update_or_create)\(|\.save\(")
BANNED_NAMES = {"utils.py", "helpers.py", "common.py", "managers.py", "constants.py"}


def label(path):
    return str(path.relative_to(settings.BASE_DIR))


def test_a_file_stays_short_and_has_a_subject():
    long = {label(path) for path in CODE if len(path.read_text().splitlines()) > 300}

    assert len(CODE) > 300
    assert long == set()
    assert {label(path) for path in CODE if path.name in BANNED_NAMES} == set()


def test_a_view_writes_nothing_itself():
    views = [path for path in CODE if "views" in path.parts]

    assert len(views) > 50
    assert {label(path): found[0] for path in views if (found := ORM_VERBS.search(path.read_text()))} == {}


def test_a_page_has_no_inline_code_that_the_policy_refuses():
    assert len(PAGES) > 200
    assert {label(path): found[0] for path in PAGES if (found := INLINE.search(path.read_text()))} == {}


def test_the_rule_against_inline_code_would_catch_it():
    for planted in ('<p style="x">', "<style>", '<a onclick="x">', "<script>x</script>", '<a href="javascript:x">'):
        assert INLINE.search(planted)
    # Data for a script is no code: no browser runs it, and the policy lets it stand.
    assert not INLINE.search('<script type="application/json">')
    assert INLINE.search('<script type="text/javascript">')


def test_every_menu_line_leads_somewhere():
    for name in {name for items in MENU.values() for name, _label, _icon in items}:
        assert reverse(name).startswith("/"), name


def test_no_page_pulls_anything_from_elsewhere():
    pulled = re.compile(r"<(?:script|img|iframe|link|source|video)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.IGNORECASE)
    for path in TEMPLATES:
        assert pulled.search(path.read_text()) is None, path
    for sheet in (settings.BASE_DIR / "static").rglob("*.css"):
        assert re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text()) is None, sheet
