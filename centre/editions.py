"""The text of public pages as plain lines: read from a page file, cut into blocks, found as it was on a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser

from django.template.loader import render_to_string
from django.utils import timezone, translation

from centre import clock
from centre.models import PageEdition, PageFilm

#: Last part of the address → page file. The front page has a name of its own.
FRONT = "voorpagina"
FILES = {
    FRONT: "centre/home.html",
    "aanmelden": "centre/public/apply.html",
    "ouders": "centre/public/parents.html",
    # Children choose their age: words at that level.
    "kinderen": "centre/public/children.html",
    "kinderen-8-12": "centre/public/children_8_12.html",
    "jongeren": "centre/public/young_people.html",
    "verwijzers": "centre/public/referrers.html",
    "therapeuten": "centre/public/therapists.html",
    "privacy": "centre/public/privacy.html",
    "toegankelijkheid": "centre/public/accessibility.html",
    "hulp-nu": "centre/public/help_now.html",
}
#: What a brochure is made of, page by page.
BROCHURES = {
    "ouders": ("ouders", "aanmelden", "privacy", "hulp-nu"),
    "verwijzers": ("verwijzers", "aanmelden", "privacy", "hulp-nu"),
}
#: Pages that may have a film of the centre's own beside them: the information for one audience.
WITH_FILM = ("ouders", "aanmelden", "kinderen", "kinderen-8-12", "jongeren", "verwijzers", "therapeuten")
HEADING, ITEM, STEP = "## ", "- ", "1. "
#: What is no text of the page, and the tags that stand for one line.
SKIPPED = {"svg", "nav", "script", "style", "header", "footer", "form", "button", "dialog", "table"}
LINES = {"h1", "h2", "h3", "p", "li", "dt", "dd", "summary"}


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, or the items of a list. `kind`: heading, text, items or steps."""

    kind: str
    lines: list[str]


@dataclass(frozen=True)
class FileText:
    title: str
    lead: str
    text: str


def blocks(text: str) -> list[Block]:
    """Plain lines as blocks, in their order; anything that looks like a tag stays text."""
    found: list[Block] = []
    for line in map(str.strip, text.splitlines()):
        kind, words = _read(line)
        if kind == "gap":
            found.append(Block("gap", []))
        elif found and found[-1].kind == kind and kind != "heading":
            found[-1].lines.append(words)
        else:
            found.append(Block(kind, [words]))
    return [block for block in found if block.kind != "gap"]


def current(page: str) -> PageEdition | None:
    """What the page says now; nothing before its first edition was kept. One query."""
    return as_of(page, clock.now())


def as_of(page: str, moment: datetime) -> PageEdition | None:
    """What the page said at a moment."""
    return PageEdition.objects.filter(page=page, published_at__lte=moment).first()


def film_of(page: str) -> PageFilm | None:
    """The film of the centre's own beside a page; most pages have none. One query."""
    return PageFilm.objects.shown().filter(page=page).first()


def shown_film(reference: str) -> PageFilm | None:
    """A film that stands on a page now."""
    return PageFilm.objects.shown().filter(reference=reference).first()


def brochure(name: str, on: date) -> list[PageEdition]:
    """The editions that a brochure of this day holds; empty before the first one."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time())) - timedelta(microseconds=1)
    return [row for row in (as_of(page, end) for page in BROCHURES[name]) if row]


def version_days(name: str) -> list[date]:
    """The days on which this brochure changed, the newest first."""
    rows = PageEdition.objects.filter(page__in=BROCHURES[name], published_at__lte=clock.now())
    days = {timezone.localdate(moment) for moment in rows.values_list("published_at", flat=True)}
    return sorted(days, reverse=True)[:60]


def text_of_file(page: str) -> FileText:
    """What the page file says in Dutch, as plain lines."""
    with translation.override("nl"):
        # Nobody sends a form of this copy; without any token each page would warn in the log of the server.
        html = render_to_string(FILES[page], {"csrf_token": "-"})
    reader = _Reader()
    reader.feed(html)
    lines = reader.lines
    title = next((words for tag, words in lines if tag == "h1"), page)
    lead = next((words for tag, words in lines if tag == "lead"), "")
    body = [_line(tag, words) for tag, words in lines if tag not in ("h1", "lead")]
    return FileText(title[:150], lead[:500], "\n".join(body)[:20_000])


def _read(line: str) -> tuple[str, str]:
    if not line:
        return "gap", ""
    if line.startswith(HEADING):
        return "heading", line[len(HEADING) :].strip()
    if line.startswith(ITEM):
        return "items", line[len(ITEM) :].strip()
    if found := re.match(r"\d{1,2}\. (.*)", line):
        return "steps", found[1].strip()
    return "text", line


def _line(tag: str, words: str) -> str:
    if tag in ("h2", "h3", "summary", "dt"):
        return f"\n{HEADING}{words}"
    return {"item": ITEM, "step": STEP}.get(tag, "") + words + ("\n" if tag in ("p", "dd") else "")


class _Reader(HTMLParser):
    """Collects the lines inside <main>. Not for anything but our own page files."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[str, str]] = []
        self.inside = self.skipped = 0
        self.lists: list[str] = []
        self.tag, self.words = "", []

    def handle_starttag(self, tag, attributes):
        css = dict(attributes).get("class") or ""
        if tag == "main":
            self.inside = 1
        elif self.inside and (tag in SKIPPED or "visually-hidden" in css or "button" in css.split()):
            self.skipped += tag not in ("img", "br")
        elif self.skipped:
            self.skipped += tag in SKIPPED or tag in ("a", "span")
        elif self.inside and tag in ("ul", "ol"):
            self.lists.append(tag)
        elif self.inside and tag in LINES:
            self._close()
            # The small words above a title only repeat where one is.
            self.tag = "" if "eyebrow" in css.split() else "lead" if tag == "p" and "lead" in css.split() else tag

    def handle_endtag(self, tag):
        if tag == "main":
            self._close()
            self.inside = 0
        elif self.skipped:
            self.skipped -= tag in SKIPPED or tag in ("a", "span")
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in LINES:
            self._close()

    def handle_data(self, data):
        if self.inside and not self.skipped and self.tag:
            self.words.append(data)

    def _close(self):
        words = " ".join("".join(self.words).split())
        if words and self.tag:
            tag = self.tag
            if tag == "li" or (self.lists and tag == "p"):
                tag = "step" if self.lists and self.lists[-1] == "ol" else "item"
            self.lines.append((tag, words))
        self.tag, self.words = "", []
