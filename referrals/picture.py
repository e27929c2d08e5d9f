"""The chain as a picture: the family in the middle, everybody involved around it. Pure geometry, no database.

Lines say in which directions may be spoken: unbroken for both, dashed for one, dotted for neither. The table below the
picture says the same in words.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from textwrap import wrap

#: Picture points: the whole width, half of a box, and how far boxes lie from the middle.
WIDTH, HALF_BOX, HALF_HIGH = 640, 104, 34
ACROSS, DOWN = 208, 165
#: From this number on the ellipse grows, so that neighbours keep clear of each other.
ROOMY, GROWTH = 6, 60
#: Letters in a line of a box, and lines of a name.
LETTERS, LINES = 24, 2


@dataclass(frozen=True)
class Spot:
    """One professional in the picture. `names`: lines of the name; `dash`: pattern of the line; x, y: the middle."""

    names: tuple[str, ...]
    domain: str
    dash: str
    x: int
    y: int

    @property
    def box_x(self) -> int:
        return self.x - HALF_BOX

    @property
    def box_y(self) -> int:
        return self.y - HALF_HIGH


def dash_of(directions: set[str]) -> str:
    """Pattern of a line by the directions that may be used."""
    return {2: "", 1: "9 6"}.get(len(directions), "2 7")


def down(number: int) -> int:
    """How far the lowest box of `number` boxes lies below the middle."""
    return DOWN + GROWTH * max(0, number - ROOMY)


def spots(links: list[tuple[str, str, set[str]]]) -> list[Spot]:
    """Places on an ellipse for [(name, domain, directions)], from the top clockwise."""
    found, lowest = [], down(len(links))
    for number, (name, domain, directions) in enumerate(links):
        turn = 2 * pi * number / len(links) - pi / 2
        x, y = WIDTH / 2 + ACROSS * cos(turn), lowest + HALF_HIGH + 8 + lowest * sin(turn)
        names = tuple(wrap(name, LETTERS, max_lines=LINES, placeholder=" …"))
        found.append(Spot(names, domain, dash_of(directions), round(x), round(y)))
    return found


def drawing(links) -> dict:
    """Context of the picture for the links that run today; each has `directions`. Nobody involved: nothing to draw."""
    running = [link for link in links if link.until is None]
    found = spots([(link.name, link.get_domain_display(), link.directions) for link in running])
    middle = down(len(found)) + HALF_HIGH + 8
    return {
        "spots": found, "width": WIDTH, "height": 2 * middle, "middle_x": WIDTH // 2, "middle_y": middle,
        "box_width": 2 * HALF_BOX, "box_height": 2 * HALF_HIGH,
    }  # fmt: skip
