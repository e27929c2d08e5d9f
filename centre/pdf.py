"""Accessible PDFs: tagged (PDF/UA-1, or PDF/A-2a for what is kept), fonts embedded, nothing fetched but data: addresses."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

#: Tagged for a screen reader; and, for papers that somebody keeps for years, with all they need to be drawn alike later.
TAGGED, KEPT = "pdf/ua-1", "pdf/a-2a"


def render_pdf(template: str, context: dict, *, variant: str = TAGGED) -> bytes:
    """Render an HTML template from templates/pdf to a tagged PDF. `context` must hold `title`."""
    return draw(page_of(template, context), variant=variant)


def page_of(template: str, context: dict) -> str:
    """The page that a PDF is drawn from: all that decides how the paper looks, in the language of now."""
    css = "\n".join((settings.BASE_DIR / "static" / "css" / name).read_text() for name in ("tokens.css", "print.css"))
    return render_to_string(template, {**context, "css": css})


def draw(html: str, *, variant: str = TAGGED) -> bytes:
    """A tagged PDF of a page."""
    # Slow import (0.7 s): only processes that make a PDF pay for it.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    return HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant=variant)


def private_file(folder: str, name: str) -> Path:
    """Where a made file lives: outside the web root, reached through a door only."""
    path = settings.PRIVATE_ROOT / folder
    path.mkdir(parents=True, exist_ok=True)
    return path / name
