"""Walk through the portal as one person: every link, every form's address, every file."""

import io
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from pypdf import PdfReader


@dataclass
class Walk:
    """What one person could reach: text by address (pages, headers, calendar files, PDFs)."""

    seen: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    def hits(self, word: str) -> list[str]:
        return [address for address, text in self.seen.items() if word in text]


def crawl(client: Client, starts: list[str], *, stay_in: tuple[str, ...], most: int = 400) -> Walk:
    """Follow links from `starts`, only below `stay_in`; never the way out, and nothing that posts."""
    walk, queue = Walk(), deque(starts)
    while queue and len(walk.seen) < most:
        address = queue.popleft()
        if address in walk.seen or not address.startswith(stay_in):
            continue
        response = client.get(address)
        walk.seen[address] = text_of(response)
        kind = response.get("Content-Type", "").split(";")[0]
        walk.kinds[kind] = walk.kinds.get(kind, 0) + 1
        if response.status_code in (301, 302):
            queue.append(urlsplit(urljoin(address, response["Location"])).path)
        if kind == "text/html":
            queue.extend(links_of(response.content, address))
    return walk


def links_of(content: bytes, base: str) -> list[str]:
    """Addresses of this portal that the page names, in links and in things that load by themselves."""
    page = BeautifulSoup(content, "html.parser")
    found = [tag.get("href") or tag.get("hx-get") for tag in page.select("a[href], [hx-get]")]
    parts = [urlsplit(urljoin(base, address)) for address in found if address]
    own = [part for part in parts if not part.netloc or part.netloc == "testserver"]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in own]


def text_of(response) -> str:
    """Body and headers as text; PDFs as the words, the metadata and the raw file."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    if body.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(body))
        words = "\n".join(page.extract_text() for page in reader.pages)
        return f"{headers}\n{words}\n{dict(reader.metadata or {})}\n{body.decode('latin-1')}"
    return f"{headers}\n{body.decode('utf-8', 'replace')}"
