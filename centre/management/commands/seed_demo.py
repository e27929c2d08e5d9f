"""Build the demo world in an empty database; refuses outside the demo."""

import json

from django.conf import settings
from django.core.management.base import CommandError

from centre import demo
from centre.management.moments import TimedCommand
from centre.models import User


class Command(TimedCommand):
    help = "Fill an empty database with the demo world (DEMO only)."

    def run_at(self, options):
        if not settings.DEMO:
            raise CommandError("The demo world is only made with DEMO=true and DEBUG=true.")
        if User.objects.exists():
            raise CommandError("This database is not empty.")
        world = demo.build()
        settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
        (settings.STATE_DIR / "demo_signins.json").write_text(json.dumps(world.signins))
        self.stdout.write(f"The demo world is ready: {User.objects.count()} people.")
