"""`python -m benchmarks [pages log doorbells plans register chain] [--size 2000] [--doorbells 5000] [--chain 20000]` on an
empty database (DATABASE_URL). Says no when something is beyond what was promised: a mark stands before its line.
"""

import argparse
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

NAMES = ("pages", "log", "doorbells", "plans", "register", "chain")
#: What brings its own rows, and needs no crowd of cases.
BY_THEMSELVES = {"register", "chain"}


def main() -> int:
    """Fill, measure, print; returns 1 when something is beyond what was promised."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--size", type=int, default=2000, help="cases to make")
    parser.add_argument("--doorbells", type=int, default=5000, help="mails to deliver")
    parser.add_argument("--chain", type=int, default=20_000, help="cases of the desk and the watch lists")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    names = [name for name in NAMES if name in (asked.names or NAMES)]
    # No files were collected: the addresses of images and styles are not what is measured.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()
    from benchmarks import chain, crowd, lines, measures, register

    if connection.vendor != "postgresql" and "plans" in names:
        parser.error("plans only mean something on PostgreSQL: name the others, or set DATABASE_URL")
    call_command("migrate", verbosity=0)
    coordinator, therapist = crowd.staff()
    size = 0 if BY_THEMSELVES.issuperset(names) else asked.size
    crowd.fill(size, coordinator, therapist)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{size} cases on {connection.vendor}\n")
    todo = {
        "pages": lambda: measures.pages(coordinator, therapist),
        "log": lambda: measures.log_share(therapist),
        "plans": lambda: measures.plans(coordinator, therapist),
        "doorbells": lambda: measures.doorbells(asked.doorbells, therapist),
        "register": register.measure,
        # Last: its rows are many, and nothing else is measured among them.
        "chain": lambda: chain.measure(asked.chain, coordinator),
    }
    over = 0
    for name in names:
        print(name)
        over += lines.show(todo[name]())
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
