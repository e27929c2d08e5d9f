"""Keep what public pages say, edition by edition."""

from django.db import transaction

from centre.editions import FILES, text_of_file
from centre.models import PageEdition


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
