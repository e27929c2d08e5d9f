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
) -> Note:
    """Add a note, for the team only unless said otherwise; its readers in the family get a doorbell.

    Raises ValidationError for a judgement or statement without its basis, for a text for both parents in the dossier of
    one, for a text for a child that has no account yet, and for a statement of somebody as a text for a child.
    """
    if kind != Note.Kind.OBSERVATION and not source.strip():
        raise ValidationError({"source": _("Say whose statement this is, or what the judgement rests on.")})
    if audience == Note.Audience.BOTH and dossier.child_id is None:
        raise ValidationError({"audience": _("A text for both parents belongs in the dossier of a child.")})
    if audience == Note.Audience.SUBJECT and dossier.child and not _may_have_an_account(dossier):
        raise ValidationError({"audience": _("A child reads along from twelve years on. Choose somebody else.")})
    if audience == Note.Audience.SUBJECT and dossier.child and kind == Note.Kind.STATEMENT:
        raise ValidationError(
            {"audience": _("What somebody else says is not for a child to read. Choose somebody else.")}
        )
    note = _add(
        dossier=dossier, case=case, kind=kind, subject=subject, text=text, source=source, audience=audience, by=by
    )
    _ring(note, by)
    return note


@transaction.atomic
def add_own_view(*, dossier: Dossier, case: Case, subject: str, text: str, source: str, by: User) -> Note:
    """A person's own statement, unchanged, for all who read the file (Jw 7.3.8 lid 2); it rings for nobody.

    In the file of a child it is a parent's view: whatever the child's age, and never a text for that child.
    """
    facts = {"kind": Note.Kind.STATEMENT, "audience": Note.Audience.SUBJECT, "source": source}
    return _add(dossier=dossier, case=case, subject=subject, text=text, by=by, **facts)


def _add(*, dossier: Dossier, by: User, **facts) -> Note:
    note = Note.objects.create(dossier=dossier, written_by=by, **facts)
    dossier.last_content_change_at = clock.now()
    dossier.save(update_fields=["last_content_change_at"])
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
