"""Words of the log that carry something with them: a role, a purpose, the reference of a person (centre/log_words.py)."""

import re

from django.utils.translation import pgettext_lazy

from centre.audiences import Audience
from centre.models.case import CareRelation
from centre.models.consent import Purpose
from centre.models.vault import VaultEntry

#: What is written → what people read; the parts in brackets travel along.
SENTENCES = [
    (r"withdrawn: (?P<what>\w+)", pgettext_lazy("log", "permission taken back: %(what)s")),
    (r"hat (?P<what>\w+) ended (?P<who>\S+)", pgettext_lazy("log", "role %(what)s ended: %(who)s")),
    (r"hat (?P<what>\w+) renewed (?P<who>\S+)", pgettext_lazy("log", "role %(what)s renewed: %(who)s")),
    (r"hat (?P<what>\w+) given (?P<who>\S+)", pgettext_lazy("log", "role %(what)s given: %(who)s")),
    (r"hat (?P<what>\w+)", pgettext_lazy("log", "role %(what)s given")),
    (r"invited (?P<who>\S+)", pgettext_lazy("log", "invited: %(who)s")),
    (r"excluded (?P<who>\S+)", pgettext_lazy("log", "excluded: %(who)s")),
    (r"substitute (?P<who>\S+)", pgettext_lazy("log", "substitute: %(who)s")),
    (r"reader (?P<who>\S+)", pgettext_lazy("log", "reader of a question about a file: %(who)s")),
    (r"contact person ended (?P<who>\S+)", pgettext_lazy("log", "no longer contact person: %(who)s")),
    (r"contact person (?P<who>\S+)", pgettext_lazy("log", "contact person: %(who)s")),
    (r"seat ended (?P<who>\S+)", pgettext_lazy("log", "seat at the consult table ended: %(who)s")),
    (r"seat given (?P<who>\S+)", pgettext_lazy("log", "seat at the consult table: %(who)s")),
    (r"officer ended (?P<who>\S+)", pgettext_lazy("log", "no longer officer for the reporting code: %(who)s")),
    (r"officer (?P<who>\S+)", pgettext_lazy("log", "officer for the reporting code: %(who)s")),
    (r"ended (?P<what>\w+) (?P<who>\S+)", pgettext_lazy("log", "%(what)s ended: %(who)s")),
    (r"recovery asked (?P<who>\S+)", pgettext_lazy("log", "new access asked: %(who)s")),
    (r"recovered (?P<who>\S+)", pgettext_lazy("log", "new access given: %(who)s")),
    (r"recovery (?P<what>\w+)", pgettext_lazy("log", "new access: %(what)s")),
    (r"contact: (?P<what>\w+)", pgettext_lazy("log", "contact: %(what)s")),
    (r"signed in: (?P<what>.+)", pgettext_lazy("log", "signed in: %(what)s")),
    (r"identity (?P<what>\S+) linked", pgettext_lazy("log", "sign-in linked: %(what)s")),
    (r"identity (?P<what>\S+) unlinked", pgettext_lazy("log", "sign-in no longer linked: %(what)s")),
    (r"identity (?P<what>.+)", pgettext_lazy("log", "sign-in refused: %(what)s")),
]
#: Codes inside them that have words of their own.
CODES = {
    **dict(Audience.choices),
    **dict(CareRelation.Kind.choices),
    **dict(Purpose.choices),
    **dict(VaultEntry.Kind.choices),
}


def sentence(word: str) -> str:
    """The words for people, or "" for a word that is none of these."""
    for pattern, words in SENTENCES:
        if found := re.fullmatch(pattern, word):
            return words % {name: str(CODES.get(part, part)) for name, part in found.groupdict().items()}
    return ""
