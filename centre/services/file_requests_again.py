"""What was withheld is weighed again on the day that the readers chose (law.md R16)."""

from django.db import transaction

from centre.models import FileRequest
from centre.services.file_requests import may_still_read


def weigh_again() -> int:
    """Put every answer of which the day has come before two readers once more; returns how many.

    A new reading with a term of its own, so it stands among the questions of readers and coordinators like any other.
    Nothing when the parent may not read this file any more, or asked anew meanwhile. Twice is the same as once.
    """
    rows = FileRequest.objects.to_weigh_again().select_related("parent", "child", "dossier__child").order_by("pk")
    return sum(_once_more(row) for row in rows if may_still_read(row))


@transaction.atomic
def _once_more(row: FileRequest) -> bool:
    FileRequest.objects.select_for_update(of=("self",)).get(pk=row.pk)
    same = FileRequest.objects.filter(
        parent=row.parent, child=row.child, case=row.case, dossier=row.dossier, kind=row.kind
    )
    if same.filter(asked_at__gt=row.asked_at).exists():
        return False
    facts = {"parent": row.parent, "child": row.child, "dossier": row.dossier, "case": row.case, "kind": row.kind}
    FileRequest.objects.create(**facts, words=row.words, again_of=row)
    return True
