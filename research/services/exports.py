"""Ask for a data set, let a second person unlock the key, make it once in the background, hand out the frozen bytes."""

import base64
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AccessLog, Disclosure, User
from centre.services.disclosures import disclose_all
from centre.services.notices import send_to_staff
from research import keys
from research.data_set import Frozen, TooFew, make_data_set
from research.models import ExportContent, ExportPart, ResearchExport, ResearchProject
from research.services.projects import NotTheSecondPerson
from research.states import EXPORT, ExportState

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
#: An agreed request that waits longer than this lost its message; a builder silent for longer than this died.
WAITS_TOO_LONG, SILENT_TOO_LONG = timedelta(seconds=60), timedelta(minutes=10)
IN_THE_MAKING = (ExportState.REQUESTED, ExportState.APPROVED, ExportState.BUILDING)


class ProjectOver(Exception):
    """Not approved, or its last day is over."""


class NoLongerHandedOut(Exception):
    """Somebody in it took the yes back or was erased, the copies are gone, or the project is over."""


@transaction.atomic
def request_export(*, project: ResearchProject, by: User) -> ResearchExport:
    """Leave a request; while one waits or is being made, asking again gives that one. Raises ProjectOver."""
    project = ResearchProject.objects.select_for_update().get(pk=project.pk)
    if not project.runs:
        raise ProjectOver
    waiting = project.exports.filter(state__in=IN_THE_MAKING).first()
    return waiting or ResearchExport.objects.create(project=project, asked_by=by)


@transaction.atomic
def decide_export(*, export: ResearchExport, agrees: bool, by: User) -> ResearchExport:
    """Unlock the key for this one data set, or not. Raises NotTheSecondPerson, ProjectOver, IllegalMove."""
    export = ResearchExport.objects.select_for_update().select_related("project").get(pk=export.pk)
    if by.pk in (export.asked_by_id, export.project.researcher_id):
        raise NotTheSecondPerson
    if agrees and not export.project.runs:
        raise ProjectOver
    export.decided_by, export.decided_at = by, clock.now()
    to = ExportState.APPROVED if agrees else ExportState.REFUSED
    EXPORT.move_locked(export, to, also=["decided_by", "decided_at"])
    if not agrees:
        _tell(export, _("Your data set was not approved"))
    return export


def build_export(*, export: ResearchExport) -> ResearchExport:
    """Collect, protect and freeze. One that somebody else is making is left alone; all or nothing is written."""
    if not _claim(export):
        return export
    try:
        _build(export)
    except keys.KeyLocked:
        _fail(export, "locked")
    except keys.KeyMissing:
        _fail(export, "key_missing")
    except TooFew:
        _fail(export, "too_few")
    except Exception:
        # Whatever broke, the row tells: it is tried again, and after the third time a person is told.
        logger.exception("data set %s was not made", export.reference)
        export.refresh_from_db()
        if export.attempts >= MOST_ATTEMPTS:
            _fail(export, "error")
        else:
            EXPORT.move(export, ExportState.APPROVED)
    return export


def waiting_exports() -> list[ResearchExport]:
    """Rows whose message was lost or whose builder died."""
    now = clock.now()
    lost = Q(state=ExportState.APPROVED, state_since__lt=now - WAITS_TOO_LONG)
    dead = Q(state=ExportState.BUILDING, heartbeat_at__lt=now - SILENT_TOO_LONG)
    return list(ResearchExport.objects.filter(lost | dead).order_by("asked_at")[:20])


def frozen_parcel(export: ResearchExport) -> bytes:
    """The bytes as they were frozen; checked against their seal. Raises ExportContent.DoesNotExist, ValueError."""
    from research.bundle import sha256  # noqa: PLC0415

    parcel = base64.b64decode(ExportContent.objects.get(export=export).parcel)
    if sha256(parcel) != export.sha256:
        raise ValueError(f"{export.reference} does not fit its seal")
    return parcel


def hand_out(*, export: ResearchExport) -> bytes:
    """For the recipient. Raises NoLongerHandedOut: a new copy needs a yes that is still there."""
    if export.state != ExportState.READY or is_overtaken(export):
        raise NoLongerHandedOut
    return frozen_parcel(export)


def is_overtaken(export: ResearchExport) -> bool:
    """Whether it is handed out no more: for what `with_withdrawals` says, or because the copies are gone."""
    rows = ResearchExport.objects.filter(pk=export.pk).with_withdrawals()
    return bool(export.deleted_at) or rows.filter(is_overtaken=True).exists()


@transaction.atomic
def confirm_deleted(*, export: ResearchExport) -> ResearchExport:
    """The recipient removed every copy; twice is the same as once."""
    export = ResearchExport.objects.select_for_update().get(pk=export.pk)
    if export.state == ExportState.READY and export.deleted_at is None:
        export.deleted_at = clock.now()
        export.save(update_fields=["deleted_at"])
    return export


@transaction.atomic
def _claim(export: ResearchExport) -> bool:
    """Take the row when nobody is building it; a builder that died makes room. False: somebody else has it."""
    row = ResearchExport.objects.select_for_update().get(pk=export.pk)
    if row.state == ExportState.BUILDING and row.heartbeat_at < clock.now() - SILENT_TOO_LONG:
        if row.attempts >= MOST_ATTEMPTS:
            _fail(row, "error")
        else:
            EXPORT.move(row, ExportState.APPROVED)
    claimed = row.state == ExportState.APPROVED
    if claimed:
        EXPORT.move(row, ExportState.BUILDING)
        row.attempts, row.step, row.heartbeat_at = row.attempts + 1, 0, clock.now()
        row.save(update_fields=["attempts", "step", "heartbeat_at"])
    export.refresh_from_db()
    return claimed


def _build(export: ResearchExport) -> None:
    with transaction.atomic():
        key = keys.open_key(export)
    export.frozen_at = clock.now()
    _step(export, 1)
    with transaction.atomic(), clock.at(export.frozen_at):
        frozen = make_data_set(export, key)
        _step(export, 2)
        _freeze(export, frozen)
        _note_disclosures(export, frozen)
        _step(export, 3)
        EXPORT.move(export, ExportState.READY)
        _tell(export, _("Your data set is ready"))


def _freeze(export: ResearchExport, frozen: Frozen) -> None:
    export.sha256, export.counts = frozen.sha256, frozen.counts
    export.save(update_fields=["sha256", "counts", "frozen_at"])
    ExportContent.objects.create(export=export, parcel=base64.b64encode(frozen.parcel).decode())
    ExportPart.objects.bulk_create(
        [ExportPart(export=export, dossier_id=dossier, case_id=case) for dossier, case in sorted(frozen.behind)],
        batch_size=500,
    )
    AccessLog.objects.create(
        actor=export.asked_by, audience="researcher", action=AccessLog.Action.EXPORT,
        label="research data set", purpose=export.reference,
    )  # fmt: skip


def _note_disclosures(export: ResearchExport, frozen: Frozen) -> None:
    """In the file of everybody whose answers are in it (Jw 7.3.12 lid 3): from now on the recipient can have them."""
    told = _("Answers to questionnaires, under another name and without dates, for the study: %(title)s (%(number)s)")
    disclose_all(
        people={(dossier, case): f"{export.reference}-{dossier}" for dossier, case in frozen.behind},
        kind_of_receiver=Disclosure.To.RESEARCHER,
        receiver=str(_("researcher of the study")),
        ground=Disclosure.Ground.CONSENT,
        subject_matter=told % {"title": export.project.title, "number": export.reference},
        by=export.decided_by,
    )


def _tell(export: ResearchExport, subject: str) -> None:
    text = _("You find the data set %(number)s in the portal, under Research projects.") % {"number": export.reference}
    send_to_staff(recipients=[export.asked_by], subject=subject, text=text, by=None)


def _step(export: ResearchExport, number: int) -> None:
    export.step, export.heartbeat_at = number, clock.now()
    export.save(update_fields=["step", "heartbeat_at"])


def _fail(export: ResearchExport, reason: str) -> None:
    EXPORT.move(export, ExportState.FAILED)
    export.failure = reason
    export.save(update_fields=["failure"])
    _tell(export, _("Your data set could not be made"))
