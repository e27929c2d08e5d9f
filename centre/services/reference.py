"""Bring reference data into the database, as often as one likes: the same file twice changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from centre import clock
from centre.models import Municipality, Place, ReferenceSource, Region, SchoolHoliday
from centre.reference import files
from centre.reference.checks import check_holidays, check_municipalities, check_places
from centre.reference.names import canonical, fold
from centre.reference.rows import HolidayRow, MunicipalityRow, PlaceRow, Source


@dataclass
class Difference:
    """What a load did, or would do: names in reading order.

    `changed` holds sentences "name: field old → new"; `kept` names what the file no longer has but rows still point at.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __bool__(self):
        return bool(self.added or self.changed or self.removed)


def load_municipalities(
    *, rows: Iterable[MunicipalityRow], source: Source | None = None, dry_run: bool = False
) -> Difference:
    """Make the municipalities and their care regions like the file. Raises ReferenceRefused before anything is saved.

    A municipality without a region in the file keeps the region that it has. One that the file no longer names is
    removed, unless somebody's residence, referral or report still points at it: history keeps its municipality.
    """
    rows = list(rows)
    check_municipalities(rows)
    difference = Difference()
    with transaction.atomic():
        regions = _regions(rows, difference)
        known = {municipality.code: municipality for municipality in Municipality.objects.all()}
        _make_way(known.values(), rows)
        for row in rows:
            values = {
                "name": row.name,
                "slug": slugify(row.name),
                "province": canonical("province", row.province),
                "school_holiday_region": row.school_holiday_region,
                "latitude": row.latitude,
                "longitude": row.longitude,
            }
            if row.region:
                values["region_id"] = regions[canonical("region", row.region)].pk
            _save(
                known.pop(row.code, None), Municipality(code=row.code), values, f"{row.name} ({row.code})", difference
            )
        _drop(known.values(), difference, ignore=("places", "postcode_areas"))
        finish(source, dry_run)
    return difference


def load_school_holidays(
    *, rows: Iterable[HolidayRow], source: Source | None = None, dry_run: bool = False
) -> Difference:
    """Make the school holidays like the file; years before the file's first stay. Raises ReferenceRefused."""
    rows = list(rows)
    check_holidays(rows, today=clock.today())
    difference = Difference()
    first = min(row.starts_on for row in rows)
    with transaction.atomic():
        # A holiday of a region occurs once in a calendar year, so that a moved one is a change and not another.
        known = {
            (holiday.region, holiday.name, holiday.starts_on.year): holiday
            for holiday in SchoolHoliday.objects.filter(starts_on__gte=first.replace(month=1, day=1))
        }
        for row in rows:
            old = known.pop((row.region, row.name, row.starts_on.year), None)
            new = SchoolHoliday(region=row.region, name=row.name)
            values = {"starts_on": row.starts_on, "ends_on": row.ends_on}
            _save(old, new, values, f"{row.name} {row.region} {row.school_year}", difference)
        for holiday in known.values():
            if holiday.starts_on >= first:
                difference.removed.append(f"{holiday.name} {holiday.region} {holiday.starts_on}")
                holiday.delete()
        finish(source, dry_run)
    return difference


def load_places(*, rows: Iterable[PlaceRow], source: Source | None = None, dry_run: bool = False) -> Difference:
    """Make the places like the file; places made by hand (without a key) stay. Raises ReferenceRefused.

    A place whose municipality is not loaded, is loaded without one.
    """
    rows = list(rows)
    check_places(rows)
    difference = Difference()
    with transaction.atomic():
        municipalities = dict(Municipality.objects.values_list("code", "pk"))
        known = {place.key: place for place in Place.objects.exclude(key=None)}
        fresh, moved, touched = [], [], set()
        for row in rows:
            values = {
                "name": row.name,
                "folded": fold(row.name),
                "municipality_id": municipalities.get(row.municipality_code),
                "municipality_basis": row.basis,
                "school_holiday_region": row.school_holiday_region,
                "latitude": row.latitude,
                "longitude": row.longitude,
                "population": row.population,
            }
            place = known.pop(row.key, None)
            if place is None:
                fresh.append(Place(key=row.key, **values))
                difference.added.append(row.name)
            elif changes := _apply(place, values):
                moved.append(place)
                touched.update(changes)
                difference.changed.append(_sentence(row.name, changes))
        Place.objects.bulk_create(fresh, batch_size=500)
        if moved:
            Place.objects.bulk_update(moved, sorted(touched), batch_size=200)
        _drop(known.values(), difference)
        finish(source, dry_run)
    return difference


def load_all() -> dict[str, Difference]:
    """Load our own files in their order, each with its source; for the first start and the demo."""
    from centre.services.postcodes import load_postcodes  # noqa: PLC0415 it builds on this module

    sources = files.sources()
    return {
        "municipalities": load_municipalities(rows=files.municipalities(), source=sources["municipalities"]),
        "holidays": load_school_holidays(rows=files.school_holidays(), source=sources["holidays"]),
        "places": load_places(rows=files.places(), source=sources["places"]),
        "postcodes": load_postcodes(rows=files.postcodes(), source=sources["postcodes"]),
    }


def _regions(rows: list[MunicipalityRow], difference: Difference) -> dict[str, Region]:
    known = {region.name: region for region in Region.objects.all()}
    for name in sorted({canonical("region", row.region) for row in rows if row.region}):
        if name not in known:
            known[name] = Region.objects.create(name=name, slug=slugify(name.replace("/", "-")))
            difference.added.append(f"regio {name}")
    return known


def _make_way(known: Iterable[Municipality], rows: list[MunicipalityRow]) -> None:
    """A merger may take over the name, and so the address, of a municipality that leaves the list."""
    codes, slugs = {row.code for row in rows}, {slugify(row.name) for row in rows}
    for municipality in known:
        if municipality.code not in codes and municipality.slug in slugs:
            municipality.slug = f"{municipality.slug}-{municipality.code}"
            municipality.save(update_fields=["slug"])


def _save(
    old: models.Model | None, new: models.Model, values: dict[str, Any], label: str, difference: Difference
) -> None:
    if old is None:
        _apply(new, values)
        new.save()
        difference.added.append(label)
    elif changes := _apply(old, values):
        old.save(update_fields=list(changes))
        difference.changed.append(_sentence(label, changes))


def _apply(row: models.Model, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    changes = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    return changes


def _sentence(label: str, changes: dict[str, tuple[Any, Any]]) -> str:
    told = (f"{name} {old} → {new}" for name, (old, new) in changes.items() if name not in ("slug", "folded"))
    return f"{label}: {', '.join(told)}"


def _drop(rows: Iterable[models.Model], difference: Difference, ignore: tuple[str, ...] = ()) -> None:
    """Delete what nobody points at; `ignore` names relations that may point (their rows only lose the reference)."""
    for row in rows:
        pointing = (link for link in row._meta.related_objects if link.get_accessor_name() not in ignore)
        if any(link.related_model._base_manager.filter(**{link.field.name: row}).exists() for link in pointing):
            difference.kept.append(str(row))
        else:
            difference.removed.append(str(row))
            row.delete()


def finish(source: Source | None, dry_run: bool) -> None:
    """Write down where the data came from, or take everything back when it was a try."""
    if dry_run:
        transaction.set_rollback(True)
    elif source:
        facts = {"source": source.source, "licence": source.licence, "dated": source.dated, "sha256": source.sha256}
        ReferenceSource.objects.update_or_create(name=source.name, defaults=facts | {"loaded_at": clock.now()})
