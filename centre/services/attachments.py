"""Put a file in a dossier, scan it, hand it out, throw it away."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock, private_files, uploads, virus_scan
from centre.fields import cipher
from centre.models import Attachment, Case, Dossier, User
from centre.pdf import private_file

#: Files that one dossier takes in a day.
MOST_A_DAY = 20
State = Attachment.State


def add_attachment(
    *,
    dossier: Dossier,
    case: Case,
    title: str,
    name: str,
    content: bytes,
    by: User,
    audience: str = Attachment.Audience.STAFF,
) -> Attachment:
    """Check, rewrite, scan, lock away. Raises ValidationError by field.

    When the scanner is silent the file waits in quarantine: nobody can download it until it was scanned.
    """
    since = clock.now() - timedelta(days=1)
    if Attachment.objects.filter(dossier=dossier, added_at__gt=since).count() >= MOST_A_DAY:
        raise ValidationError({"file": _("You can add twenty files a day. Try again tomorrow.")})
    try:
        clean = uploads.clean(name, content)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    state = _scan(content, clean.content)
    if state == State.REFUSED:
        raise ValidationError({"file": _("Our check found something unsafe in this file. We did not keep it.")})
    row = Attachment(dossier=dossier, case=case, title=title, kind=clean.kind, size=len(clean.content))
    row.state, row.audience, row.added_by = state, audience, by
    path = _path(row)
    path.write_bytes(cipher().encrypt(clean.content))
    path.chmod(0o600)
    try:
        with transaction.atomic():
            row.save()
            Dossier.objects.filter(pk=dossier.pk).update(last_content_change_at=clock.now())
    except BaseException:
        private_files.erase(path)
        raise
    return row


def content_of(*, attachment: Attachment) -> bytes:
    """The bytes of a file that is ready. Raises FileNotFoundError for one that waits or was refused."""
    if attachment.state != State.READY:
        raise FileNotFoundError(attachment.reference)
    return cipher().decrypt(_path(attachment).read_bytes())


def share(*, attachment: Attachment, audience: str) -> None:
    """Staff decides whether the person itself may read it as well."""
    attachment.audience = audience
    attachment.save(update_fields=["audience"])


def scan_waiting() -> int:
    """Scan what waits in quarantine; returns how many came out of it, either way. A file that is gone is refused."""
    done = 0
    for row in Attachment.objects.filter(state=State.WAITING).order_by("pk")[:50]:
        try:
            state = _scan(cipher().decrypt(_path(row).read_bytes()))
        except FileNotFoundError:
            # A backup without the private folder: this row keeps nobody behind it waiting.
            state = State.REFUSED
        if state == State.WAITING:
            continue
        if state == State.REFUSED:
            erase_file(attachment=row)
        row.state, done = state, done + 1
        row.save(update_fields=["state"])
    return done


def erase_file(*, attachment: Attachment) -> None:
    """Remove the bytes from the disk; the row stays with the caller."""
    private_files.erase(_path(attachment))


def _scan(*contents: bytes) -> str:
    """Both what came in and what is kept are scanned; without a scanner the rewriting is the protection."""
    if not settings.CLAMAV_ADDRESS:
        return State.READY
    try:
        return State.REFUSED if any(virus_scan.is_infected(content) for content in contents) else State.READY
    except virus_scan.ScannerSilent:
        return State.WAITING


def _path(attachment: Attachment):
    return private_file("documenten", attachment.key)
