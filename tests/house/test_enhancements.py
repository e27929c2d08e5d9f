"""What a page loads beside its words: htmx only where it is used, and little altogether for a parent."""

import re

import pytest
from django.contrib.staticfiles import finders

from tools.environment import ROOT

TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text() for path in (ROOT / "templates").rglob("*.html")
}
#: HTML, CSS and scripts of one parent's page together, before compression, in bytes.
MOST_BYTES = 66_000


def asks_for_htmx(name: str) -> bool:
    """The template itself or one that it includes has hx attributes."""
    text = TEMPLATES[name]
    if re.search(r"\shx-(get|post)=", text):
        return True
    return any(asks_for_htmx(part) for part in re.findall(r'{% include "([^"]+)"', text) if part in TEMPLATES)


def test_htmx_is_loaded_by_the_pages_that_use_it_and_by_no_other():
    pages = {name for name, text in TEMPLATES.items() if "{% extends" in text}
    loads = {name for name in pages if "{% htmx_script %}" in TEMPLATES[name]}

    assert loads == {name for name in pages if asks_for_htmx(name)}
    assert loads


@pytest.mark.parametrize("path", ["/mijn/", "/mijn/toestemming/", "/mijn/berichten/", "/mijn/vragenlijsten/"])
def test_a_parents_page_is_light(cast, client_as, path):
    page = client_as(cast.anna).get(path).content
    files = re.findall(rb'(?:href|src)="/static/([^"?]+\.(?:css|js))"', page)
    weight = len(page) + sum(len(open(finders.find(name.decode()), "rb").read()) for name in files)  # noqa: SIM115, PTH123

    assert b"htmx.min.js" not in page
    assert weight < MOST_BYTES, (path, weight)
