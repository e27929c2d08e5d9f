"""Files that prove something in a portfolio: rewritten, scanned, locked away; only its writer and judges read them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import private_files, uploads
from centre.fields import cipher
from centre.pdf import private_file
from centre.virus_scan import refuse_infected
from therapists.models import Certificate, EvidenceFile, Portfolio, PortfolioItem
from therapists.services.portfolio import write_item

#: Files with one item.
MOST_FILES = 5


def add_evidence(*, item: PortfolioItem, name: str, content: bytes) -> EvidenceFile:
    """Keep a file with an item. Raises ValidationError by field for what is not what it says."""
    if item.files.count() >= MOST_FILES:
        raise ValidationError({"file": _("Five files at most with one part.")})
    try:
        clean = uploads.clean(name, content)
        refuse_infected(content, clean.content)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    return _keep(item, clean.kind, clean.content)


def write_with_proof(*, certificate: Certificate, key: str, file=None, **facts) -> PortfolioItem:
    """Keep the text of one requirement and, when there is one, a file with it. Raises ValidationError by field.

    The text is kept even when the file is refused: nothing typed is lost.
    """
    item = write_item(certificate=certificate, key=key, **facts)
    if file is not None:
        add_evidence(item=item, name=file.name, content=file.read())
    return item


@transaction.atomic
def begin_again_with(*, portfolio: Portfolio) -> Portfolio:
    """A new round with the texts and files of a closed one. The supervisor judges anew: the signature was of that day."""
    fresh = Portfolio.objects.create(certificate=portfolio.certificate, rule_set=portfolio.rule_set)
    for item in portfolio.items.prefetch_related("files"):
        facts = {name: getattr(item, name) for name in ("key", "text", "written_at", "happened_on", "counts_until")}
        again = PortfolioItem.objects.create(portfolio=fresh, **facts)
        for file in item.files.all():
            _keep(again, file.kind, evidence_content(file=file))
    return fresh


def evidence_content(*, file: EvidenceFile) -> bytes:
    return cipher().decrypt(_path(file).read_bytes())


@transaction.atomic
def remove_evidence(*, file: EvidenceFile) -> None:
    """Take a file away as long as the portfolio is not sent. Raises ValidationError afterwards."""
    if file.item.portfolio.submitted_on:
        raise ValidationError(_("You have sent this portfolio already."))
    private_files.erase(_path(file))
    file.delete()


def _keep(item: PortfolioItem, kind: str, content: bytes) -> EvidenceFile:
    row = EvidenceFile(item=item, kind=kind, size=len(content))
    path = _path(row)
    path.write_bytes(cipher().encrypt(content))
    path.chmod(0o600)
    try:
        with transaction.atomic():
            row.save()
    except BaseException:
        private_files.erase(path)
        raise
    return row


def _path(file: EvidenceFile):
    return private_file("bewijs", file.key)
