"""`python -m benchmarks [pages log doorbells plans register] [--size 2000] [--doorbells 5000]` on an empty PostgreSQL (DATABASE_URL).

`register` alone says something on an empty SQLite as well.
"""

import argparse

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

NAMES = ("pages", "log", "doorbells", "plans", "register")


def main() -> None:
    """Fill, measure, print; the exit code says nothing, the table is to be read."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--size", type=int, default=2000, help="cases to make")
    parser.add_argument("--doorbells", type=int, default=5000, help="mails to deliver")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    # No files were collected: the addresses of images and styles are not what is measured.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()
    from benchmarks import crowd, measures, register

    only_register = asked.names == ["register"]
    if connection.vendor != "postgresql" and not only_register:
        parser.error("plans only mean something on PostgreSQL: set DATABASE_URL")
    call_command("migrate", verbosity=0)
    coordinator = therapist = None
    if not only_register:
        coordinator, therapist = crowd.staff()
        crowd.fill(asked.size, coordinator, therapist)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{0 if only_register else asked.size} cases on {connection.vendor}\n")
    todo = {
        "pages": lambda: measures.pages(coordinator, therapist),
        "log": lambda: measures.log_share(therapist),
        "plans": lambda: measures.plans(coordinator, therapist),
        "doorbells": lambda: measures.doorbells(asked.doorbells, therapist),
        "register": register.measure,
    }
    for name, measure in todo.items():
        if not asked.names or name in asked.names:
            print(name)
            for what, value, remark in measure():
                print(f"  {what:<32}{value:<36}{remark}")


if __name__ == "__main__":
    main()
