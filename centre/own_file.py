"""What is written in one dossier, in every room: found by the dossier key that all content carries, never by a list.

Used to give somebody a copy and to erase. The safety dossier is another dossier, so it cannot come along.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models import (
    Disclosure,
    Dossier,
    FileRequest,
    LegalHold,
    NetworkPerson,
    Note,
    OddRead,
    Parent,
    Passage,
    VaultEntry,
)

#: Rows about the work itself, with their own rules, are no content of a dossier.
LEFT_OUT = (FileRequest, LegalHold, OddRead, Passage)
#: Answers that belong in the vault: readers of a draft do not see them; the person's own copy gets them from there.
LOCKED_AWAY = {"street", "postcode", "place", "phone"}
MOMENTS = ("written_at", "sent_at", "added_at", "submitted_at", "answered_at", "changed_at")
AUTHORS = ("written_by_id", "added_by_id", "sent_by_id", "entered_by_id", "answered_by_id")


@dataclass(frozen=True)
class Piece:
    """One passage. `names_another`: it mentions somebody else of the family or is somebody else's statement."""

    heading: str
    text: str
    at: datetime | None
    names_another: bool
    #: Key of the user who wrote or added it, where the row says so.
    by: int | None = None
    #: Whose own view it is, when somebody asked to have it in the file for all to read (Jw 7.3.8 lid 2).
    view_of: str = ""
    #: The row it was read from: ("room.Model", number).
    row: tuple[str, int] = ("", 0)


@cache
def content_models() -> list[tuple[type[Model], str, list[str]]]:
    """(model, path to the dossier, its encrypted columns) for all content in all rooms."""
    found = []
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        path = _path_to_dossier(model)
        if names and path and not issubclass(model, LEFT_OUT):
            found.append((model, path, names))
    return found


def _path_to_dossier(model: type[Model]) -> str:
    relations = [field for field in model._meta.concrete_fields if field.is_relation]
    for field in relations:
        if field.related_model is Dossier:
            return field.name
    for field in relations:
        for further in field.related_model._meta.concrete_fields:
            if further.is_relation and further.related_model is Dossier:
                return f"{field.name}__{further.name}"
    return ""


def rows_of(dossier: Dossier) -> Iterator[tuple[Model, list[str]]]:
    """Every content row of a dossier with its encrypted columns; also what is kept beside it about this parent."""
    for model, path, names in content_models():
        for row in model._base_manager.filter(**{path: dossier}).order_by("pk"):
            yield row, names
    if dossier.parent_id:
        for row in VaultEntry.objects.filter(parent=dossier.parent_id).order_by("pk"):
            yield row, ["value"]
        for row in NetworkPerson.objects.filter(parent=dossier.parent_id).order_by("pk"):
            yield row, ["name"]


def pieces_of(dossier: Dossier) -> list[Piece]:
    """The passages in the order of time. A passage that may be another's too is marked for the readers."""
    others = _others(dossier)
    pieces = []
    for row, names in rows_of(dossier):
        text = _text_of(row, names)
        if not text.strip():
            continue
        heading = str(getattr(row, "subject", "") or row._meta.verbose_name).capitalize()
        about = f"{heading} {text}".casefold()
        foreign = isinstance(row, Note) and row.kind == Note.Kind.STATEMENT
        at = next((value for value in (getattr(row, name, None) for name in MOMENTS) if value), None)
        named = foreign or any(name in about for name in others)
        pieces.append(Piece(heading, text, at, named, _author(row), _view_of(row), (row._meta.label, row.pk)))
    return sorted(pieces, key=lambda piece: (piece.at is None, piece.at or timezone.now()))


def _text_of(row: Model, names: list[str]) -> str:
    """The words of a row for its reader; "" for what a reader of a draft never sees."""
    if isinstance(row, VaultEntry):
        return ""
    if isinstance(row, Disclosure):
        return row.as_text if row.is_open else ""
    return "\n".join(part for part in (_words(row, name) for name in names) if part)


def _view_of(row: Model) -> str:
    is_view = isinstance(row, Note) and (row.kind, row.audience) == (Note.Kind.STATEMENT, Note.Audience.SUBJECT)
    return row.source if is_view else ""


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


def _others(dossier: Dossier) -> set[str]:
    """First and last names of the other parents around this person, in small letters."""
    families = (
        [dossier.parent.family_id] if dossier.parent_id else list(dossier.child.families.values_list("pk", flat=True))
    )
    rows = Parent.objects.filter(family__in=families).exclude(pk=dossier.parent_id)
    names = {name.casefold() for row in rows for name in (row.first_name, row.last_name)}
    own = {dossier.parent.first_name.casefold(), dossier.parent.last_name.casefold()} if dossier.parent_id else set()
    return {name for name in names if name} - own
