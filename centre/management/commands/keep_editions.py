"""Keep a dated edition of every public page that changed; the beat does this each night."""

from django.core.management.base import BaseCommand

from centre import clock
from centre.services.editions import keep_editions


class Command(BaseCommand):
    help = "Keep a dated edition of every public page that reads otherwise than its last edition."

    def add_arguments(self, parser):
        parser.add_argument("--now", help="a moment as text, to move the clock")

    def handle(self, *args, now=None, **options):
        with clock.at(clock.moment_from(now) if now else None):
            self.stdout.write(f"{keep_editions()} editions kept")
