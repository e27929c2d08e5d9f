"""Distances over the earth: pure, straight lines, good enough for "within 20 kilometres"."""

import math
import re
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180


class Box(NamedTuple):
    """Degrees; every point within the distance lies inside, some points inside lie further away."""

    south: float
    north: float
    west: float
    east: float


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance between two points in degrees (haversine formula)."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    wide = math.radians(other_longitude - longitude)
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(wide / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def box_around(latitude: float, longitude: float, km: float) -> Box:
    """The box that a database can search with an index before the exact distance is computed."""
    high = km / KM_PER_DEGREE
    # Widest at the side nearest to a pole; there is no register within a degree of one.
    narrowest = math.cos(math.radians(min(89.0, abs(latitude) + high)))
    wide = high / narrowest
    return Box(latitude - high, latitude + high, longitude - wide, longitude + wide)


def split_distance(text: str) -> tuple[str, int | None]:
    """A typed search such as "Haarlem 20 km" as (place, kilometres); None when no distance was typed."""
    found = re.fullmatch(r"\s*(.*?)[\s,]+(\d{1,3})\s*(?:km|kilometers?|kilometres?)\.?\s*", text, re.IGNORECASE)
    return (found[1].strip(), int(found[2])) if found else (text.strip(), None)
