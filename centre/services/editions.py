"""Keep what public pages say, edition by edition."""

from django.db import transaction
from django.utils.translation import gettext as _

from centre.editions import FILES, blocks, text_of_file
from centre.models import PageEdition
from centre.pdf import private_file, render_pdf


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
    """The paper of these editions; made once and kept beside the other private files, because drawing takes seconds."""
    path = private_file("brochures", f"{name}-{'-'.join(str(part.pk) for part in parts)}.pdf")
    if path.is_file():
        return path.read_bytes()
    context = {
        "title": title,
        "pages": [(part, blocks(part.text)) for part in parts],
        "printed_on": max(part.published_at for part in parts),
        "reference": _("Version of"),
    }
    content = render_pdf("pdf/brochure.html", context)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return content
