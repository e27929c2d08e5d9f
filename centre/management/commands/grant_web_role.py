"""Give the role of web, worker and beat its rights; run as the owner of the tables, after migrate."""

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from centre.database_roles import grant


class Command(BaseCommand):
    help = "Make or renew the database role that may change rows and nothing else (PostgreSQL)."

    def add_arguments(self, parser):
        parser.add_argument("--role", default="portal_web")

    @transaction.atomic
    def handle(self, *args, role, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles; production uses PostgreSQL.")
        password = environ.Env().str("POSTGRES_WEB_PASSWORD", default="")
        if not password:
            raise CommandError("Set POSTGRES_WEB_PASSWORD: the password of the role that web, worker and beat use.")
        grant(connection, role=role, password=password)
        self.stdout.write(f"{role} may change rows, and neither tables nor the past of the log.")
