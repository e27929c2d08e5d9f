"""Nouns of questions about a file."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from centre.models import Dossier, FileRequest, Parent
from centre.services.file_requests import may_ask_about, may_still_read


def askable(parent: Parent) -> dict[str, Dossier]:
    """Reference → dossier that this parent may ask about today: the own one, and of children under authority."""
    children = (
        Dossier.objects.filter(child__families=parent.family_id)
        .select_related("child")
        .order_by("child__birth_date", "pk")
    )
    rows = [Dossier.objects.select_related("parent").get(pk=parent.dossier.pk), *children]
    return {row.reference: row for row in rows if may_ask_about(parent=parent, dossier=row)}


def labels(dossiers: dict[str, Dossier], parent: Parent) -> list[tuple[str, str]]:
    """Choices of a form: "my own file" and first names of children."""
    return [(key, row.child.first_name if row.child_id else _("My own file")) for key, row in dossiers.items()]


def own_with_answers(user) -> list[FileRequest]:
    """This parent's questions, newest first; `may_read` tells whether a delivered copy is still open."""
    rows = FileRequest.objects.own(user).select_related("parent", "dossier__child").order_by("-asked_at", "-pk")[:50]
    for row in rows:
        row.may_read = not row.dossier.child_id or may_still_read(row)
    return list(rows)


def waiting(user) -> QuerySet[FileRequest]:
    """Open questions in a member of staff's cases, the nearest deadline first."""
    rows = FileRequest.objects.visible_to(user).open().select_related("parent", "case", "reader_one")
    return rows.defer("words", "explanation").order_by("due_on", "pk")
