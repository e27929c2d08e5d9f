"""The look keeps its promises: readable colours, light pages, no inline code, icons that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
PAGES = [path for path in (ROOT / "templates").rglob("*.html") if not {"mail", "pdf"} & set(path.parts)]
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")


def roles(*files):
    """Every token of the files as a colour of six hexadecimal digits, references followed."""
    found = {}
    for name in files:
        found |= dict(TOKEN.findall((CSS / name).read_text()))
    for _round in range(3):
        for name, value in found.items():
            if value.startswith("var(--"):
                found[name] = found.get(value[6:-1], value)
    return found


def brightness(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("page", "surface", "sunken", "tint", "tint-strong")
TEXTS = [(ink, ground) for ink in ("ink", "ink-soft", "heading", "link", "link-hover") for ground in GROUNDS]
TEXTS += [(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "child", "quiet")]
TEXTS += [("on-brand", "brand"), ("on-brand", "brand-hover"), ("on-accent", "accent"), ("on-accent", "accent-hover")]
TEXTS += [("on-band", "band"), ("on-band-soft", "band"), ("accent", "page"), ("bad", "surface"), ("bad", "page")]
EDGES = [
    (edge, ground) for edge in ("line-strong", "focus", "brand", "bad") for ground in ("page", "surface", "sunken")
]


@pytest.mark.parametrize("scheme", [("tokens.css",), ("tokens.css", "dark.css")], ids=["day", "night"])
def test_text_has_a_contrast_of_four_and_a_half_by_day_and_by_night(scheme):
    found = roles(*scheme)
    assert [pair for pair in TEXTS if contrast(found[pair[0]], found[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("scheme", [("tokens.css",), ("tokens.css", "dark.css")], ids=["day", "night"])
def test_edges_of_fields_and_the_focus_ring_have_a_contrast_of_three(scheme):
    found = roles(*scheme)
    assert [pair for pair in EDGES if contrast(found[pair[0]], found[pair[1]]) < 3] == []


def test_the_style_sheets_stay_light():
    """What every page loads, and what only the pages of groups load besides."""
    sizes = {path.name: path.stat().st_size for path in CSS.glob("*.css")}
    own = sizes.pop("groups.css")

    assert sum(sizes.values()) < 42_500
    assert own < 7_000


def test_every_rule_of_the_style_sheets_is_whole():
    """A selector never runs into an at-rule: a browser drops the whole block without a word."""
    broken = [
        path.name
        for path in CSS.glob("*.css")
        if re.search(
            r"[^\s{};/*][^{};]*@(?:media|supports|layer)\b[^{;]*\{",
            re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL),
        )
    ]
    assert broken == []


def test_the_script_stays_small_and_loads_nothing_from_elsewhere():
    script = (ROOT / "static" / "js" / "portal.js").read_text()
    assert len(script.splitlines()) < 120
    assert not re.search(r"https?://|eval\(|innerHTML|localStorage|sessionStorage", script)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_has_no_inline_code_or_style(path):
    source = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|\bjs:", source)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", source)
    assert not re.search(r"(src|href)=[\"'](https?:)?//", source)


def test_every_icon_that_a_page_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "img" / "icons.svg").read_text()))
    named = {name for path in PAGES for name in re.findall(r"{% icon [\"']([\w-]+)[\"']", path.read_text())}
    named |= {name for path in PAGES for name in re.findall(r"\bicon=[\"']([\w-]+)[\"']", path.read_text())}
    assert named <= drawn


def test_both_forms_of_a_mail_say_the_same_and_the_html_form_is_small():
    body = "{% block body %}Er staat iets voor u klaar.{% endblock %}"
    written = {}
    with translation.override("en"):
        for kind in ("txt", "html"):
            source = f'{{% extends "mail/base.{kind}" %}}{body}'
            written[kind] = engines["django"].from_string(source).render({"url": "https://portal.example.org/mijn/"})
    assert len(written["html"].encode()) < 30_000
    assert "<img" not in written["html"] and "cid:" not in written["html"]
    for text in ("Er staat iets voor u klaar.", "https://portal.example.org/mijn/", "this mail says little"):
        assert text in written["txt"] and text in written["html"]
