"""Keep what public pages say, edition by edition."""

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from centre.editions import FILES, blocks, text_of_file
from centre.models import PageEdition
from centre.pdf import draw, page_of, private_file


@transaction.atomic
def keep_editions() -> int:
    """A page file that reads otherwise than its last edition becomes a new edition, dated now; returns how many.

    Compares with the last edition that came from the file: what an editor published later stays until the file changes.
    """
    made = 0
    for page in FILES:
        now = text_of_file(page)
        last = PageEdition.objects.filter(page=page, published_by=None).first()
        if last and (last.title, last.lead, last.text) == (now.title, now.lead, now.text):
            continue
        PageEdition.objects.create(page=page, title=now.title, lead=now.lead, text=now.text)
        made += 1
    return made


def brochure_pdf(*, name: str, title: str, parts: list[PageEdition]) -> bytes:
    """The paper of these editions; made once and kept beside the other private files, because drawing takes seconds.

    Kept under a digest of its page: another language, other words, a restored database or a new lay-out is another paper.
    """
    context = {
        "title": title,
        "pages": [(part, blocks(part.text)) for part in parts],
        "printed_on": max(part.published_at for part in parts),
        "reference": _("Version of"),
    }
    page = page_of("pdf/brochure.html", context)
    path = private_file("brochures", f"{name}-{hashlib.sha256(page.encode()).hexdigest()}.pdf")
    if path.is_file():
        return path.read_bytes()
    content = draw(page)
    # Two who ask at the same moment both draw it, each in an own file: the last one stays.
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return content
