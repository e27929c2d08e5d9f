"""Write a typed note in exactly one dossier."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Dossier, Note, User


@transaction.atomic
def write_note(
    *,
    dossier: Dossier,
    case: Case,
    kind: str,
    subject: str,
    text: str,
    by: User,
    source: str = "",
    audience: str = Note.Audience.STAFF,
) -> Note:
    """Add a note; default for the team only. Raises ValidationError for a judgement or statement without its basis,
    and for a text for both parents in the dossier of one.
    """
    if kind != Note.Kind.OBSERVATION and not source.strip():
        raise ValidationError({"source": _("Say whose statement this is, or what the judgement rests on.")})
    if audience == Note.Audience.BOTH and dossier.child_id is None:
        raise ValidationError({"audience": _("A text for both parents belongs in the dossier of a child.")})
    note = Note.objects.create(
        dossier=dossier,
        case=case,
        kind=kind,
        subject=subject,
        text=text,
        source=source,
        audience=audience,
        written_by=by,
    )
    dossier.last_content_change_at = clock.now()
    dossier.save(update_fields=["last_content_change_at"])
    return note
