"""Encrypted columns: MultiFernet with the keys of settings.FIELD_KEYS; only `isnull` can be looked up."""

import hashlib
import hmac
import json
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """First key encrypts, all keys decrypt."""
    return _cipher(tuple(settings.FIELD_KEYS))


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed digest for equality checks; another purpose gives another, unlinkable, digest."""
    return hmac.new(settings.HASH_KEY.encode(), f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database. A wrong key raises InvalidToken: it never fails open."""

    def get_prep_value(self, value):
        return cipher().encrypt(str(value).encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        return cipher().decrypt(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError("An encrypted column cannot be searched.")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that is ciphertext in the database."""

    def to_python(self, value):
        return value

    def get_prep_value(self, value):
        if value is None:
            return None
        return super().get_prep_value(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))

    def from_db_value(self, value, expression, connection):
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else None

    def value_to_string(self, obj):
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder)
