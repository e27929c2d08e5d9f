"""Ask for a data set, let a second person unlock the key, make it once in the background, hand out the frozen bytes."""

import base64
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AccessLog, Disclosure, User
from centre.services.disclosures import disclose_all
from centre.services.notices import send_to_staff
from research import keys
from research.data_set import Frozen, TooFew, make_data_set
from research.models import ExportContent, ExportPart, ResearchExport, ResearchProject
from research.services.making import Making, step_done
from research.services.projects import NotTheSecondPerson
from research.states import EXPORT, ExportState

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
    return MAKING.make(export, _build)


def waiting_exports() -> list[ResearchExport]:
    """Rows whose message was lost or whose builder died."""
    return MAKING.waiting(oldest_first="asked_at")


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


def _build(export: ResearchExport) -> None:
    with transaction.atomic():
        key = keys.open_key(export)
    export.frozen_at = clock.now()
    step_done(export, 1)
    with transaction.atomic(), clock.at(export.frozen_at):
        frozen = make_data_set(export, key)
        step_done(export, 2)
        _freeze(export, frozen)
        _note_disclosures(export, frozen)
        step_done(export, 3)
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


def _tell_failed(export: ResearchExport) -> None:
    _tell(export, _("Your data set could not be made"))


MAKING = Making(
    model=ResearchExport,
    machine=EXPORT,
    wants=ExportState.APPROVED,
    building=ExportState.BUILDING,
    failed=ExportState.FAILED,
    silent_too_long=timedelta(minutes=10),
    faults={keys.KeyLocked: "locked", keys.KeyMissing: "key_missing", TooFew: "too_few"},
    tell=_tell_failed,
)
