"""What one person can do with the portal: every form on the own pages, filled in by chance and sent."""

from dataclasses import dataclass
from random import Random
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.centre.hostile_files import picture
from tests.house.crawling import Walk

#: Addresses whose outcome both parents may know, because the centre tells it to both (declared disclosures): whether the
#: two requests are complete and a place was taken by both. And what ends the own session.
DECLARED = ("/mijn/plek/", "/mijn/aanmelding/", "/mijn/gezin/", "/account/", "/taal/")
WORDS = ("KANARIE", "Ik wil dit graag bespreken.", "Kade 3", "2011 AA", "0612345678", "")


@dataclass(frozen=True)
class Doing:
    """One form: where it goes and the page on which it stands."""

    page: str
    action: str


def doings_of(walk: Walk) -> list[Doing]:
    """Every form that posts, on every page of a walk; each address once."""
    found = {}
    for page, text in walk.seen.items():
        for form in _forms(text):
            action = _address(form, page)
            if not action.startswith(DECLARED):
                found.setdefault(action, Doing(page, action))
    return sorted(found.values(), key=lambda doing: doing.action)


def do(client: Client, doing: Doing, chance: Random) -> int:
    """Open the page, fill that form in by chance and send it; returns the answer's status (0: the form is gone)."""
    text = client.get(doing.page).content.decode("utf-8", "replace")
    forms = [form for form in _forms(text) if _address(form, doing.page) == doing.action]
    return client.post(doing.action, _filled_in(forms[0], chance)).status_code if forms else 0


def _forms(text: str) -> list[Tag]:
    return BeautifulSoup(text, "html.parser").select("main form[method=post]") if "<form" in text else []


def _address(form: Tag, page: str) -> str:
    return urlsplit(urljoin(page, form.get("action") or page)).path


def _filled_in(form: Tag, chance: Random) -> dict:
    data = {}
    for field in form.select("input[name], textarea[name], select[name], button[name]"):
        name, kind = field["name"], field.get("type", field.name)
        if kind in ("hidden",):
            data[name] = field.get("value", "")
        elif kind in ("radio", "checkbox", "submit"):
            data = _maybe(data, name, field.get("value", "on"), kind, chance)
        elif field.name == "select":
            data[name] = chance.choice([option.get("value", "") for option in field.select("option")] or [""])
        elif kind == "file":
            data[name] = SimpleUploadedFile("x.png", picture("PNG"), "image/png")
        else:
            data[name] = {"date": "2026-11-30", "number": "3", "time": "10:00", "email": "x@example.org"}.get(
                kind, chance.choice(WORDS)
            )
    return data


def _maybe(data: dict, name: str, value: str, kind: str, chance: Random) -> dict:
    """Of the radio buttons one; of the boxes some."""
    if kind == "radio" and (name not in data or chance.random() < 0.5):
        return data | {name: value}
    if kind == "checkbox" and chance.random() < 0.7:
        return data | {name: [*data.get(name, []), value]}
    return data | {name: value} if kind == "submit" and chance.random() < 0.5 else data
