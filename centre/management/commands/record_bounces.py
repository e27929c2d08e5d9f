"""Read reports of mail that did not arrive: `record_bounces --from /var/mail/bounces` (a maildir, emptied by reading)."""

from pathlib import Path

from centre.management.moments import TimedCommand
from centre.services import undelivered


class Command(TimedCommand):
    help = "Record bounces from a maildir; mails without a valid mark are ignored and removed."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--from", dest="folder", type=Path, help="the maildir; BOUNCE_MAILDIR without it")

    def run_at(self, options):
        kept, ignored = undelivered.read_box(folder=options["folder"] or undelivered.box())
        self.stdout.write(f"bounces kept: {kept}, mails ignored: {ignored}")
