"""Commands that are driven by time take `--now`, so that anyone can move the clock."""

from django.core.management.base import BaseCommand, CommandError

from centre import clock


class TimedCommand(BaseCommand):
    """Base of commands with `--now 2026-10-25T09:00`; write `run_at(options)` instead of `handle`."""

    def add_arguments(self, parser):
        parser.add_argument("--now", help="the moment to pretend it is, for example 2026-10-25T09:00")

    def handle(self, *args, **options):
        moment = None
        if options["now"]:
            try:
                moment = clock.moment_from(options["now"])
            except ValueError as error:
                raise CommandError(str(error)) from error
        with clock.at(moment):
            self.run_at(options)

    def run_at(self, options) -> None:
        raise CommandError("a timed command needs run_at()")
