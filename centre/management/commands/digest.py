"""Tell coordinators what did not arrive, as every morning at seven: `digest --now 2026-11-23T07:00`."""

from centre import tasks
from centre.management.moments import TimedCommand


class Command(TimedCommand):
    help = "Name undelivered mail and people to call once, in a message to the coordinators of their region."

    def run_at(self, options):
        self.stdout.write(f"tasks told: {tasks.daily_digest()}")
