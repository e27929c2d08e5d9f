"""Which rows hold what is written about one person, in every room: found by the dossier key that all content carries,
never by a list. Used to give somebody a copy and to erase. The safety dossier is another dossier, so it cannot come along.
"""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db.models import F, Model, Q, QuerySet

from centre import own_facts
from centre.fields import EncryptedTextField
from centre.models import Case, Dossier, FileRequest, LegalHold, NetworkPerson, OddRead, Passage, VaultEntry

#: Rows about the work itself, with their own rules, are no content of a dossier.
LEFT_OUT = (FileRequest, LegalHold, OddRead, Passage)
#: Columns that say when content was written.
MOMENTS = ("written_at", "sent_at", "added_at", "submitted_at", "answered_at", "changed_at")


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


@cache
def _path_to_case(model: type[Model], depth: int = 3) -> str:
    """The shortest look-up from a row to the key of its case; "" without one."""
    relations = [field for field in model._meta.concrete_fields if field.is_relation]
    for field in relations:
        if field.related_model is Case:
            return field.attname
    if depth > 1:
        for field in relations:
            if field.related_model is not model and (rest := _path_to_case(field.related_model, depth - 1)):
                return f"{field.name}__{rest}"
    return ""


def rows_of(dossier: Dossier) -> Iterator[tuple[Model, list[str]]]:
    """Every content row of a dossier with its encrypted columns; also what is kept beside it about this parent.

    `told_case` on a row: the key of its case, where it has one.
    """
    for model, path, names in content_models():
        for row in _read(model, path, dossier):
            yield row, names
    if dossier.parent_id:
        for row in VaultEntry.objects.filter(parent=dossier.parent_id).order_by("pk"):
            yield row, ["value"]
        for row in NetworkPerson.objects.filter(parent=dossier.parent_id).order_by("pk"):
            yield row, ["name"]


def facts_about(dossier: Dossier) -> Iterator[Model]:
    """Rows that hang on the person rather than on the dossier; shown in a copy, erased by services/unnaming.py."""
    for label, how in own_facts.told().items():
        path, model = how.parent if dossier.parent_id else how.child, apps.get_model(label)
        if not path or model is NetworkPerson:
            continue
        rows = _read(model, path, dossier.parent_id or dossier.child_id)
        if how.about and dossier.child_id:
            rows = rows.filter(Q(**{how.about: None}) | Q(**{how.about: dossier.child_id}))
        yield from rows


def _read(model: type[Model], path: str, key) -> QuerySet:
    """Rows in their order, with what their words need and the key of their case."""
    rows = model._base_manager.filter(**{path: key}).order_by("pk")
    how = own_facts.told().get(model._meta.label)
    if how and how.loads:
        rows = rows.select_related(*how.loads)
    case = _path_to_case(model)
    return rows.annotate(told_case=F(case)) if case else rows
