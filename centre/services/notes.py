"""Write a typed note in exactly one dossier, and ring for whom of the family it is meant."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import children, clock
from centre.models import Case, Dossier, Note, Notice, User
from centre.services.notices import slot_for


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
    rings: bool = True,
) -> Note:
    """Add a note; default for the team only. `rings`: whether its readers in the family get a doorbell.

    Raises ValidationError for a judgement or statement without its basis, for a text for both parents in the dossier of
    one, and for a text for a child that has no account yet.
    """
    if kind != Note.Kind.OBSERVATION and not source.strip():
        raise ValidationError({"source": _("Say whose statement this is, or what the judgement rests on.")})
    if audience == Note.Audience.BOTH and dossier.child_id is None:
        raise ValidationError({"audience": _("A text for both parents belongs in the dossier of a child.")})
    if audience == Note.Audience.SUBJECT and dossier.child and not _may_have_an_account(dossier):
        raise ValidationError({"audience": _("A child reads along from twelve years on. Choose somebody else.")})
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
    if rings:
        _ring(note, by)
    return note


def _may_have_an_account(dossier: Dossier) -> bool:
    return dossier.child.age_on(clock.today()) >= children.SPEAKS_ALONG


def _ring(note: Note, by: User) -> None:
    """Both parents at the same moment (law.md R24); one person alone at the next fixed hour."""
    now = clock.now()
    Notice.objects.bulk_create(
        Notice(
            key=f"note:{note.reference}:{user.reference}",
            kind=Notice.Kind.MESSAGE,
            recipient=user,
            path="/start/",
            due_at=now if note.audience == Note.Audience.BOTH else slot_for(user, by=by),
            created_at=now,
        )
        for user in children.readers_of(note)
    )
