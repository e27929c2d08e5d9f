"""After a restore: erase again what the backup brought back. Put the ledger of the private disk back first."""

from django.core.management.base import BaseCommand

from centre.services import erasure


class Command(BaseCommand):
    help = "Erase again everything that the ledger of erasures names; twice is the same as once."

    def handle(self, *args, **options):
        self.stdout.write(f"{erasure.reapply()} dossiers erased again")
