"""Freeze how families fared, once per quarter."""

from django.db import transaction

from centre import clock
from research.learning import frozen, quarter_of
from research.models import LearningTable
from research.selectors.learning import table_before, titles, told_before


@transaction.atomic
def freeze_learning() -> LearningTable | None:
    """Make the figures of this quarter; None when they stand. What was shown once in a quarter never changes in it."""
    quarter = quarter_of(clock.today())
    if LearningTable.objects.filter(quarter=quarter).exists():
        return None
    earlier = table_before(quarter)
    before = earlier and {"figures": earlier.figures, "behind": earlier.behind}
    figures, behind = frozen(told_before(quarter), before, quarter)
    names = titles()
    for figure in figures.values():
        # The title as it is now: a later name of a questionnaire changes no figure that stands.
        figure["lines"] = [{"title": names.get(line["scale"], line["scale"]), **line} for line in figure["lines"]]
    table, is_new = LearningTable.objects.get_or_create(
        quarter=quarter, defaults={"figures": figures, "behind": behind, "made_at": clock.now()}
    )
    return table if is_new else None
