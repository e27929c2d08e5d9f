"""The matrix of roles and actions, read from the code: `print_rights`, or `print_rights --csv` for a spreadsheet."""

import csv

from django.core.management.base import BaseCommand

from centre import rights


class Command(BaseCommand):
    help = "Print which role may read (R) or change (W) what, and how the rows are narrowed."

    def add_arguments(self, parser):
        parser.add_argument("--csv", action="store_true", help="with commas, for a spreadsheet")

    def handle(self, *args, **options):
        head = ["room", "action", *[audience for audience, _label in rights.COLUMNS], "narrowed by"]
        table = [
            [line.room, line.action, *line.cells, ", ".join(sorted(line.scopes))]
            for _room, lines in rights.by_room()
            for line in lines
        ]
        if options["csv"]:
            csv.writer(self.stdout, lineterminator="\n").writerows([head, *table])
            return
        widths = [min(max(len(row[i]) for row in [head, *table]), 70) for i in range(len(head))]
        for row in [head, *table]:
            self.stdout.write(
                "  ".join(cell[:width].ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )
        self.stdout.write("\nPermissions:")
        for name, rule in rights.permissions():
            self.stdout.write(f"  {name}: {rule}")
