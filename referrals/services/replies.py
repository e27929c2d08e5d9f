"""Ask a partner without an account; one link, one answer (features.md E4)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from centre import clock, sharing, uploads, virus_scan
from centre.fields import blind_index, cipher
from centre.models import Case, User
from centre.models.consent import Purpose
from centre.references import new_reference
from referrals.models import Basis, ReplyLink
from referrals.services.letters import send_link
from referrals.services.once import said_already

#: Our kinds of files → MIME types.
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
BY_A_YES = (Basis.BOTH_PARENTS, Basis.ONE_PARENT)
NO_YES = gettext_noop(
    "There is no yes about this partner. Write the name as it stands among who is involved, and ask for the yes first."
)
#: How long a link works, in days.
LINK_DAYS = 28


class LinkGone(Exception):
    """Unknown, used, let go or expired: the same answer for all (no oracle)."""


def token_of(reference: str) -> str:
    """The secret of a link: follows from the reference and the portal's hash key, so that it is stored nowhere."""
    return blind_index(reference, purpose="reply link")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_agreed(case: Case, name: str) -> bool:
    """Names are encrypted: compared here, over the few partners of one case."""
    agreed = sharing.agreed_partners(Purpose.HEARING).filter(case=case).select_related("organisation")
    return any(str(partner).casefold() == name.strip().casefold() for partner in agreed)


@transaction.atomic
def ask_partner(*, case: Case, to_email: str, to_name: str, question: str, basis: str, by: User) -> ReplyLink:
    """Leave a question in the outbox, twice is once; the mail itself carries the link and no content.

    Raises ValidationError on `basis`: resting on what parents agreed to takes their recorded yes about this partner (law.md R6).
    """
    if basis in BY_A_YES and not _is_agreed(case, to_name):
        raise ValidationError({"basis": _(NO_YES)})
    typed = {"to_email": to_email, "to_name": to_name, "question": question, "basis": basis}
    reference = new_reference("K")
    open_still = ReplyLink.objects.filter(case=case, answered_at=None, let_go_at=None, expires_at__gt=clock.now())
    return said_already(open_still, case=case, **typed) or ReplyLink.objects.create(
        **typed,
        reference=reference,
        token_digest=digest(token_of(reference)),
        case=case,
        asked_by=by,
        asked_at=clock.now(),
        expires_at=clock.now() + timedelta(days=LINK_DAYS),
    )


@transaction.atomic
def mail_question(*, link: ReplyLink) -> bool:
    """Send the link once; False when it was sent already or the mail server is away (the next round tries again)."""
    row = ReplyLink.objects.select_for_update().get(pk=link.pk)
    if row.mailed_at is not None:
        return False
    if not send_link(kind="question", to=row.to_email, name="referrals:reply", token=token_of(row.reference)):
        return False
    row.mailed_at = clock.now()
    row.save(update_fields=["mailed_at"])
    return True


@transaction.atomic
def remind_partner(*, link: ReplyLink) -> bool:
    """Once, before the link ends. False when it was done, answered, or the mail server is away."""
    row = ReplyLink.objects.select_for_update().get(pk=link.pk)
    if row.reminded_at or row.answered_at or row.let_go_at or row.expires_at <= clock.now():
        return False
    if not send_link(kind="reminder", to=row.to_email, name="referrals:reply", token=token_of(row.reference)):
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    return True


def find_link(*, token: str) -> ReplyLink:
    """The open question of a link; looking does not use it up. Raises LinkGone."""
    rows = ReplyLink.objects.select_related("asked_by")
    row = rows.filter(token_digest=digest(token), answered_at=None, let_go_at=None, expires_at__gt=clock.now()).first()
    if row is None:
        raise LinkGone
    return row


@dataclass(frozen=True)
class Attachment:
    """A file that came along, rewritten and scanned (`take_file`). `kind`: its MIME type."""

    content: bytes
    kind: str


def take_file(*, name: str, content: bytes) -> Attachment:
    """What may be kept of a file from outside: rewritten, and clean for the scanner. Raises ValidationError.

    A silent scanner takes nothing: the partner may answer without the file, or try again.
    """
    clean = uploads.clean(name, content)
    if settings.CLAMAV_ADDRESS:
        try:
            found = any(virus_scan.is_infected(part) for part in (content, clean.content))
        except virus_scan.ScannerSilent as error:
            raise ValidationError(
                _("We cannot check files now. Send your answer without it, or try again later.")
            ) from error
        if found:
            raise ValidationError(_("Our check found something unsafe in this file. We did not keep it."))
    return Attachment(content=clean.content, kind=KINDS[clean.kind])


@transaction.atomic
def answer_link(*, link: ReplyLink, answer: str, answered_by: str, file: Attachment | None = None) -> None:
    """Keep the answer and close the link. Raises LinkGone when somebody answered meanwhile."""
    row = ReplyLink.objects.select_for_update().get(pk=link.pk)
    if row.answered_at is not None or row.let_go_at is not None:
        raise LinkGone
    row.answer, row.answered_by, row.answered_at = answer, answered_by, clock.now()
    if file is not None:
        row.file_kind = file.kind
        row.file.save(new_reference("A", 20), ContentFile(cipher().encrypt(file.content)), save=False)
    row.save(update_fields=["answer", "answered_by", "answered_at", "file", "file_kind"])


def content_of(*, link: ReplyLink) -> bytes:
    """The file that came along with the answer, readable again."""
    with link.file.open("rb") as stored:
        return cipher().decrypt(stored.read())


@transaction.atomic
def let_go(*, link: ReplyLink) -> None:
    """No answer came; the worker goes on otherwise and the link dies. After an answer nothing changes."""
    row = ReplyLink.objects.select_for_update().get(pk=link.pk)
    if row.answered_at is None and row.let_go_at is None:
        row.let_go_at = clock.now()
        row.save(update_fields=["let_go_at"])
