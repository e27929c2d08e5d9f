"""Move the demo world's clock for every process: `clock --now 2027-01-11T09:00`, and `clock --reset`."""

from django.core.management.base import BaseCommand, CommandError

from centre import clock


class Command(BaseCommand):
    help = "Move the demo's clock (DEMO only)."

    def add_arguments(self, parser):
        parser.add_argument("--now")
        parser.add_argument("--reset", action="store_true")

    def handle(self, *args, **options):
        if bool(options["now"]) == options["reset"]:
            raise CommandError("Say either --now MOMENT or --reset.")
        try:
            clock.shift_demo(clock.moment_from(options["now"]) if options["now"] else None)
        except (RuntimeError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"It is now {clock.now():%Y-%m-%d %H:%M %Z}.")
