"""After a restore: erase again what the backup brought back. Put the ledger of the private disk back first."""

from django.core.management.base import BaseCommand, CommandError

from centre.services import erasure


class Command(BaseCommand):
    help = "Erase again everything that the ledger of erasures names; twice is the same as once."

    def handle(self, *args, **options):
        try:
            done = erasure.reapply()
        except erasure.WrittenWithAnotherKey as error:
            done, lines = error.args
            raise CommandError(
                f"{done} dossiers erased again. {lines} lines of the ledger were written with another HASH_KEY and say "
                "nothing to this one: run this again with that key in the environment (docs/operations.md)."
            ) from error
        self.stdout.write(f"{done} dossiers erased again")
