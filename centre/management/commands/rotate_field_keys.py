"""Re-encrypt every encrypted column with the first of FIELD_KEYS, in batches."""

from django.apps import apps
from django.core.management.base import BaseCommand

from centre.fields import EncryptedTextField


class Command(BaseCommand):
    help = "Re-encrypt all encrypted columns with the newest key."

    def handle(self, *args, **options):
        for model in apps.get_models():
            names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
            if not names:
                continue
            rows = model._base_manager.only("pk", *names)
            for row in rows.iterator(chunk_size=500):
                model._base_manager.bulk_update([row], names)
            self.stdout.write(f"{model._meta.label}: {rows.count()} rows, {', '.join(names)}")
