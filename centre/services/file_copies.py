"""The copy of a file that was granted: made per reader, stored encrypted (law.md R33)."""

import json
import secrets

from django.utils.translation import gettext as _

from centre import clock
from centre.fields import cipher
from centre.models import FileRequest, Passage
from centre.pdf import KEPT, private_file, render_pdf
from centre.services.contact import in_words

Kind = FileRequest.Kind


def make_file(*, request: FileRequest) -> str:
    """Make and store what is given, under the watermark of who asks; returns its name on the private disk."""
    passages = list(request.passages.all()) + _own_contact(request)
    if request.kind == Kind.PORTABILITY:
        given = [
            {"heading": p.heading, "date": p.dated and p.dated.isoformat(), "text": p.text}
            for p in passages
            if not p.ground
        ]
        content = json.dumps(given, ensure_ascii=False, indent=1).encode()
    else:
        context = {"title": _("Copy of a file"), "request": request, "passages": passages, "confidential": True}
        context |= {"watermark": str(request.asker), "reference": request.reference, "printed_on": clock.today()}
        content = render_pdf("pdf/inspection_copy.html", context, variant=KEPT)
    key = secrets.token_hex(16)
    path = private_file("inzage", key)
    path.write_bytes(cipher().encrypt(content))
    path.chmod(0o600)
    return key


def content_of(*, request: FileRequest) -> bytes:
    """The delivered file. Raises FileNotFoundError when there is none."""
    if not request.key:
        raise FileNotFoundError(request.reference)
    return cipher().decrypt(private_file("inzage", request.key).read_bytes())


def _own_contact(request: FileRequest) -> list[Passage]:
    """What the vault keeps of the person who asks: straight into the own copy, past the eyes of the readers."""
    if request.parent_id is None or request.dossier.parent_id != request.parent_id:
        return []
    kept = request.parent.vault.order_by("kind")
    return [Passage(heading=entry.get_kind_display().capitalize(), text=in_words(entry.value)) for entry in kept]
