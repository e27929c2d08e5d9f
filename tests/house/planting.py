"""Plant a recognisable string in everything that is written about one person, in every model, found by their keys."""

from django.apps import apps
from django.conf import settings
from django.db import models

from centre.fields import EncryptedJSONField
from centre.models import AccessLog, Child, Dossier, Parent, User

CANARY = "KANARIE"
#: Keys and words from lists are not content; a user's address and name are canaries of their own below.
NOT_CONTENT = {"reference", "key", "slug", "path", "token_digest", "code_digest", "sending", "message_id", "language"}
#: Rows that are written for both parents in the same words: the text is the same, so it is nobody's secret.
SHARED = {"Message"}


def ways_to_a_parent(model: type[models.Model]) -> dict[str, str]:
    """Look-ups by which a row of this model hangs on one parent: {look-up: "parent" or "user"}; one step further counts."""
    ways = {}
    for field in model._meta.concrete_fields:
        if not field.is_relation:
            continue
        target = field.related_model
        if target is Parent:
            ways[field.name] = "parent"
        elif target is Dossier:
            ways[f"{field.name}__parent"] = "parent"
        elif target is User and field.name in {"recipient", "user"}:
            ways[field.name] = "user"
        else:
            # The answers to a measurement, the acceptances of an application, the passages of a request.
            further = [f.name for f in target._meta.concrete_fields if f.is_relation and f.related_model is Dossier]
            ways |= {f"{field.name}__{name}__parent": "parent" for name in further}
    return ways


def rows_about(model: type[models.Model], parent: Parent):
    """The rows of a model that hang on this parent, on the parent's dossier or on the parent's user."""
    condition = models.Q()
    for way, end in ways_to_a_parent(model).items():
        condition |= models.Q(**{way: parent if end == "parent" else parent.user})
    return model._base_manager.filter(condition) if condition else model._base_manager.none()


def content_fields(model: type[models.Model]) -> list[models.Field]:
    """Text that a person or a member of staff wrote."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.unique
        and field.name not in NOT_CONTENT
        and not isinstance(field, models.EmailField | models.SlugField)
    ]


def plant(parent: Parent) -> dict[str, int]:
    """Overwrite the content of everything about this parent; returns how many values per model."""
    planted: dict[str, int] = {}
    for room in ["centre", *settings.ROOMS]:
        for model in apps.get_app_config(room).get_models():
            if model in (AccessLog, Child, User) or model.__name__ in SHARED:
                continue
            fields = content_fields(model)
            for row in rows_about(model, parent):
                for field in fields:
                    word = f"{CANARY}{model.__name__}{field.name}"
                    setattr(row, field.attname, _leaves(getattr(row, field.attname), word, field))
                if fields:
                    model._base_manager.bulk_update([row], [field.name for field in fields])
                    planted[model.__name__] = planted.get(model.__name__, 0) + len(fields)
    return planted


def _leaves(value, word: str, field: models.Field):
    """The same shape with every text replaced."""
    if isinstance(field, EncryptedJSONField) or isinstance(value, dict | list):
        return _replaced(value if value is not None else {}, word)
    return word[: field.max_length] if field.max_length else word


def _replaced(value, word: str):
    if isinstance(value, dict):
        return {key: _replaced(part, word) for key, part in value.items()} or {"planted": word}
    if isinstance(value, list):
        return [_replaced(part, word) for part in value]
    return word if isinstance(value, str) and not value.isdigit() else value
