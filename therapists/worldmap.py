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
#: Left, top, right and bottom in the drawing's own units.
Area = tuple[float, float, float, float]
HEIGHT = round((NORTH - SOUTH) * SCALE * STRETCH)


def draw_map(points: Iterable[tuple[float, float]], practices: Iterable) -> str:
    """`points`: (latitude, longitude) of all municipalities; `practices`: rows with place, latitude, longitude."""
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="4"/>' for x, y in (_project(*point) for point in points))
    towns: dict[str, tuple[float, float]] = {}
    for practice in practices:
        towns.setdefault(practice.place, _project(practice.latitude, practice.longitude))
    taken: list[Area] = [(x - 9, y - 10, x + 9, y + 9) for x, y in towns.values()]
    marks = "".join(_mark(town, x, y, taken) for town, (x, y) in towns.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<g fill="#c3d5d2">{dots}</g><g font-family="sans-serif" font-size="15" fill="#14302c">{marks}</g></svg>'
    )


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    return round((longitude - WEST) * SCALE, 1), round((NORTH - latitude) * SCALE * STRETCH, 1)


def _mark(town: str, x: float, y: float, taken: list[Area]) -> str:
    """A small house (the portal's sign) with the town's name on the first side that is free."""
    wide = 8.2 * len(town)
    sides = [
        (x + 13, y + 6, "start", (x + 13, y - 8, x + 13 + wide, y + 9)),
        (x - 13, y + 6, "end", (x - 13 - wide, y - 8, x - 13, y + 9)),
        (x, y + 24, "middle", (x - wide / 2, y + 10, x + wide / 2, y + 27)),
        (x, y - 14, "middle", (x - wide / 2, y - 28, x + wide / 2, y - 11)),
    ]
    free = [
        side
        for side in sides
        if not any(_overlap(side[3], area) for area in taken) and 0 < side[3][0] < side[3][2] < WIDTH
    ]
    left, base, anchor, area = (free or sides)[0]
    taken.append(area)
    label = f'<text x="{left}" y="{base}" text-anchor="{anchor}" stroke="#fff" stroke-width="4" paint-order="stroke">'
    house = f"M{x - 8} {y + 8}v-9l8 -8l8 8v9z"
    return f'<path d="{house}" fill="#1d5c54" stroke="#fff" stroke-width="2"/>{label}{escape(town)}</text>'


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
