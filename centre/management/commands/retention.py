"""What may go: `retention --dry-run` lists it, `--propose` puts it before two people, `--apply` erases what they agreed to."""

from centre import clock, retention
from centre.management.moments import TimedCommand
from centre.services import retention as services


class Command(TimedCommand):
    help = "List, propose or erase the dossiers of which the term is over."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        verb = parser.add_mutually_exclusive_group(required=True)
        verb.add_argument("--dry-run", action="store_true", help="list what is over; nothing changes")
        verb.add_argument("--propose", action="store_true", help="put what is over before two people")
        verb.add_argument("--apply", action="store_true", help="erase what two people agreed to")

    def run_at(self, options):
        if options["propose"]:
            self.stdout.write(f"{services.propose()} new proposals")
        elif options["apply"]:
            self.stdout.write(f"{services.apply()} dossiers erased")
        else:
            count = 0
            for row in retention.due():
                count += 1
                self.stdout.write(f"{row.dossier.reference}  {row.category:<11}  kept until {row.ends_on}")
            self.stdout.write(f"{count} dossiers are over on {clock.today()}; nothing was changed")
