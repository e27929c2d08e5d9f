"""The chain as a picture: the family in the middle, everybody involved around it. Pure geometry, no database.

Lines say in which directions may be spoken: unbroken for both, dashed for one, dotted for neither. The table below the
picture says the same in words.
"""

from dataclasses import dataclass
from math import cos, pi, sin

WIDTH, HEIGHT = 720, 460
ACROSS, DOWN = 255, 165


@dataclass(frozen=True)
class Spot:
    """One professional in the picture. `dash`: pattern of the line; x, y in picture points."""

    label: str
    domain: str
    dash: str
    x: int
    y: int

    @property
    def box_x(self) -> int:
        return self.x - 100

    @property
    def box_y(self) -> int:
        return self.y - 25


def dash_of(directions: set[str]) -> str:
    """Pattern of a line by the directions that may be used."""
    return {2: "", 1: "9 6"}.get(len(directions), "2 7")


def spots(links: list[tuple[str, str, set[str]]]) -> list[Spot]:
    """Places on an ellipse for [(name, domain, directions)], from the top clockwise."""
    found = []
    for number, (name, domain, directions) in enumerate(links):
        turn = 2 * pi * number / max(len(links), 1) - pi / 2
        x, y = WIDTH / 2 + ACROSS * cos(turn), HEIGHT / 2 + DOWN * sin(turn)
        short = name if len(name) <= 26 else f"{name[:25]}…"
        found.append(Spot(short, domain, dash_of(directions), round(x), round(y)))
    return found


def drawing(links) -> dict:
    """Context of the picture for the links that run today; each has `directions`. Nobody involved: nothing to draw."""
    running = [link for link in links if link.until is None]
    found = spots([(link.name, link.get_domain_display(), link.directions) for link in running])
    return {"spots": found, "width": WIDTH, "height": HEIGHT, "middle_x": WIDTH // 2, "middle_y": HEIGHT // 2}
