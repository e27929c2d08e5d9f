"""Points to search the register from: places, municipalities and postcode areas, and what somebody may have meant."""

import re
from dataclasses import dataclass

from django.db.models import IntegerField
from django.db.models.functions import Abs, Cast

from centre.models import Municipality, Place, PostcodeArea
from centre.reference.names import canonical, fold

#: More places than anybody would read, enough that an exact name is among them.
MOST_PLACES = 60


@dataclass(frozen=True)
class Spot:
    """A point to search from. `key` tells places with one name apart."""

    key: str
    name: str
    latitude: float
    longitude: float
    municipality_id: int | None = None
    municipality: str = ""
    province: str = ""


def spots_named(text: str) -> list[Spot]:
    """Places that somebody may mean: all with exactly this name, else a municipality, else names that begin so."""
    wanted = fold(canonical("place", text))
    rows = list(Place.objects.named(text).select_related("municipality")[:MOST_PLACES])
    exact = [_spot(row) for row in rows if row.folded == wanted]
    if exact:
        return exact
    return _municipality_named(text) or [_spot(row) for row in rows[:8]]


def is_postcode(text: str) -> bool:
    """Four digits, with or without the letters that stand behind them."""
    return re.fullmatch(r"\s*\d{4}\s?(?:[a-zA-Z]{2})?\s*", text) is not None


def nearest_area(text: str) -> tuple[Spot | None, bool]:
    """The area of a typed postcode, or the one nearest in number; and whether the typed one exists. One query."""
    code = text.strip()[:4]
    apart = Abs(Cast("code", IntegerField()) - int(code))
    row = PostcodeArea.objects.select_related("municipality").order_by(apart, "code").first()
    return (_area_spot(row), row.code == code) if row else (None, False)


def _spot(place: Place) -> Spot:
    municipality = place.municipality
    return Spot(
        key=place.key or f"{place.folded}-{place.municipality_id}",
        name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        municipality_id=place.municipality_id,
        municipality=municipality.name if municipality else "",
        province=municipality.province if municipality else "",
    )


def _area_spot(area: PostcodeArea) -> Spot:
    municipality = area.municipality
    return Spot(
        key=f"pc{area.code}",
        name=f"{area.code} ({area.place})",
        latitude=area.latitude,
        longitude=area.longitude,
        municipality_id=area.municipality_id,
        municipality=municipality.name if municipality else "",
        province=municipality.province if municipality else "",
    )


def _municipality_named(text: str) -> list[Spot]:
    row = Municipality.objects.filter(
        name__iexact=canonical("municipality", text.strip()), latitude__isnull=False
    ).first()
    return [Spot(f"gm{row.code}", row.name, row.latitude, row.longitude, row.pk, row.name, row.province)] if row else []
