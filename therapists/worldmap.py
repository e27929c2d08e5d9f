"""A drawn map: the country's shape appears from its municipalities as dots; our locations stand out. Pure text."""

import math
from collections.abc import Iterable
from html import escape

#: The European Netherlands in degrees.
WEST, EAST, SOUTH, NORTH = 3.2, 7.4, 50.65, 53.65
WIDTH = 420
SCALE = WIDTH / (EAST - WEST)
#: A degree of latitude is drawn longer than one of longitude, as it is at 52 degrees north.
STRETCH = 1 / math.cos(math.radians(52.15))
HEIGHT = round((NORTH - SOUTH) * SCALE * STRETCH)


def draw_map(points: Iterable[tuple[float, float]], practices: Iterable) -> str:
    """`points`: (latitude, longitude) of all municipalities; `practices`: rows with place, latitude, longitude."""
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="4"/>' for x, y in (_project(*point) for point in points))
    towns: dict[str, tuple[float, float]] = {}
    for practice in practices:
        towns.setdefault(practice.place, _project(practice.latitude, practice.longitude))
    marks = "".join(_mark(town, x, y) for town, (x, y) in towns.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<g fill="#c3d5d2">{dots}</g><g font-family="sans-serif" font-size="15" fill="#14302c">{marks}</g></svg>'
    )


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    return round((longitude - WEST) * SCALE, 1), round((NORTH - latitude) * SCALE * STRETCH, 1)


def _mark(town: str, x: float, y: float) -> str:
    """A small house (the portal's sign) with the town's name on its free side."""
    house = f"M{x - 8} {y + 8}v-9l8 -8l8 8v9z"
    side, anchor = (x - 13, "end") if x > WIDTH * 0.75 else (x + 13, "start")
    label = f'<text x="{side}" y="{y + 6}" text-anchor="{anchor}" stroke="#fff" stroke-width="4" paint-order="stroke">'
    return f'<path d="{house}" fill="#1d5c54" stroke="#fff" stroke-width="2"/>{label}{escape(town)}</text>'
