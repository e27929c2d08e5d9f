"""Re-encrypt every encrypted column, secret of a second factor and private file with the first of FIELD_KEYS.

Run as the owner of the tables: the database refuses every change of what is written once, and only the owner may lift that.
"""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection

from centre.append_only import WRITTEN_ONCE, changes_allowed
from centre.fields import EncryptedTextField, cipher

#: Keys of an authenticator's data that hold ciphertext (centre/adapters.py).
SECRETS = ("secret", "seed")


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
            if model not in once:
                self._columns(model)
        done, unreadable = self._second_factors()
        self.stdout.write(f"second factors: {done} re-encrypted, {unreadable} that no key opens")
        rotated, plain = self._files()
        self.stdout.write(f"files: {rotated} re-encrypted, {plain} are not ciphertext and stay as they are")

    def _columns(self, model) -> None:
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if not names:
            return
        rows = model._base_manager.only("pk", *names)
        for row in rows.iterator(chunk_size=500):
            model._base_manager.bulk_update([row], names)
        self.stdout.write(f"{model._meta.label}: {rows.count()} rows, {', '.join(names)}")

    def _second_factors(self) -> tuple[int, int]:
        done = unreadable = 0
        for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
            for name in SECRETS:
                if not row.data.get(name):
                    continue
                try:
                    row.data[name] = cipher().rotate(row.data[name].encode()).decode()
                except InvalidToken:
                    unreadable += 1
                    continue
                done += 1
            row.save(update_fields=["data"])
        return done, unreadable

    def _files(self) -> tuple[int, int]:
        """Uploaded and made files lie as ciphertext in PRIVATE_ROOT; each is replaced in one move."""
        rotated = plain = 0
        for path in sorted(settings.PRIVATE_ROOT.rglob("*")):
            if not path.is_file():
                continue
            try:
                content = cipher().rotate(path.read_bytes())
            except InvalidToken:
                plain += 1
                continue
            fresh = path.with_name(f".{path.name}.rotating")
            fresh.write_bytes(content)
            fresh.chmod(0o600)
            fresh.replace(path)
            rotated += 1
        return rotated, plain
