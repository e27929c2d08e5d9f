"""Bring the postcode areas into the database; the same file twice changes nothing."""

from collections.abc import Iterable

from django.db import transaction

from centre.models import Municipality, PostcodeArea
from centre.reference.checks import check_postcodes
from centre.reference.rows import PostcodeRow, Source
from centre.services.reference import Difference, finish


def load_postcodes(*, rows: Iterable[PostcodeRow], source: Source | None = None, dry_run: bool = False) -> Difference:
    """Make the areas like the file. Raises ReferenceRefused before anything is saved."""
    rows = list(rows)
    check_postcodes(rows)
    difference = Difference()
    with transaction.atomic():
        municipalities = dict(Municipality.objects.values_list("code", "pk"))
        known = {area.code: area for area in PostcodeArea.objects.all()}
        fresh, moved = [], []
        for row in rows:
            facts = {
                "place": row.place,
                "municipality_id": municipalities.get(row.municipality_code),
                "latitude": row.latitude,
                "longitude": row.longitude,
                "basis": row.basis,
            }
            area = known.pop(row.code, None)
            if area is None:
                fresh.append(PostcodeArea(code=row.code, **facts))
                difference.added.append(str(fresh[-1]))
            elif any(getattr(area, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(area, name, value)
                moved.append(area)
                difference.changed.append(str(area))
        PostcodeArea.objects.bulk_create(fresh, batch_size=1000)
        if moved:
            PostcodeArea.objects.bulk_update(moved, list(facts), batch_size=200)
        difference.removed = [str(area) for area in known.values()]
        PostcodeArea.objects.filter(code__in=list(known)).delete()
        finish(source, dry_run)
    return difference
