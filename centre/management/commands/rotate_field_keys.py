"""Re-encrypt every encrypted column, secret of a second factor and private file with the first of FIELD_KEYS.

Run as the owner of the tables: the database refuses every change of what is written once, and only the owner may lift that.
"""

from collections.abc import Iterator
from pathlib import Path

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction
from django.db.models import Q

from centre import private_files
from centre.append_only import MESSAGES, WRITTEN_ONCE, changes_allowed, new_keys_for_messages
from centre.fields import EncryptedTextField, cipher

#: Keys of an authenticator's data that hold ciphertext (centre/adapters.py).
SECRETS = ("secret", "seed")
#: How the name of a file ends that is being written.
HALFWAY = ".rotating"


class Command(BaseCommand):
    help = "Re-encrypt columns, second factors and files with the newest key. May be run again at any time."

    def handle(self, *args, **options):
        once = [model for model in apps.get_models() if model._meta.db_table in WRITTEN_ONCE]
        # These first: without the right to do so nothing has been re-encrypted yet.
        try:
            with changes_allowed(connection):
                for model in once:
                    self._columns(model)
        except ProgrammingError as error:
            raise CommandError("Run this as the owner of the tables, as migrate does (docs/operations.md).") from error
        for model in apps.get_models():
            if model._meta.db_table == MESSAGES:
                with new_keys_for_messages(connection):
                    self._columns(model)
            elif model not in once:
                self._columns(model)
        done, unreadable = self._second_factors()
        self.stdout.write(f"second factors: {done} re-encrypted, {unreadable} that no key opens")
        rotated, plain = self._files()
        self.stdout.write(f"files: {rotated} re-encrypted, {plain} are not ciphertext and stay as they are")

    def _columns(self, model) -> None:
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if not names:
            return
        done = 0
        for pk in _keys_of(model._base_manager):
            # Read again under a lock, one row at a time: what somebody writes or erases meanwhile stays so.
            with transaction.atomic():
                row = model._base_manager.select_for_update().filter(pk=pk).only("pk", *names).first()
                if row is not None:
                    model._base_manager.bulk_update([row], names)
                    done += 1
        self.stdout.write(f"{model._meta.label}: {done} rows, {', '.join(names)}")

    def _second_factors(self) -> tuple[int, int]:
        rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
        done = unreadable = 0
        for pk in _keys_of(rows):
            with transaction.atomic():
                row = rows.select_for_update().filter(pk=pk).first()
                turned, lost = _turn(row.data) if row else (0, 0)
                if turned:
                    row.save(update_fields=["data"])
            done, unreadable = done + turned, unreadable + lost
        return done, unreadable

    def _files(self) -> tuple[int, int]:
        """Uploaded and made files lie as ciphertext in PRIVATE_ROOT; each is replaced in one move."""
        rotated = plain = 0
        for path in sorted(settings.PRIVATE_ROOT.rglob("*")):
            if not path.is_file():
                continue
            if path.name.endswith(HALFWAY):
                # Left by a run that was broken off.
                path.unlink()
                continue
            # From reading to replacing: a file erased in between would come back.
            with private_files.nobody_erases():
                try:
                    content = cipher().rotate(path.read_bytes())
                except FileNotFoundError:
                    continue
                except InvalidToken:
                    plain += 1
                    continue
                rotated += _replace(path, content)
        return rotated, plain


def _keys_of(rows) -> Iterator:
    """Primary keys in order, also of what is added meanwhile; nothing stays open between two pages."""
    last = []
    while page := list(rows.order_by("pk").filter(*last).values_list("pk", flat=True)[:500]):
        yield from page
        last = [Q(pk__gt=page[-1])]


def _turn(data: dict) -> tuple[int, int]:
    """Turn the secrets of one authenticator where they are; (turned, that no key opens)."""
    turned = lost = 0
    for name in SECRETS:
        if not data.get(name):
            continue
        try:
            data[name] = cipher().rotate(data[name].encode()).decode()
        except InvalidToken:
            lost += 1
        else:
            turned += 1
    return turned, lost


def _replace(path: Path, content: bytes) -> bool:
    """In one move; False when the file was erased meanwhile, which it stays."""
    fresh = path.with_name(f".{path.name}{HALFWAY}")
    fresh.write_bytes(content)
    fresh.chmod(0o600)
    if not path.exists():
        fresh.unlink()
        return False
    fresh.replace(path)
    return True
