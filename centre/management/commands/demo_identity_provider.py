"""A provider to try signing in with: anybody may say to be anybody, so only in the demo."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from centre.identity.demo_provider import DemoProvider


class Command(BaseCommand):
    help = "Start an OpenID Connect provider on this machine, and print the setting that makes the portal use it."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=9100)

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("This provider believes everybody: it only runs in the demo.")
        provider = DemoProvider(port=options["port"])
        setting = [
            {
                "name": "proef",
                "label": "DigiD (proef)",
                "issuer": provider.issuer,
                "client_id": provider.client_id,
                "client_secret": provider.client_secret,
                "audiences": ["parent", "child", "therapist", "referrer", "coordinator"],
            }
        ]
        self.stdout.write(f"start the portal with:\nIDENTITY_PROVIDERS='{json.dumps(setting)}'")
        self.stdout.flush()
        try:
            provider.server.serve_forever()
        except KeyboardInterrupt:
            provider.server.server_close()
