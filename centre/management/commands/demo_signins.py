"""Print the demo's sign-ins, one per kind of user."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from centre.demo import PASSWORD


class Command(BaseCommand):
    help = "Print the table of demo sign-ins (DEMO only)."

    def handle(self, *args, **options):
        path = settings.STATE_DIR / "demo_signins.json"
        if not settings.DEMO or not path.exists():
            raise CommandError("There is no demo world here.")
        rows = json.loads(path.read_text())
        width = max(len(kind) for kind, _email, _name in rows)
        mail_width = max(len(email) for _kind, email, _name in rows)
        self.stdout.write(f"{'wie':<{width}}  {'e-mailadres':<{mail_width}}  naam")
        for kind, email, name in rows:
            self.stdout.write(f"{kind:<{width}}  {email:<{mail_width}}  {name}")
        self.stdout.write(
            f"Wachtwoord: {PASSWORD}    Tweede stap (medewerkers): {settings.MFA_TOTP_INSECURE_BYPASS_CODE}"
        )
