"""Write a data set as files: the same service, the same frozen bytes as the page (features.md I5, I6).

Without an agreed request nothing new is made: a second person unlocks the key in the portal (Privacy, Research projects).
"""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from centre import clock
from centre.models import AccessLog, User
from research import bundle
from research.models import ResearchExport, ResearchProject
from research.services import exports as services
from research.states import ExportState


class Command(BaseCommand):
    help = "Write a frozen data set (CSV, codebook, SHA-256) to a folder; makes what a second person has unlocked."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, help="folder to write to; made when it is not there")
        parser.add_argument("--project", default="", help="reference of the project; not needed when there is one")
        parser.add_argument("--snapshot", default="", help="reference of a frozen data set")
        parser.add_argument("--ask", default="", metavar="EMAIL", help="ask for a new data set as this researcher")
        parser.add_argument(
            "--to-check-what-was-published", action="store_true", dest="to_check",
            help="write it although it is handed to nobody any more",
        )  # fmt: skip
        parser.add_argument("--now", default="", help="do as if it were this moment, for example 2027-01-11T09:00")

    def handle(self, *args, **options):
        with clock.at(clock.moment_from(options["now"]) if options["now"] else None):
            if options["ask"]:
                self._ask(self._project(options["project"]), options["ask"])
            elif not options["out"]:
                raise CommandError("Say with --out where the files go.")
            else:
                self._write(self._export(options), options["out"], to_check=options["to_check"])

    def _ask(self, project: ResearchProject, email: str) -> None:
        by = User.objects.filter(email__iexact=email, pk=project.researcher_id).first()
        if by is None:
            raise CommandError(f"{email} is not the researcher of {project.reference}.")
        try:
            export = services.request_export(project=project, by=by)
        except services.ProjectOver:
            raise CommandError(f"{project.reference} is not approved, or its last day is over.") from None
        self._log(export, AccessLog.Action.CREATE)
        self.stdout.write(f"{export.reference} waits for a second person, who unlocks the key in the portal.")

    def _project(self, reference: str) -> ResearchProject:
        rows = ResearchProject.objects.filter(**({"reference": reference} if reference else {"is_approved": True}))
        found = list(rows.order_by("reference")[:20])
        if len(found) != 1:
            names = ", ".join(row.reference for row in found) or "none"
            raise CommandError(f"Name the project with --project. Found: {names}.")
        return found[0]

    def _export(self, options) -> ResearchExport:
        """The named data set, the one that was unlocked and is not made yet, or the newest frozen one."""
        rows = ResearchExport.objects.select_related("project__researcher", "decided_by")
        if options["snapshot"]:
            export = rows.filter(reference=options["snapshot"]).first()
            if export is None:
                raise CommandError(f"There is no data set {options['snapshot']}.")
            return self._made(export)
        own = rows.filter(project=self._project(options["project"])).order_by("-asked_at", "-pk")
        export = own.filter(state=ExportState.APPROVED).first() or own.filter(state=ExportState.READY).first()
        if export is None:
            raise CommandError("The key is locked: ask with --ask, then a second person unlocks it in the portal.")
        return self._made(export)

    def _made(self, export: ResearchExport) -> ResearchExport:
        if export.state == ExportState.APPROVED:
            export = services.build_export(export=export)
        if export.state != ExportState.READY:
            raise CommandError(
                f"{export.reference} is not ready: {export.get_state_display()} {export.failure}".strip()
            )
        return export

    def _log(self, export: ResearchExport, action: str) -> None:
        """Whoever sits at this keyboard is not known: a program did it."""
        AccessLog.objects.create(
            actor=None, action=action, label="research data set", purpose=export.reference, ground="a program"
        )

    def _write(self, export: ResearchExport, folder: Path, *, to_check: bool) -> None:
        is_overtaken = services.is_overtaken(export)
        if is_overtaken and not to_check:
            raise CommandError(
                f"{export.reference} is not handed to anybody any more: somebody took the yes back or was erased, the copies"
                " are removed or the project is over. Only to check what was published: --to-check-what-was-published."
            )
        parcel = services.frozen_parcel(export)
        self._log(export, AccessLog.Action.EXPORT)
        files = bundle.opened(parcel) | {f"{export.reference}.zip": parcel}
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_for_one(path, content)
            self.stdout.write(f"{bundle.sha256(content)}  {name}")
        sums = "".join(f"{bundle.sha256(content)}  {name}\n" for name, content in sorted(files.items()))
        _write_for_one(folder / "SHA256SUMS", sums.encode())
        self.stdout.write(
            f"{export.reference}: consent as it was at {export.frozen_at:%Y-%m-%d %H:%M} UTC, frozen since."
        )
        if is_overtaken:
            self.stderr.write("Not to be handed to anybody: these files only serve to check what was published.")


def _write_for_one(path: Path, content: bytes) -> None:
    """Readable for whoever runs the command and for nobody else, also where an older file stood."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
