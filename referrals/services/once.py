"""A second click says the same thing again: it finds the row of the first."""

from django.db.models import Model, QuerySet

from centre.models import Case


def said_already(rows: QuerySet, *, case: Case | None = None, **words) -> Model | None:
    """The row among `rows` with these words, which may be encrypted; None when this is new.

    Give everything that was typed: a word that is not compared is a correction that gets lost.

    With `case` two clicks at the same moment wait for each other; then call it inside a transaction.
    """
    if case is not None:
        Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    return next((row for row in rows if all(getattr(row, name) == said for name, said in words.items())), None)
