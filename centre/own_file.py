"""What stands in one dossier, as the passages that somebody reads: the words of its rows (centre/own_rows.py) and of the
facts that hang on the person (centre/own_facts.py).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from centre import own_facts
from centre.fields import EncryptedJSONField
from centre.models import Child, Dossier, Message, Note, Parent, VaultEntry
from centre.own_rows import MOMENTS, facts_about, rows_of

#: Answers that belong in the vault: readers of a draft do not see them; the person's own copy gets them from there.
LOCKED_AWAY = {"street", "postcode", "place", "phone"}
#: When a row was written, or a fact came about; the latter are shown, never counted for the term.
FACT_MOMENTS = (*MOMENTS, "taken_at", "accepted_at", "recorded_at", "invited_at")
AUTHORS = ("written_by_id", "added_by_id", "sent_by_id", "entered_by_id", "answered_by_id")


@dataclass(frozen=True)
class Piece:
    """One passage. `names_another`: it mentions somebody else of the family, or somebody else said or added it."""

    heading: str
    text: str
    at: datetime | None
    names_another: bool
    #: Key of the user who wrote or added it, where the row says so.
    by: int | None = None
    #: Whose own view it is, when somebody asked to have it in the file for all to read (Jw 7.3.8 lid 2).
    view_of: str = ""
    #: The row it was read from: ("room.Model", number); empty for a fact that is shown only.
    row: tuple[str, int] = ("", 0)
    #: Key of the case it belongs to, where the row says so: a child of two families has one file.
    case: int | None = None
    #: Key of the family, for what is of a whole family and of no case.
    family: int | None = None
    #: Said by the person whose file it is: of a child, no parent's business by itself.
    is_own_voice: bool = False
    #: Written to the person whose file it is: to a child, likewise.
    is_to_person: bool = False


def pieces_of(dossier: Dossier, reader: Parent | Child | None = None) -> list[Piece]:
    """The passages in the order of time. A passage that may be another's too is marked for the readers.

    `reader`: who asks about a child's file, a parent or the child; that person is nobody else there.
    """
    others, accounts = _others(dossier, reader)
    content = [
        replace(_piece(row, _text_of(row, names), others, accounts), is_to_person=_is_written_to(dossier, row))
        for row, names in rows_of(dossier)
    ]
    facts = [replace(_piece(row, _text_of(row, []), others, accounts), row=("", 0)) for row in facts_about(dossier)]
    pieces = [piece for piece in content + facts if piece.text.strip()]
    return sorted(pieces, key=lambda piece: (piece.at is None, piece.at or timezone.now()))


def _piece(row: Model, text: str, others: set[str], accounts: set[int]) -> Piece:
    how = own_facts.told().get(row._meta.label)
    subject = getattr(row, "subject", "")
    # Some rows have a person as their subject: that is no heading.
    name = subject if subject and isinstance(subject, str) else how.heading if how else row._meta.verbose_name
    heading = str(name)[:1].upper() + str(name)[1:]
    about = f"{heading} {text}".casefold()
    by = _author(row)
    foreign = isinstance(row, Note) and row.kind == Note.Kind.STATEMENT or how and how.of_another(row)
    named = bool(foreign) or by in accounts or any(name in about for name in others)
    at = next((value for value in (getattr(row, name, None) for name in FACT_MOMENTS) if value), None)
    facts = {"case": getattr(row, "told_case", None), "is_own_voice": bool(how and how.is_own_voice)}
    if how and how.family:
        facts["family"] = getattr(row, how.family)
    return Piece(heading, text, at, named, by, _view_of(row), (row._meta.label, row.pk), **facts)


def _text_of(row: Model, names: list[str]) -> str:
    """The words of a row for its reader; "" for what a reader of a draft never sees."""
    if isinstance(row, VaultEntry):
        return ""
    if how := own_facts.told().get(row._meta.label):
        return how.words(row)
    return "\n".join(part for part in (_words(row, name) for name in names) if part)


def names_others(dossier: Dossier, text: str) -> bool:
    """Whether a text for this person names another parent around this person."""
    names, _accounts = _others(dossier, None)
    return any(name in text.casefold() for name in names)


def without_contact(answers):
    """Answers without what belongs in the vault, at every depth."""
    if isinstance(answers, dict):
        return {key: without_contact(part) for key, part in answers.items() if key not in LOCKED_AWAY}
    return [without_contact(part) for part in answers] if isinstance(answers, list) else answers


def _view_of(row: Model) -> str:
    is_view = isinstance(row, Note) and (row.kind, row.audience) == (Note.Kind.STATEMENT, Note.Audience.SUBJECT)
    return row.source if is_view else ""


def _is_written_to(dossier: Dossier, row: Model) -> bool:
    """Whether this person is the reader it was written for: a message, or a text that is nobody's own view."""
    if isinstance(row, Message):
        return row.recipient_id == dossier.person.user_id
    return isinstance(row, Note) and row.audience == Note.Audience.SUBJECT and not _view_of(row)


def _author(row: Model) -> int | None:
    return next((key for key in (getattr(row, name, None) for name in AUTHORS) if key), None)


def _words(row: Model, name: str) -> str:
    value = getattr(row, name)
    if isinstance(row._meta.get_field(name), EncryptedJSONField):
        return "\n".join(_lines(value))
    return value or ""


def _lines(value, label: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in LOCKED_AWAY:
                yield from _lines(part, f"{label} {key}".strip())
    elif isinstance(value, list):
        yield f"{label}: {json.dumps(value, ensure_ascii=False)}"
    elif value not in (None, ""):
        yield f"{label}: {value}" if label else str(value)


def _others(dossier: Dossier, reader: Parent | Child | None) -> tuple[set[str], set[int]]:
    """First and last names of the other parents around this person, in small letters, and the keys of their accounts."""
    me = dossier.parent or (reader if isinstance(reader, Parent) else None)
    families = [me.family_id] if dossier.parent_id else list(dossier.child.families.values_list("pk", flat=True))
    rows = list(Parent.objects.filter(family__in=families).exclude(pk=me and me.pk))
    names = {name.casefold() for row in rows for name in (row.first_name, row.last_name)}
    # A child has a parent's surname: in its own file that name is the child's.
    own = {name.casefold() for who in (me, reader) if who for name in (who.first_name, who.last_name)}
    accounts = {row.user_id for row in rows if row.user_id} - {me and me.user_id}
    return {name for name in names if name} - own, accounts
