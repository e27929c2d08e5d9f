"""Files that prove something in a portfolio: rewritten, scanned, locked away; only its writer and judges read them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import uploads, virus_scan
from centre.fields import cipher
from centre.pdf import private_file
from therapists.models import Certificate, EvidenceFile, PortfolioItem
from therapists.services.portfolio import write_item

#: Files with one item.
MOST_FILES = 5


def add_evidence(*, item: PortfolioItem, name: str, content: bytes) -> EvidenceFile:
    """Keep a file with an item. Raises ValidationError by field for what is not what it says."""
    if item.files.count() >= MOST_FILES:
        raise ValidationError({"file": _("Five files at most with one part.")})
    try:
        clean = uploads.clean(name, content)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    _scan(content, clean.content)
    row = EvidenceFile(item=item, kind=clean.kind, size=len(clean.content))
    path = _path(row)
    path.write_bytes(cipher().encrypt(clean.content))
    path.chmod(0o600)
    try:
        with transaction.atomic():
            row.save()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def write_with_proof(*, certificate: Certificate, key: str, file=None, **facts) -> PortfolioItem:
    """Keep the text of one requirement and, when there is one, a file with it. Raises ValidationError by field.

    The text is kept even when the file is refused: nothing typed is lost.
    """
    item = write_item(certificate=certificate, key=key, **facts)
    if file is not None:
        add_evidence(item=item, name=file.name, content=file.read())
    return item


def evidence_content(*, file: EvidenceFile) -> bytes:
    return cipher().decrypt(_path(file).read_bytes())


@transaction.atomic
def remove_evidence(*, file: EvidenceFile) -> None:
    """Take a file away as long as the portfolio is not sent. Raises ValidationError afterwards."""
    if file.item.portfolio.submitted_on:
        raise ValidationError(_("You have sent this portfolio already."))
    _path(file).unlink(missing_ok=True)
    file.delete()


def _scan(*contents: bytes) -> None:
    if not settings.CLAMAV_ADDRESS:
        return
    try:
        if any(virus_scan.is_infected(content) for content in contents):
            raise ValidationError({"file": _("Our check found something unsafe in this file. We did not keep it.")})
    except virus_scan.ScannerSilent as error:
        raise ValidationError({"file": _("We cannot check this file now. Try again later.")}) from error


def _path(file: EvidenceFile):
    return private_file("bewijs", file.key)
