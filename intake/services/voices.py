"""A child tells; a professional reads. Parents see neither the words nor that there are any."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.fields import blind_index
from centre.models import Case, Dossier, User
from centre.references import ALPHABET
from intake.models import ChildVoice, VoiceCode

#: A code works this many days; eight letters, because a stranger may try them.
CODE_DAYS, CODE_LENGTH = 7, 8


@transaction.atomic
def tell(*, dossier: Dossier, case: Case, answers: dict) -> ChildVoice:
    """Keep what a child told in the child's own dossier."""
    row = ChildVoice.objects.create(dossier=dossier, case=case, answers=answers)
    dossier.last_content_change_at = clock.now()
    dossier.save(update_fields=["last_content_change_at"])
    return row


@transaction.atomic
def make_code(*, dossier: Dossier, case: Case, by: User) -> str:
    """A new spoken code for one child; an older one works no more. Raises ValidationError for somebody who is no child."""
    if dossier.child_id is None:
        raise ValidationError(_("Only a child tells a story here."))
    now = clock.now()
    VoiceCode.objects.filter(dossier=dossier, used_at=None, expires_at__gt=now).update(expires_at=now)
    code = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))
    VoiceCode.objects.create(
        case=case, dossier=dossier, digest=_digest(code), made_by=by, expires_at=now + timedelta(days=CODE_DAYS)
    )
    return code


def find_code(code: str) -> VoiceCode | None:
    """The open code, or None for unknown, used and expired alike."""
    rows = VoiceCode.objects.filter(digest=_digest(code), used_at=None, expires_at__gt=clock.now())
    return rows.select_related("dossier__child", "case").first()


@transaction.atomic
def tell_with_code(*, code: str, answers: dict) -> ChildVoice:
    """Use a code once. Raises ValidationError when it was used meanwhile."""
    used = VoiceCode.objects.filter(digest=_digest(code), used_at=None, expires_at__gt=clock.now())
    row = used.select_for_update().first()
    if row is None:
        raise ValidationError(_("This code no longer works. Ask for a new one."))
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    return tell(dossier=row.dossier, case=row.case, answers=answers)


def mark_read(*, voices: list[ChildVoice], by: User) -> None:
    """Keep who read it first, and when."""
    keys = [row.pk for row in voices]
    ChildVoice.objects.filter(pk__in=keys, read_at=None).update(read_by=by, read_at=clock.now())


def _digest(code: str) -> str:
    return blind_index("".join(code.split()).upper(), purpose="voice code")
